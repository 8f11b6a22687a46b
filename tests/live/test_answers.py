"""Answers of login hosts and mail servers that nobody here wrote: which cause a page names, and what not."""

from __future__ import annotations

import base64
import json
import ssl
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from checks.observation import ProbeFailed
from checks.probes.dialog import Dialog
from fakes.thread import ThreadedBox
from tests.harness import Outcome, module

from .conftest import Live
from .profiles import variables, write
from .rogue import Authority, Peer
from .rogues import HOST, at, openid

EXPIRED = {"error": "invalid_grant", "error_description": "AADSTS700082: expired.", "error_codes": [700082]}
Answer = tuple[str, str, bytes, tuple[str, ...]]
BUSY: Answer = ("429 Too Many Requests", "text/plain", b"", ("Retry-After: 3",))


def causes(ended: Outcome) -> list[str]:
    return [cause["id"] for cause in ended.causes]


def of_json(status: str, body: Mapping[str, Any]) -> Answer:
    return status, "application/json", json.dumps(body).encode(), ()


def token(**claims: Any) -> dict[str, Any]:
    """An answer with a token that has these claims and a signature that no server here believes."""
    middle = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return {"token_type": "Bearer", "access_token": f"eyJhbGciOiJSUzI1NiJ9.{middle}.c2lnbmF0dXJl"}


def login(box: ThreadedBox, answers: Mapping[str, Answer | None]) -> Callable[[Peer], None]:
    """A login host: its answer to the `document`, and to a token request by its grant; None hangs up."""

    def serve(peer: Peer) -> None:
        peer.start_tls()
        path, body = peer.request()
        base = f"https://{HOST}:{peer_port(peer)}/{box.settings.tenant_id}/"
        document: Answer = ("200 OK", "application/json", openid(base, f"{base}token"), ())
        kind = "document" if path.endswith("openid-configuration") else body.partition(b"grant_type=")[2].decode()
        answer = answers.get(kind.partition("&")[0], document)
        if answer is not None:
            status, content_type, content, headers = answer
            peer.respond(status, content_type, content, *headers)

    return serve


def peer_port(peer: Peer) -> int:
    return int(peer._socket.getsockname()[1])


@pytest.fixture
def asked(box: ThreadedBox, live: Live, authority: Authority, trusting_both: str) -> Callable[..., Outcome]:
    """A run against a login host that answers so."""

    def run(*arguments: str, **answers: Answer | None) -> Outcome:
        with authority.serving(login(box, answers)) as rogue:
            return live(*arguments, network__ca_bundle=trusting_both, **at("entra", HOST, rogue.port))

    return run


def test_a_refusal_is_not_hidden_by_a_second_question_that_got_no_answer(asked: Callable[..., Outcome]) -> None:
    ended = asked("--only=token", refresh_token=of_json("400 Bad Request", EXPIRED), client_credentials=None)
    assert causes(ended) == ["refresh-token-expired"], ended.output
    assert ended.rows["app.secret"]["outcome"] == "skip"


@pytest.mark.parametrize(
    ("status", "cause"),
    [("429 Too Many Requests", "entra-throttled"), ("503 Service Unavailable", "entra-unavailable")],
)
def test_a_login_host_that_is_busy_when_asked_for_its_document_is_entra_all_the_same(
    asked: Callable[..., Outcome], status: str, cause: str
) -> None:
    ended = asked("--only=token", document=(status, "text/html", b"<html>later</html>", ()))
    assert causes(ended) == [cause], ended.output
    assert ended.causes[0]["checks"] == ["tenant.found"]


def test_the_ladder_shows_no_beginning_of_an_id(asked: Callable[..., Outcome]) -> None:
    ended = asked("--only=token", refresh_token=("500 Internal Server Error", "text/plain", b"", ()))
    (line,) = [line for line in ended.output.splitlines() if line.startswith("  token ")]
    assert "Trace ID" not in line


@pytest.mark.parametrize("stated", [{}, {"expires_in": 0}], ids=["no expires_in", "expires_in of 0"])
def test_a_token_whose_life_is_not_stated_is_judged_by_its_own_end(
    asked: Callable[..., Outcome], stated: Mapping[str, int]
) -> None:
    ended = asked("--only=token", refresh_token=of_json("200 OK", {**token(exp=int(time.time()) + 40), **stated}))
    assert ended.rows["token.lifetime"]["diagnoses"] == ["token-lifetime-short"], ended.output


def test_an_answer_that_is_no_json_leaves_no_traceback_in_watch(
    box: ThreadedBox, authority: Authority, trusting_both: str, tmp_path: Path
) -> None:
    with authority.serving(login(box, {"refresh_token": BUSY})) as rogue:
        changes = {"network.ca_bundle": trusting_both, "authority.login_base": f"https://{HOST}:{rogue.port}"}
        profile = str(write(tmp_path, changes))
        arguments = ("watch", profile, "--for", "1m", "--only", "token")
        ended = module("oauthmail", *arguments, env={"PATH": "", **variables(box.settings)})
    assert (ended.returncode, ended.stderr) == (1, ""), ended.stderr
    assert "entra-throttled" in ended.stdout


