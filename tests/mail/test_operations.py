"""The three operations, as jobs: what arrives, what is printed, and what cannot be a job at all."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.mail import adapter
from checks.mail.compose import Attachment
from checks.mail.operations import Service, parsed
from checks.mail.reading import attachments, header
from fakes.thread import ThreadedBox
from tests.harness import ROOT
from tests.secrets.search import Canaries

from .conftest import Ended, Jobs, do, events, lines_in, requests

FETCHES = ("fetch-imap", "fetch-pop3")


def sent(box: ThreadedBox) -> list[Any]:
    return box.ask(lambda tenant: [*tenant.outgoing])


def test_a_message_with_a_document_arrives_whole(box: ThreadedBox, job: Jobs) -> None:
    content = bytes(range(256)) * 4000
    ended = do(job("send", attachments=[{"name": "å.pdf", "content_base64": base64.b64encode(content).decode()}]))
    assert (ended.status, ended.sentence) == (0, "Sent.")
    (message,) = sent(box)
    read = parsed(message.content)
    assert header(read, "Subject") == "Größe"
    assert attachments(read) == [Attachment("å.pdf", content)]


def test_bcc_is_in_the_envelope_only_and_everybody_gets_one_copy(box: ThreadedBox, job: Jobs) -> None:
    more = {"to": ["Zoë <a@x.example>"], "cc": ["b@x.example"], "bcc": ["c@x.example", "a@x.example"]}
    assert do(job("send", **more, reply_to=["r@x.example"], html="<p>ü</p>")).status == 0
    (message,) = sent(box)
    assert list(message.recipients) == ["a@x.example", "b@x.example", "c@x.example"]
    assert b"c@x.example" not in message.content
    read = parsed(message.content)
    assert header(read, "To") == "Zoë <a@x.example>" and header(read, "Reply-To") == "r@x.example"
    html = read.get_body(("html",))
    assert html is not None and "<p>ü</p>" in html.get_content()


@pytest.mark.parametrize("action", FETCHES)
def test_receiving_gives_what_was_sent_and_marks_nothing(box: ThreadedBox, job: Jobs, action: str) -> None:
    assert do(job("send")).status == 0
    ended = do(job(action))
    assert ended.status == 0
    found = ended.answer["messages"]
    assert found[0]["subject"] == "Größe"
    assert found[0]["attachments"] == [{"name": "å.pdf", "octets": 3}]
    assert len(found) == 3
    (mailbox,) = box.ask(lambda t: [t.mailboxes[box.settings.mailbox]])
    assert all(not message.flags for message in mailbox.store.folder("INBOX").messages)


def test_the_document_s_operations_are_there_by_name() -> None:
    assert callable(Service.send_with_document) and callable(Service.send_with_map_of_attachments)
    assert callable(Service.receive)


@pytest.mark.parametrize(
    ("action", "tls"), [("send", "starttls"), *((fetch, tls) for fetch in FETCHES for tls in ("starttls", "implicit"))]
)
def test_every_tls_mode_that_the_box_has_works(box: ThreadedBox, job: Jobs, action: str, tls: str) -> None:
    part = {"send": "smtp", "fetch-imap": "imap", "fetch-pop3": "pop3"}[action]
    ports = box.settings.as_dict()
    port = ports[f"{part}_port"] if part == "smtp" or tls == "implicit" else ports[f"{part}_starttls_port"]
    changes = {f"{part}__tls": tls, f"{part}__port": port}
    assert do(job(action, **changes)).status == 0
    assert all(encrypted or not line.startswith(("AUTH", "o2 AUTHENTICATE")) for encrypted, line in lines_in(box, part))


def test_a_session_asks_for_one_token_and_a_process_for_one_each(box: ThreadedBox, job: Jobs) -> None:
    scopes = {"oauth__scope": "https://outlook.office.com/SMTP.Send https://outlook.office.com/IMAP.AccessAsUser.All"}
    ended = do(job("send", **scopes), job("fetch-imap", **scopes), job("send", **scopes))
    assert [json.loads(line)["status"] for line in ended.output.splitlines()] == [0, 0, 0]
    assert requests(box) == 1
    do(job("send", **scopes))
    assert requests(box) == 2


def test_a_job_over_many_lines_is_one_job(job: Jobs) -> None:
    import io

    output = io.StringIO()
    assert adapter.serve(io.StringIO(json.dumps(job("token"), indent=2)), output) == 0
    assert len(output.getvalue().splitlines()) == 1


def test_the_command_tells_what_it_can_and_does_a_job(job: Jobs) -> None:
    run = [sys.executable, "-m", "checks.mail"]
    told = subprocess.run([*run, "--capabilities"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    can = json.loads(told.stdout)
    assert can["session"] is True and can["mechanisms"] == ["XOAUTH2"] and set(can["tls"]) == {"starttls", "implicit"}
    assert set(can["actions"]) == {"send", "fetch-imap", "fetch-pop3", "token", "login"}
    done = subprocess.run(
        run, cwd=ROOT, input=json.dumps(job("send")), capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    wrong = subprocess.run([*run, "--nonsense"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert wrong.returncode == 2 and wrong.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"adapter": 2}, "adapter"),
        ({"action": "delete"}, "action"),
        ({"timeout_s": "soon"}, "timeout_s"),
        ({"timeout_s": -1}, "timeout_s"),
        ({"smtp__port": 99999}, "smtp"),
        ({"smtp__host": 7}, "smtp.host"),
        ({"oauth__authority": "http://localhost/x"}, "https://"),
        ({"oauth__authority": "https://[bad/x"}, "URL"),
        ({"oauth__flow": "magic"}, "oauth.flow"),
        ({"oauth__client_id": None}, "client_id"),
        ({"oauth__refresh_token": 5}, "oauth.refresh_token"),
        ({"oauth": None, "action": "token"}, "oauth"),
        ({"attachments": [{"name": "a", "content_base64": "!"}]}, "base64"),
        ({"attachments": "a.pdf"}, "attachments"),
        ({"to": [5]}, "to"),
        ({"to": []}, "recipient"),
        ({"to": ["no address"]}, "To"),
        ({"to": ["a@b.example, c@d.example"]}, "To"),
        ({"to": ["a@b.example\r\nBcc: x@y.example"]}, "To"),
        ({"subject": "a\nBcc: x@y.example"}, "Subject"),
        ({"from": "nobody"}, "From"),
        ({"from": ""}, "From"),
    ],
)
def test_what_cannot_be_done_gets_one_sentence_and_no_connection(
    box: ThreadedBox, job: Jobs, changes: dict[str, Any], says: str
) -> None:
    action = changes.pop("action", "send")
    ended = do(job(action, **changes))
    assert ended.status == 2, ended.output
    assert says in ended.sentence and ended.sentence.endswith(".") and "\n" not in ended.sentence
    # The token may be asked for before a letter is composed; a mail server never hears of it.
    assert not [event for event in events(box) if event["listener"] in ("smtp", "imap", "pop3")]


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "\0", "{}" * 3, '"' + "x" * 100, "[" * 100_000])
def test_no_job_at_all_is_a_usage_error(text: str) -> None:
    import io

    output = io.StringIO()
    assert adapter.serve(io.StringIO(text), output) == 2
    assert Ended(2, output.getvalue()).sentence


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=4)
KEYS = st.sampled_from(("action", "timeout_s", "smtp", "imap", "oauth", "to", "from", "attachments", "state_dir"))


@given(st.dictionaries(KEYS, JSON))
def test_an_arbitrary_job_is_refused_in_one_line(said: dict[str, Any]) -> None:
    ended = do({"adapter": 1, "action": "send", "timeout_s": 1, **said})
    assert ended.status in (1, 2) and len(ended.output.splitlines()) == 1
    assert "an error of this program" not in ended.sentence, ended.sentence


def test_what_is_printed_and_kept_holds_no_secret_but_the_store(box: ThreadedBox, job: Jobs) -> None:
    s = box.settings
    canaries = Canaries({"secret": s.client_secret, "refresh": s.refresh_token, "access": s.access_token})
    for fault in ("", "token-refused", "refresh-token-expired", "client-secret-wrong"):
        box.faults(*[fault] if fault else [])
        for action in ("send", *FETCHES, "token"):
            assert not canaries.found(do(job(action)).output.encode())


def test_a_given_access_token_is_used_as_it_is(box: ThreadedBox, job: Jobs) -> None:
    given = {"access_token": box.settings.access_token}
    assert do(job("send", oauth=given)).status == 0
    assert requests(box) == 0


def test_a_session_goes_on_after_a_job_that_failed(job: Jobs) -> None:
    ended = do(job("send", to=[]), job("send"))
    assert [json.loads(line)["status"] for line in ended.output.splitlines()] == [2, 0]
