"""Under every fault of the table: no password, no other mechanism, nothing in clear, no more than one new try."""

from __future__ import annotations

import re

import pytest

from fakes.faults.table import fault_table
from fakes.thread import ThreadedBox
from tests.secrets.search import Canaries

from .conftest import Jobs, do, events, lines_in, requests

TABLE = fault_table()
SPECS = [f"{fault}@{listener}" for fault in TABLE for listener in TABLE[fault].acts_on()]
ACTIONS = {"send": "smtp", "fetch-imap": "imap", "fetch-pop3": "pop3"}
_ALLOWED_IN_CLEAR = re.compile(r"(EHLO \[127\.0\.0\.1\]|STARTTLS|STLS|CAPA|QUIT|o\d+ (CAPABILITY|STARTTLS)|oz LOGOUT)$")
_OTHER_MECHANISM = re.compile(r"(o\d+ LOGIN|USER|PASS|APOP|(o\d+ AUTHENTICATE|AUTH) (?!XOAUTH2))\b", re.IGNORECASE)
_SIGNS_IN = re.compile(r"(o\d+ AUTHENTICATE|AUTH) XOAUTH2")


@pytest.mark.parametrize("spec", SPECS)
def test_nothing_but_xoauth2_inside_tls(box: ThreadedBox, job: Jobs, spec: str) -> None:
    box.faults(spec)
    s = box.settings
    canaries = Canaries(
        {"secret": s.client_secret, "refresh": s.refresh_token, "access": s.access_token, "password": s.password}
    )
    concerned = spec.partition("@")[2]
    for action, protocol in ACTIONS.items():
        if protocol != (concerned if concerned != "token" else "smtp"):
            continue
        before = requests(box)
        starttls = {f"{protocol}__tls": "starttls", f"{protocol}__port": _clear_port(box, protocol)}
        ended = do(job(action, timeout_s=2, **starttls))
        assert ended.status in (0, 1, 75), ended.output
        assert "an error of this program" not in ended.sentence, ended.sentence
        assert ended.status == 0 or ended.sentence.endswith(".")
        assert requests(box) - before <= 2
        assert not canaries.found(ended.output.encode())
        seen = [*lines_in(box, protocol)]
        assert [line for encrypted, line in seen if not encrypted and not _ALLOWED_IN_CLEAR.match(line)] == []
        assert [line for _, line in seen if _OTHER_MECHANISM.match(line)] == []
        assert sum(bool(_SIGNS_IN.match(line)) for _, line in seen) <= 2
        # A challenge of the server's is base64 as well, and shares words with a token.
        sent = (str(event["data"]) for event in events(box) if event["kind"] != "out" or "challenge" not in spec)
        assert not canaries.found("".join(sent).encode())
    assert box.ask(lambda tenant: [*tenant.bugs]) == []


def _clear_port(box: ThreadedBox, protocol: str) -> int:
    s = box.settings
    return {"smtp": s.smtp_port, "imap": s.imap_starttls_port, "pop3": s.pop3_starttls_port}[protocol]


# What a person must be told, fault by fault: the status and the diagnosis that comes first.
TOLD = [
    ("refresh-token-expired", 1, "refresh-token-expired"),
    ("client-secret-wrong", 1, "client-secret-wrong"),
    ("client-secret-expired", 1, "client-secret-expired"),
    ("conditional-access-blocked", 1, "conditional-access-blocked"),
    ("entra-throttled", 75, "entra-throttled"),
    ("entra-unavailable", 75, "entra-unavailable"),
    ("token-refused@smtp", 1, "smtp-auth-refused"),
    ("smtp-auth-disabled-tenant", 1, "smtp-auth-disabled-tenant"),
    ("smtp-auth-disabled-mailbox", 1, "smtp-auth-disabled-mailbox"),
    ("smtp-send-as-denied", 1, "smtp-send-as-denied"),
    ("smtp-auth-temporary", 75, "smtp-auth-temporary"),
    ("smtp-too-many-connections", 75, "smtp-too-many-connections"),
    ("certificate-wrong-name@smtp", 1, "certificate-wrong-name"),
    ("starttls-stripped@smtp", 1, "starttls-stripped"),
    ("xoauth2-not-offered@smtp", 1, "xoauth2-not-offered"),
    ("connection-dropped@smtp", 75, "connection-dropped"),
    ("server-silent@smtp", 75, "server-silent"),
]


@pytest.mark.parametrize(("spec", "status", "diagnosis"), TOLD)
def test_the_sentence_comes_with_the_diagnosis(
    box: ThreadedBox, job: Jobs, spec: str, status: int, diagnosis: str
) -> None:
    box.faults(spec)
    ended = do(job("send", timeout_s=2))
    assert ended.status == status, ended.output
    assert ended.diagnoses[:1] == [diagnosis], ended.output


@pytest.mark.parametrize(("action", "protocol"), ACTIONS.items())
def test_a_refused_token_is_renewed_once_and_then_works(
    box: ThreadedBox, job: Jobs, action: str, protocol: str
) -> None:
    box.faults(f"token-refused@{protocol}*1")
    assert do(job(action)).status == 0
    assert requests(box) == 2
    assert sum(bool(_SIGNS_IN.match(line)) for _, line in lines_in(box, protocol)) == 2


@pytest.mark.parametrize(
    ("action", "spec"),
    [
        ("send", "smtp-auth-disabled-tenant"),
        ("send", "smtp-auth-temporary"),
        ("send", "smtp-conditional-access"),
        ("fetch-imap", "imap-login-not-connected"),
        ("fetch-imap", "imap-authenticated-not-connected"),
        ("fetch-imap", "imap-server-unavailable"),
        ("fetch-pop3", "pop3-one-line-auth"),
        ("fetch-pop3", "pop3-token-too-long"),
    ],
)
def test_what_a_new_token_cannot_cure_gets_none(box: ThreadedBox, job: Jobs, action: str, spec: str) -> None:
    box.faults(spec)
    assert do(job(action)).status != 0
    assert requests(box) == 1
    assert sum(bool(_SIGNS_IN.match(line)) for _, line in lines_in(box, ACTIONS[action])) == 1
