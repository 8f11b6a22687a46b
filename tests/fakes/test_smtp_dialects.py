"""Each dialect has its own greeting, extensions, mechanisms and words, for the whole of a session."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator

import pytest

from fakes.box import Options
from fakes.entra.keys import KeyRing
from fakes.entra.tokens import seconds_left, verify_access_token
from fakes.exchange.dialect import DIALECTS
from fakes.faults.model import Reply
from fakes.faults.table import fault_table
from fakes.thread import ThreadedBox, running

from .client import Smtp, bugs, sasl
from .test_smtp_message import OUTSIDE, letter, outgoing

REFUSED = "535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8  https://support.google"


@pytest.fixture
def spoken(box: ThreadedBox, request: pytest.FixtureRequest) -> Iterator[ThreadedBox]:
    """A box that speaks the dialect of the parameter."""
    speak(box, request.param)
    yield box
    assert bugs(box) == []


def speak(box: ThreadedBox, name: str) -> None:
    box.ask(lambda tenant: setattr(tenant, "dialect", DIALECTS[name]))


def in_dialect(*names: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("spoken", names, indirect=True)


def secured(box: ThreadedBox) -> Smtp:
    client = Smtp(box)
    client.start_tls(box.ask(lambda tenant: tenant.dialect.smtp.said["starttls"]))
    return client


def bearer(user: str, token: str, *more: str) -> bytes:
    parts = [f"n,a={user},", *more, f"auth=Bearer {token}", "", ""]
    return base64.b64encode("\x01".join(parts).encode())


@in_dialect(*DIALECTS)
def test_every_dialect_sends_a_message_and_refuses_a_bad_token(spoken: ThreadedBox) -> None:
    own = spoken.settings.mailbox
    with secured(spoken) as client:
        assert client.ask("AUTH XOAUTH2") == "334 "
        said = client.ask(sasl(own, "bogus"))
        if spoken.ask(lambda tenant: tenant.dialect.challenge) is not None:
            assert said.startswith("334 "), said
            said = client.ask("")
        assert said.startswith("535"), said
        assert client.ask("MAIL FROM:<a@b.example>").startswith("530")
        assert client.ask("AUTH XOAUTH2") == "334 "
        assert client.ask(sasl(own, spoken.settings.access_token)).startswith("235 ")
        assert client.ask("AUTH XOAUTH2").startswith("503 ")
        assert client.ask(f"MAIL FROM:<{own}> SIZE=100").startswith("250 ")
        assert client.ask(f"RCPT TO:<{OUTSIDE}>").startswith("250 ")
        assert client.ask("DATA").startswith("354 ")
        assert client.ask(letter(own) + b".").startswith("250 ")
        assert client.ask("QUIT").startswith("221 ")
    assert [m.content for m in outgoing(spoken)] == [letter(own)]


def test_the_dialect_of_a_session_is_that_of_its_greeting(box: ThreadedBox) -> None:
    with Smtp(box) as client:
        speak(box, "google")
        assert client.ask("EHLO x").startswith("250-FA0P281CA0094.outlook.office365.com Hello ")
        with Smtp(box) as other:
            assert other.banner.startswith("220 smtp.gmail.com ESMTP ")
        client.start_tls()
        assert client.log_in(token="bogus").startswith("535 5.7.3 "), "without a challenge"


def test_the_dialect_of_the_start(keys: KeyRing) -> None:
    with running(Options(dialect="google"), keys) as box, Smtp(box) as client:
        assert client.banner.endswith(" - gsmtp")


@in_dialect("exchange-2022")
def test_the_older_era(spoken: ThreadedBox) -> None:
    end = r" \[FA0P281CA0094\.FAKP281\.PROD\.OUTLOOK\.COM\]"
    anonymous = "530 5\\.7\\.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM"
    with Smtp(spoken) as client:
        assert re.fullmatch(
            r"220 \S+\.outlook\.office365\.com Microsoft ESMTP MAIL Service ready at .* \+0000", client.banner
        )
        client.ask("EHLO x")
        assert re.fullmatch(anonymous + end, client.ask("MAIL FROM:<a@b.example>"))
        client.start_tls()
        assert re.fullmatch(anonymous + end, client.ask("MAIL FROM:<a@b.example>"))
        assert re.fullmatch(r"535 5\.7\.3 Authentication unsuccessful" + end, client.log_in(token="bogus"))


@in_dialect("exchange-hve")
@pytest.mark.parametrize("user", ["svc-forms", "", "contoso\\svc-forms"])
def test_high_volume_names_the_fault_in_the_string(spoken: ThreadedBox, user: str) -> None:
    with secured(spoken) as client:
        said = client.ask(b"AUTH XOAUTH2 " + sasl(user, spoken.settings.access_token))
        assert said.startswith("501 5.5.124 Invalid XOAUTH2 auth data - User address provided is not valid. ")
        assert client.ask("NOOP").startswith("250")
        assert client.log_in(user="adele@contoso.example").startswith("535 5.7.3 ")


@in_dialect("exchange-hve", "exchange")
def test_high_volume_wants_ten_more_minutes(spoken: ThreadedBox) -> None:
    token = spoken.settings.access_token
    left = spoken.ask(lambda tenant: seconds_left(tenant, verify_access_token(tenant, token)))
    expected = "501 5.5.127 Invalid XOAUTH2 auth data - Token will expire soon " if _is_hve(spoken) else "235 "
    spoken.advance(f"{int(left) - 630}s")
    with secured(spoken) as client:
        assert client.log_in().startswith("235 ")
    spoken.advance("60s")
    with secured(spoken) as client:
        assert client.log_in().startswith(expected)
    spoken.advance("600s")
    with secured(spoken) as client:
        assert client.log_in().startswith("535 5.7.3 "), "expired"


def _is_hve(box: ThreadedBox) -> bool:
    return box.ask(lambda tenant: tenant.dialect.name) == "exchange-hve"


@in_dialect("google")
def test_google_from_the_greeting_to_the_end(spoken: ThreadedBox) -> None:
    own = spoken.settings.mailbox
    with Smtp(spoken) as client:
        found = re.fullmatch(r"220 smtp\.gmail\.com ESMTP (\S+sm\d+\S+) - gsmtp", client.banner)
        assert found
        end = f" {found[1]} - gsmtp"
        hello, *rest = client.ask("EHLO x").split("\n")
        assert re.fullmatch(r"250-smtp\.gmail\.com at your service, \[(127\.0\.0\.1|::1)\]", hello)
        lines = ["250-SIZE 35882577", "250-8BITMIME", "250-STARTTLS", "250-ENHANCEDSTATUSCODES", "250-PIPELINING"]
        lines += ["250-CHUNKING", "250 SMTPUTF8"]
        assert rest == lines
        assert client.ask("AUTH XOAUTH2") == f"530 5.7.0 Must issue a STARTTLS command first.{end}"
        assert client.ask("MAIL FROM:<a@b.example>") == f"530 5.7.0 Must issue a STARTTLS command first.{end}"
        client.start_tls("220 2.0.0 Ready to start TLS")
        lines[2] = "250-AUTH LOGIN PLAIN XOAUTH2 PLAIN-CLIENTTOKEN OAUTHBEARER XOAUTH"
        assert client.ask("EHLO x").split("\n")[1:] == lines
        assert client.ask("FOO") == f"502 5.5.1 Unrecognized command.{end}"
        want = "530-5.7.0 Authentication Required. For more information, go to\n530 5.7.0  https://support.google.com/"
        assert client.ask("MAIL FROM:<a@b.example>") == f"{want}mail/?p=WantAuthError{end}"
        assert client.ask("AUTH XOAUTH") == f"504 5.7.4 Unrecognized Authentication Type.{end}"
        assert client.ask("AUTH XOAUTH2 !") == f"501 5.5.2 Cannot Decode response.{end}"
        assert client.log_in() == "235 2.7.0 Accepted"
        assert client.ask(f"MAIL FROM:<{own}>") == f"250 2.1.0 OK{end}"
        assert client.ask(f"RCPT TO:<{OUTSIDE}>") == f"250 2.1.5 OK{end}"
        assert client.ask("DATA") == f"354  Go ahead{end}"
        assert re.fullmatch(rf"250 2\.0\.0 OK  \d+{re.escape(end)}", client.ask(letter(own) + b"."))
        assert client.ask(f"MAIL FROM:<{own}> SIZE=35882578").startswith("552 5.3.4 ")


@in_dialect("google")
@pytest.mark.parametrize("answer", [b"", b"AQ==", b"*", b"\x01", b"the token again"])
@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
def test_google_challenges_and_then_refuses(spoken: ThreadedBox, mechanism: str, answer: bytes) -> None:
    own = spoken.settings.mailbox
    with secured(spoken) as client:
        blob = (sasl if mechanism == "XOAUTH2" else bearer)(own, "bogus")
        code, _, challenge = client.ask(f"AUTH {mechanism} {blob.decode()}").partition(" ")
        told = {"status": "400", "schemes": "Bearer", "scope": "https://mail.google.com/"}
        assert code == "334" and json.loads(base64.b64decode(challenge)) == told
        assert client.ask(answer).startswith(REFUSED)
        assert client.log_in() == "235 2.7.0 Accepted", "a new attempt with a good token (RFC 4422 3.5)"


@in_dialect("google")
@pytest.mark.parametrize("in_two", [False, True])
def test_google_and_passwords(spoken: ThreadedBox, in_two: bool) -> None:
    settings = spoken.settings

    def plain(password: str) -> str:
        blob = base64.b64encode(f"\0{settings.mailbox}\0{password}".encode()).decode()
        with secured(spoken) as client:
            if in_two:
                assert client.ask("AUTH PLAIN") == "334 "
            return client.ask(blob if in_two else f"AUTH PLAIN {blob}")

    assert plain(settings.password).startswith("534-5.7.9 Application-specific password required. ")
    spoken.ask(lambda tenant: setattr(tenant.policy, "basic_auth", True))
    assert plain(settings.password) == "235 2.7.0 Accepted"
    assert plain("wrong").startswith(REFUSED)


@in_dialect("rfc7628")
def test_rfc7628(spoken: ThreadedBox) -> None:
    own, token = spoken.settings.mailbox, spoken.settings.access_token
    with Smtp(spoken) as client:
        client.ask("EHLO x")
        assert client.ask("AUTH OAUTHBEARER") == "530 5.7.0 Must issue a STARTTLS command first"
    with secured(spoken) as client:
        assert "250-AUTH OAUTHBEARER XOAUTH2" in client.ask("EHLO x").split("\n")
        assert client.ask("AUTH OAUTHBEARER") == "334 "
        code, _, challenge = client.ask(bearer(own, "bogus")).partition(" ")
        told = json.loads(base64.b64decode(challenge))
        assert code == "334" and told["status"] == "invalid_token" and told["scope"].endswith("/SMTP.Send")
        assert spoken.settings.tenant_id in told["openid-configuration"]
        assert client.ask("AQ==") == "535 5.7.8 Authentication credentials invalid"
        assert client.ask("AUTH PLAIN") == "504 5.5.4 Unrecognized authentication type"
        assert client.ask("auth oauthbearer " + bearer(own, token, "host=localhost", "foo=bar").decode()).startswith(
            "235"
        )


@in_dialect("rfc7628", "google")
@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
def test_cancelled_and_undecodable_responses(spoken: ThreadedBox, mechanism: str) -> None:
    """RFC 4954 4: 501 to each, and the session stays usable."""
    with secured(spoken) as client:
        for line in (b"*", b"a", b"YQ", b"YQ==YQ==", b" YQ==", b"Y Q=="):
            assert client.ask(f"AUTH {mechanism}") == "334 "
            assert client.ask(line).startswith("501 5."), line
        assert client.ask(f"AUTH {mechanism} =").startswith("334 "), "an empty response is decodable, and refused"
        assert client.ask("").startswith("535")
        assert client.log_in().startswith("235")


@in_dialect("strict-length")
def test_long_commands(spoken: ThreadedBox) -> None:
    """RFC 5321 4.5.3.1.4: 512 octets with the line end; RFC 4954 3 and RFC 3461 lengthen MAIL and RCPT."""
    own = spoken.settings.mailbox
    with secured(spoken) as client:
        assert len(sasl(own, spoken.settings.access_token)) > 500
        assert client.log_in().startswith("500 5.5.2 Line too long ")
        assert client.ask("NOOP " + "x" * 505) == "250 2.0.0 OK"
        assert client.ask("NOOP " + "x" * 506).startswith("500 5.5.2 Line too long ")
        assert client.ask("NOOP " + "x" * 100_000).startswith("500 5.5.2 Line too long ")
        assert client.ask("AUTH XOAUTH2") == "334 "
        assert client.ask(sasl(own, spoken.settings.access_token)).startswith("235 ")
        assert client.ask(f"MAIL FROM:<{own}> ENVID={'x' * 100} AUTH={'y' * 400}").startswith("250 ")
        assert client.ask(f"RCPT TO:<{OUTSIDE}> ORCPT=rfc822;{'x' * 490}").startswith("250 ")


@in_dialect("strict-length", "rfc7628")
@pytest.mark.parametrize(
    ("octets", "taken"), [(8192, True), (12286, True), (12288, True), (12289, False), (90_000, False)]
)
def test_responses_are_as_long_as_rfc_4954_wants(spoken: ThreadedBox, octets: int, taken: bool) -> None:
    with secured(spoken) as client:
        assert client.ask("AUTH XOAUTH2") == "334 "
        said = client.ask(b"A" * (octets - 2))
        assert said.startswith("500 5.5.6 ") != taken, said
        if said.startswith("334"):
            said = client.ask("")
        assert client.ask("NOOP").startswith("250")


@pytest.mark.parametrize("name", DIALECTS)
def test_words_in_place_of_a_fault_are_of_a_fault_that_exists(name: str) -> None:
    manner, table = DIALECTS[name].smtp, fault_table()
    for id, words in manner.replies.items():
        assert isinstance(table[id].effect, Reply) and re.match(r"[45]\d\d[ -][45]\.", words), id
    assert set(manner.said) == set(DIALECTS["exchange"].smtp.said)
    for event, words in manner.said.items():
        assert words == "" or re.match(r"[2-5]\d\d ", words), event
