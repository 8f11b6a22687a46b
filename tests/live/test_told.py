"""What a page tells an administrator: the moment, the right hosts and names, and what the run knows already."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from checks.observation import Failure, Observation
from checks.plugin.telling import unjudged
from fakes.thread import ThreadedBox
from oauthmail.verbs import diagnose
from tests.harness import Outcome

from .conftest import Live
from .rogue import Authority, Peer
from .rogues import HOST, at
from .test_answers import asked, causes, of_json, submission, submitted, token
from .test_odd_servers import mailbox

__all__ = ["asked", "submitted"]
REFUSED = b"535 5.7.3 Authentication unsuccessful\r\n"
PAGE = ("200 OK", "text/html", b"<html>Sign in to the guest network</html>", ())


def text(ended: Outcome) -> str:
    """Everything that was printed, without line ends."""
    return " ".join(ended.output.split())


def ends_at(command: bytes) -> Callable[[Peer], None]:
    """A submission server that hangs up where this would have to be answered."""

    def serve(peer: Peer) -> None:
        peer.say(b"220 ready\r\n")
        while not (line := peer.line().upper()).startswith(command):
            peer.say(b"250-rogue\r\n250 STARTTLS\r\n" if line.startswith(b"EHLO") else b"220 go on\r\n")
            if line == b"STARTTLS":
                peer.start_tls()

    return serve


@pytest.mark.parametrize("command", ["EHLO", "STARTTLS"])
def test_a_connection_that_ends_is_said_to_have_ended_after_which_command(
    submitted: Callable[..., Outcome], command: str
) -> None:
    ended = submitted(ends_at(command.encode()), "--only=smtp")
    assert causes(ended) == ["connection-dropped"], ended.output
    assert ended.causes[0]["said"].endswith(f"closed the connection after {command}")
    assert "--only network" not in ended.output


def test_a_connection_that_ends_at_the_token_is_said_to_have_without_showing_it(
    live: Live, authority: Authority, trusting_both: str
) -> None:
    script = submission(b"")
    with authority.serving(lambda peer: _until_the_token(peer, script)) as rogue:
        ended = live("--only=smtp", network__ca_bundle=trusting_both, **at("smtp", HOST, rogue.port))
    assert ended.causes[0]["said"].endswith("closed the connection after what follows AUTH XOAUTH2"), ended.output


def _until_the_token(peer: Peer, script: Callable[[Peer], None]) -> None:
    say = peer.say

    def ending(data: bytes) -> None:
        if not data:
            raise ConnectionError
        say(data)

    vars(peer)["say"] = ending
    script(peer)


@pytest.mark.parametrize("words", [b"%s NO Basic authentication is disabled.\r\n", b"%s NO LOGIN failed.\r\n"])
def test_a_refusal_that_speaks_of_a_password_is_no_proof_that_this_run_sent_one(
    live: Live, authority: Authority, trusting_both: str, words: bytes
) -> None:
    with authority.serving(mailbox(b"* OK ready\r\n", b"", words)) as rogue:
        ended = live("--only=imap", network__ca_bundle=trusting_both, **at("imap", HOST, rogue.port))
    (cause,) = ended.causes
    assert (cause["id"], cause["certain"]) == ("imap-auth-refused", False), ended.output
    assert not {"basic-auth-disabled", "imap-login-refused"} & set(cause["also_possible"])


def test_what_other_servers_took_is_no_longer_asked_for(submitted: Callable[..., Outcome]) -> None:
    ended = submitted(submission(REFUSED))
    (cause,) = ended.causes
    assert cause["id"] == "smtp-auth-refused", ended.output
    assert "user-disabled" not in cause["also_possible"]
    assert "IMAP and POP3 took the same token in this run" in text(ended)
    assert "reads the token and says which" not in ended.output


def test_a_mailbox_that_imap_does_not_open_is_compared_with_what_smtp_said(
    live: Live, authority: Authority, trusting_both: str
) -> None:
    refusal = b"%s BAD User is authenticated but not connected.\r\n"
    with authority.serving(mailbox(b"* OK ready\r\n", refusal)) as rogue:
        ended = live(network__ca_bundle=trusting_both, **at("imap", HOST, rogue.port))
    assert causes(ended) == ["imap-authenticated-not-connected"], ended.output
    assert "SMTP took the same token for this mailbox in this run: IMAP is off for it" in text(ended)
    assert "Does SMTP accept the same token" not in ended.output


def test_of_an_opaque_token_no_claim_is_asked_for(asked: Callable[..., Outcome]) -> None:
    opaque = {**token(), "access_token": "EwB" + "Ab9" * 400, "expires_in": 3600}
    ended = asked(refresh_token=of_json("200 OK", opaque))
    (cause,) = ended.causes
    assert "app-only-without-roles" not in cause["also_possible"], ended.output
    assert "the token is opaque: nobody but the servers can read what it is for" in text(ended)
    assert "--only token: " not in text(ended)


def test_an_unknown_number_is_not_recognised_and_says_where_to_look_it_up(asked: Callable[..., Outcome]) -> None:
    said = (
        "AADSTS9999999: Nobody saw this. Trace ID: 0a1b2c3d-0000-4000-8000-1234567890ab Correlation ID: "
        "5f0b7c1e-0c0a-4c5e-9d0e-2b6f4a1d8e90 Timestamp: 2026-11-24 02:30:00Z"
    )
    refusal = {"error": "invalid_grant", "error_description": said, "error_codes": [9999999]}
    ended = asked("--only=token", refresh_token=of_json("400 Bad Request", refusal))
    assert causes(ended) == ["unrecognised"], ended.output
    assert "https://login.microsoftonline.com/error?code=9999999" in ended.output
    assert "correlation id 5f0b7c1e-0c0a-4c5e-9d0e-2b6f4a1d8e90 2026-11-24 02:30:00 UTC" in text(ended)


def test_a_page_in_place_of_an_answer_sends_nobody_to_another_host_or_to_a_log(asked: Callable[..., Outcome]) -> None:
    ended = asked("--only=token", refresh_token=PAGE)
    assert causes(ended) == ["login-host-not-entra"], ended.output
    assert f"curl https://{HOST}:" in text(ended)
    assert "login.microsoftonline.com" not in ended.output
    assert "Sign-in logs" not in ended.output


def test_a_redirect_is_told_with_the_host_it_leads_to(asked: Callable[..., Outcome]) -> None:
    away = ("302 Found", "text/html", b"", ("Location: https://portal.guest.example/login?token=x",))
    ended = asked("--only=token", refresh_token=away)
    assert "HTTP 302 Found (sent on to portal.guest.example)" in ended.causes[0]["said"], ended.output


def test_a_login_that_a_proxy_wants_is_asked_for_by_the_proxy(asked: Callable[..., Outcome]) -> None:
    ended = asked("--only=token", refresh_token=("407 Proxy Authentication Required", "text/html", b"", ()))
    assert causes(ended) == ["proxy-refused"], ended.output


def test_the_scopes_to_consent_to_are_those_of_the_profile(asked: Callable[..., Outcome]) -> None:
    refusal = {"error": "invalid_grant", "error_description": "AADSTS65001: consent", "error_codes": [65001]}
    ended = asked("--only=token", refresh_token=of_json("400 Bad Request", refusal))
    assert causes(ended) == ["consent-missing"], ended.output
    assert text(ended).count("https://outlook.office.com/POP.AccessAsUser.All") == 2


def test_the_right_to_send_as_another_names_both(
    box: ThreadedBox, live: Live, authority: Authority, trusting_both: str
) -> None:
    sender = box.settings.mailbox.replace("svc-forms", "shared")
    script = submission(b"235 yes\r\n", lambda peer: peer.say(b"554 5.2.252 SendAsDenied; not allowed\r\n"))
    with authority.serving(script) as rogue:
        ended = live(
            f"--send-to={box.settings.mailbox}",
            mailbox=None,
            mailbox__xoauth2_user=box.settings.mailbox,
            mailbox__from_address=sender,
            network__ca_bundle=trusting_both,
            **at("smtp", HOST, rogue.port),
        )
    assert causes(ended) == ["smtp-send-as-denied"], ended.output
    assert f"Add-RecipientPermission {sender} -Trustee {box.settings.mailbox}" in text(ended)
    assert "<from>" not in ended.output


def test_the_hosts_in_a_ticket_are_those_of_the_profile(live: Live, closed_port: int) -> None:
    ended = live("--only=smtp", **at("smtp", HOST, closed_port))
    assert causes(ended) == ["connection-refused"], ended.output
    assert f"{HOST}:{closed_port}" in text(ended).partition("Please allow this server to reach")[2]
    assert "smtp.office365.com" not in ended.output


def test_a_certificate_of_a_product_by_name_leaves_no_other_cause(
    live: Live, authority: Authority, tmp_path_factory: pytest.TempPathFactory
) -> None:
    product = Authority(tmp_path_factory.mktemp("product"), "Zscaler Root CA", "Zscaler Inc.")

    context = product.context(HOST)
    with authority.serving(lambda peer: peer.use(context)) as rogue:
        ended = live("--only=imap", **at("imap", HOST, rogue.port))
    (cause,) = ended.causes
    assert (cause["id"], cause["certain"]) == ("certificate-intercepted", True), ended.output


def test_a_command_that_looks_goes_to_the_server_that_refused(
    live: Live, authority: Authority, trusting_both: str
) -> None:
    def serve(peer: Peer) -> None:
        peer.say(b"* OK ready\r\n")
        tag = peer.line().split()[0]
        peer.say(b"* CAPABILITY IMAP4rev1 STARTTLS\r\n" + tag + b" OK\r\n")
        peer.say(peer.line().split()[0] + b" BAD not now\r\n")

    with authority.serving(serve) as rogue:
        changes = {"network__ca_bundle": trusting_both, "receive__imap__wire": "starttls-required"}
        ended = live("--only=imap", **changes, **at("imap", HOST, rogue.port))
    assert causes(ended) == ["starttls-refused"], ended.output
    assert f"openssl s_client -starttls imap -connect {HOST}:{rogue.port}" in ended.output


class Known:
    """What is known of the probes of a run."""

    def __init__(self, **failures: Failure) -> None:
        self._failures = failures

    def known(self, id: str) -> Observation:
        return Observation(id, failure=self._failures.get(id))


def test_a_refusal_that_came_while_another_server_was_waited_for_is_not_lost() -> None:
    survey: Any = Known(
        imap_session=Failure("refused", "NO \x1b[2Jconnected", "imap"), pop3_session=Failure("refused", "-ERR", "pop3")
    )
    assert unjudged(survey, [{"stage": "pop3"}]) == ["imap   NO \\x1b[2Jconnected"]


def test_a_monitored_run_that_was_interrupted_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("oauthmail.verbs._diagnose", lambda _: 2)
    assert diagnose(["svc.toml", "--nagios"]) == 3
    assert capsys.readouterr().out == "OAUTHMAIL UNKNOWN - interrupted before it was done\n"