def test_a_greeting_in_clear_where_tls_should_begin_is_not_called_forged(authority: Authority) -> None:
    def in_clear(peer: Peer) -> None:
        peer.say(b"* OK ready\r\n")
        peer.line()

    with authority.serving(in_clear) as rogue, Dialog("imap", HOST, rogue.port, 5.0) as dialog:
        assert dialog.wait(5.0)
        with pytest.raises(ProbeFailed) as failed:
            dialog.start_tls(ssl.create_default_context())
    assert failed.value.failure.kind == "tls"
    assert failed.value.failure.words == f"{HOST} port {rogue.port}: wrong version number"


def submission(refusal: bytes, behind: Callable[[Peer], None] | None = None) -> Callable[[Peer], None]:
    """A submission server that answers the token with `refusal`; where that is a yes, and DATA comes, `behind`."""

    def serve(peer: Peer) -> None:
        peer.say(b"220 ready\r\n")
        inside = b"STARTTLS"
        while line := peer.line().upper():
            if line.startswith(b"EHLO"):
                peer.say(b"250-rogue\r\n250 " + inside + b"\r\n")
            elif line == b"STARTTLS":
                peer.say(b"220 go on\r\n")
                peer.start_tls()
                inside = b"AUTH XOAUTH2"
            elif line == b"AUTH XOAUTH2":
                peer.say(b"334 \r\n")
                peer.line()
                peer.say(refusal)
            elif line == b"DATA" and behind:
                peer.say(b"354 go on\r\n")
                while peer.line() != b".":
                    pass
                behind(peer)
                return
            else:
                peer.say(b"250 yes\r\n" if inside != b"STARTTLS" else b"530 no\r\n")

    return serve


@pytest.fixture
def submitted(live: Live, authority: Authority, trusting_both: str) -> Callable[..., Outcome]:
    """A run against that submission server."""

    def run(script: Callable[[Peer], None], *arguments: str) -> Outcome:
        with authority.serving(script) as rogue:
            return live(*arguments, network__ca_bundle=trusting_both, **at("smtp", HOST, rogue.port))

    return run


def test_a_refusal_over_several_lines_is_one_sentence(submitted: Callable[..., Outcome]) -> None:
    said = (
        b"535-5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the\r\n"
        b"535 5.7.139 Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information.\r\n"
    )
    ended = submitted(submission(said), "--only=smtp")
    assert causes(ended) == ["smtp-auth-disabled-mailbox"], ended.output
    assert ended.causes[0]["certain"]


def test_a_message_that_was_refused_is_not_left_behind(box: ThreadedBox, submitted: Callable[..., Outcome]) -> None:
    refused = submission(b"235 yes\r\n", lambda peer: peer.say(b"554 5.2.252 SendAsDenied; a not allowed\r\n"))
    ended = submitted(refused, f"--send-to={box.settings.mailbox}")
    assert causes(ended) == ["smtp-send-as-denied"], ended.output
    assert "Left behind" not in ended.output


def test_a_message_without_an_answer_may_be_left_behind(box: ThreadedBox, submitted: Callable[..., Outcome]) -> None:
    ended = submitted(submission(b"235 yes\r\n", Peer.close), f"--send-to={box.settings.mailbox}")
    assert causes(ended) == ["connection-dropped"], ended.output
    assert "no answer to it came" in " ".join(ended.output.split())


def test_what_a_token_for_another_service_permits_is_no_cause_of_its_own(asked: Callable[..., Outcome]) -> None:
    graph = token(aud="https://graph.microsoft.com", scp="SMTP.Send", exp=int(time.time()) + 4000)
    ended = asked(refresh_token=of_json("200 OK", {**graph, "expires_in": 4000}))
    assert causes(ended) == ["token-audience-graph"], ended.output
    assert ended.rows["token.scopes"]["outcome"] == "pass"


def test_an_answer_that_cannot_be_unpacked_is_no_dropped_connection(asked: Callable[..., Outcome]) -> None:
    packed = ("200 OK", "application/json", b"no gzip", ("Content-Encoding: gzip",))
    ended = asked("--only=token", refresh_token=packed)
    assert causes(ended) == ["login-host-not-entra"], ended.output


def test_a_code_alone_is_not_certain_at_another_moment(submitted: Callable[..., Outcome]) -> None:
    ended = submitted(submission(b"501 5.5.4 Unrecognized something\r\n"), "--only=smtp")
    (cause,) = ended.causes
    assert not cause["certain"], ended.output
    assert "smtp-auth-refused" in {cause["id"], *cause["also_possible"]}


@pytest.mark.parametrize(("said", "quoted"), [(b"SmtpClientAuthentication is disabled for the Tenant", 1), (b"no", 0)])
def test_a_ticket_quotes_only_what_was_said(
    submitted: Callable[..., Outcome], tmp_path: Path, said: bytes, quoted: int
) -> None:
    report = tmp_path / "ticket.md"
    refusal = b"535 5.7.139 Authentication unsuccessful, " + said + b".\r\n"
    ended = submitted(submission(refusal), "--only=smtp", f"--report={report}")
    assert causes(ended) == ["smtp-auth-disabled-tenant"], ended.output
    for text in (ended.output, report.read_text().partition("# oauthmail")[0]):
        assert text.count('Exchange answers "535 5.7.139') == quoted, text
