"""What the settings refuse before any connection, and which setting to change; the consumers of a profile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from checks.config import build
from checks.config.consumers import OWN
from checks.mail import from_profile
from checks.mail.compose import BadLetter
from checks.mail.notify import Notification, notify
from checks.mail.operations import Service
from checks.mail.outcome import failed
from checks.mail.reading import header
from checks.mail.refusals import REFUSALS, Refused
from checks.mail.tokens import tokens_for
from checks.observation import ProbeFailed
from checks.redactor import Redactor
from fakes.thread import ThreadedBox

from .conftest import Jobs, do, events, lines_in
from .test_compose import LETTER
from .test_endpoint import replies

PASSWORD = "the password of the mailbox"
Make = Callable[..., Service]


@pytest.fixture
def make(box: ThreadedBox, tmp_path: Path) -> Make:
    """The service for a consumer of a profile that describes the box."""
    s = box.settings
    environ = {"SECRET": s.client_secret, "TOKEN": s.refresh_token, "PASSWORD": s.password}

    def build_service(name: str = OWN, consumers: Any = (), **changes: Any) -> Service:
        mapping: dict[str, Any] = {
            "mailbox": {"xoauth2_user": s.mailbox},
            "client_id": s.client_id,
            "client_secret": "env:SECRET",
            "refresh_token": "env:TOKEN",
            "authority": {"cloud": "custom", "login_base": s.authority, "tenant": s.tenant_id},
            "send": {"host": "localhost", "port": s.smtp_port, "wire": "starttls-required"},
            "receive": {"host": "localhost", "port": s.imap_port, "wire": "implicit"},
            "network": {"ca_bundle": s.ca_file},
            "consumers": [*consumers],
        }
        for key, value in changes.items():
            table, _, rest = key.partition("__")
            mapping[table] = {**mapping.get(table, {}), rest: value}
        profile = build(mapping, "test", environ, datetime.now(UTC))
        redactor = Redactor()
        settings = from_profile.settings(profile, from_profile.consumer(profile, name), environ, redactor)
        reach = from_profile.reach(profile, settings, redactor, frozenset(), {})
        tokens = tokens_for(settings.grant, reach, tmp_path / "state") if settings.grant else None
        return Service(settings, reach, tokens)

    return build_service


def consumer(kind: str, **more: Any) -> list[Mapping[str, Any]]:
    return [{"name": "Invoices", "kind": kind, **more}]


def test_a_profile_is_enough_to_send_and_receive(make: Make, box: ThreadedBox) -> None:
    service = make()
    assert service.send(LETTER_TO(box)).startswith("250")
    assert [header(message, "Subject") for message in service.receive(1)] == ["Subject"]


def LETTER_TO(box: ThreadedBox) -> Any:
    from dataclasses import replace

    return replace(LETTER, sender=box.settings.mailbox, to=(box.settings.mailbox,))


REFUSED = [
    ("smtp", {"send__wire": "plain"}, "smtp-tls-off", "send.wire"),
    ("smtp", {"send__wire": "starttls"}, "smtp-tls-optional", "send.wire"),
    ("imap", {"receive__wire": "plain"}, "receive-tls-off", "receive.wire"),
    ("imap", {"receive__wire": "starttls"}, "receive-tls-optional", "receive.wire"),
    ("smtp", {"send__port": 587, "send__wire": "implicit"}, "tls-implicit-on-starttls-port", "587"),
    ("imap", {"receive__port": 993, "receive__wire": "starttls-required"}, "tls-starttls-on-implicit-port", "993"),
    ("smtp", {"send__auth_required": False}, "smtp-auth-off", "send.auth_required"),
    ("pop3", {"receive__protocol": "pop3", "receive__pop_two_line": False}, "pop3-one-line", "pop_two_line"),
    ("pop3", {}, "no-server", "pop3.host"),
    ("smtp", {"send__wire": "implicit", "send__port": 25}, "tls-implicit-on-starttls-port", "25"),
]


@pytest.mark.parametrize(("protocol", "changes", "refusal", "named"), REFUSED)
def test_the_settings_refuse_before_any_connection(
    make: Make, box: ThreadedBox, protocol: str, changes: Any, refusal: str, named: str
) -> None:
    service = make(**changes)
    with pytest.raises(Refused) as refused:
        if protocol == "smtp":
            service.send(LETTER_TO(box))
        else:
            next(service.receive(1) if protocol == "imap" else service.receive_by_pop3(1))
    assert refused.value.refusal == refusal
    ended = failed("Sending", refused.value, Redactor())
    assert ended.status == 1 and named in ended.sentence and ended.sentence.endswith(".")
    assert events(box) == []


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"smtp__tls": "blank"}, "smtp-tls-off"),
        ({"smtp__tls": ""}, "smtp-tls-off"),
        ({"smtp__tls": None}, "smtp-tls-off"),
        ({"smtp__tls": "SSL"}, "tls-unknown"),
        ({"smtp__user": ""}, "no-user"),
        ({"smtp__user": "a\r\nRCPT"}, "bad-user"),
        ({"smtp": None}, "no-server"),
        ({"oauth": None}, "no-grant"),
        ({"smtp__oauth": False}, "basic-forbidden"),
        ({"smtp__oauth": False, "smtp__password": PASSWORD}, "basic-forbidden"),
        ({"smtp__oauth": False, "policy": {"basic_fallback": "allow"}}, "basic-without-password"),
    ],
)
def test_a_job_is_refused_with_the_setting_to_change(
    job: Jobs, box: ThreadedBox, changes: dict[str, Any], refusal: str
) -> None:
    ended = do(job("send", **changes))
    fixed = REFUSALS[refusal].words.split("{value}")[-1].split("{key}")[-1].split("; ")[-1]
    assert ended.status == 1 and fixed.split("{")[0] in ended.sentence, ended.sentence
    assert PASSWORD not in ended.output
    assert events(box) == []


def test_an_endpoint_with_oauth_and_pop3_is_refused_before_any_connection(make: Make, box: ThreadedBox) -> None:
    s = box.settings
    own = {"receive_protocol": "pop3", "receive_host": "localhost", "receive_port": s.pop3_port, "receive_tls": "SSL"}
    service = make("Invoices", consumer("email-endpoint", oauth=True, **own))
    with pytest.raises(Refused, match="forbidden") as refused:
        service.settings.place("pop3")
    assert refused.value.refusal == "endpoint-pop3"
    assert "receive_protocol of Invoices" in refused.value.failure.words
    assert events(box) == []
    # Where it is no endpoint, POP3 is the two-line form.
    operation = make("Invoices", consumer("operation", oauth=True, **own))
    assert len([*operation.receive_by_pop3(5)]) == 2


@pytest.mark.parametrize("policy", ["forbid", "warn", "allow"])
def test_one_operation_may_go_back_to_a_password_and_no_other(make: Make, box: ThreadedBox, policy: str) -> None:
    def allow(tenant: Any) -> None:
        tenant.policy.basic_auth = True

    box.ask(allow)
    consumers = consumer("operation", oauth=False, smtp_password="env:PASSWORD")
    consumers += [{"name": "Other", "kind": "operation", "oauth": True}]
    service = make("Invoices", consumers, policy__basic_fallback=policy)
    if policy == "forbid":
        with pytest.raises(Refused) as refused:
            service.send(LETTER_TO(box))
        assert refused.value.refusal == "basic-forbidden" and events(box) == []
        return
    assert service.send(LETTER_TO(box)).startswith("250")
    assert len(service.remarks) == 1 and policy in service.remarks[0]
    assert any(line.startswith("AUTH LOGIN") for _, line in lines_in(box, "smtp"))
    box.reset()
    box.ask(allow)
    make("Other", consumers, policy__basic_fallback=policy).send(LETTER_TO(box))
    assert not any("LOGIN" in line for _, line in lines_in(box, "smtp"))


@pytest.mark.parametrize(
    "fault", ["xoauth2-not-offered@smtp", "token-refused@smtp", "connection-dropped@token", "refresh-token-revoked"]
)
def test_oauth_never_falls_back(make: Make, box: ThreadedBox, fault: str) -> None:
    def allow(tenant: Any) -> None:
        tenant.policy.basic_auth = True

    box.ask(allow)
    box.faults(fault)
    service = make(
        "Invoices",
        consumer("operation", oauth=True, smtp_password="env:PASSWORD"),
        policy__basic_fallback="allow",
    )
    with pytest.raises(ProbeFailed):
        service.send(LETTER_TO(box))
    assert not any("LOGIN" in line or "PLAIN" in line for _, line in lines_in(box, "smtp"))
    assert service.remarks == []


def test_a_foreign_host_of_a_profile_hears_nothing(make: Make, box: ThreadedBox) -> None:
    service = make(send__host="mail.stranger.example")
    with pytest.raises(ProbeFailed) as refused:
        service.send(LETTER_TO(box))
    assert refused.value.failure.kind == "forbidden" and [*lines_in(box, "smtp")] == []


def test_an_unknown_consumer_is_said(make: Make) -> None:
    with pytest.raises(ProbeFailed) as unknown:
        make("Nobody", consumer("operation"))
    assert "Invoices" in unknown.value.failure.words


def test_the_endpoint_takes_its_duty_from_the_profile(make: Make, box: ThreadedBox) -> None:
    profile = build(
        {
            "mailbox": "svc@contoso.com",
            "tenant": "contoso.com",
            "client_id": "00001111-aaaa-2222-bbbb-3333cccc4444",
            "client_secret": "env:S",
            "refresh_token": "env:T",
            "consumers": consumer(
                "email-endpoint",
                repeat_interval_s=60,
                file_pattern="*.pdf",
                recipient_failed_job="sender, ops@contoso.com",
            ),
        },
        "test",
        {},
        datetime.now(UTC),
    )
    duty = from_profile.duty(from_profile.consumer(profile, "Invoices"))
    assert (duty.interval_s, duty.batch, duty.file_pattern) == (60, 2, "*.pdf")
    assert duty.replies.success == ("sender",) and duty.replies.failure == ("sender", "ops@contoso.com")


# Task notifications

TEMPLATE = Notification("Task $task for you", "Dear $name,\n$task waits.\n")
TASK = {"task": "Invoice 7\r\nBcc: x@y.example", "name": "Zoë"}


def test_a_task_notification_goes_out_by_its_own_settings(make: Make, box: ThreadedBox) -> None:
    own = {"oauth": True, "from_address": box.settings.mailbox}
    service = make("Invoices", consumer("task-notifications", **own))
    notify(service, TEMPLATE, "adele@contoso.example", TASK)
    (message,) = replies(box)
    assert header(message, "Subject") == "Task Invoice 7 Bcc: x@y.example for you"
    assert header(message, "Bcc") == "" and header(message, "Auto-Submitted") == "auto-generated"
    body = message.get_body(("plain",))
    assert body is not None and body.get_content().startswith("Dear Zoë,")


@pytest.mark.parametrize(
    ("own", "refusal"),
    [
        ({"oauth": True, "enabled": False}, "switched-off"),
        ({"oauth": False}, "basic-forbidden"),
        ({}, "basic-forbidden"),
    ],
)
def test_its_own_switches_decide(make: Make, box: ThreadedBox, own: Any, refusal: str) -> None:
    with pytest.raises(Refused) as refused:
        notify(make("Invoices", consumer("task-notifications", **own)), TEMPLATE, "adele@contoso.example", TASK)
    assert refused.value.refusal == refusal and events(box) == []


@pytest.mark.parametrize("text", ["$missing", "100 $", "${"])
def test_a_template_that_cannot_be_filled_is_said(make: Make, box: ThreadedBox, text: str) -> None:
    with pytest.raises(BadLetter):
        notify(make(), Notification("s", text), "adele@contoso.example", TASK)
    assert events(box) == []
