"""Refusals in words that nobody has met: what the standard says of their code is told, and nobody asks twice."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import Any

import pytest

from checks.diagnoses.table import TABLE
from checks.observation import Failure
from checks.tenant.standard import DIAGNOSES, by_standard
from tests.schema import problems
from tests.suite.test_report_schema import SCHEMA

from .conftest import Live
from .rogue import Authority, Peer
from .rogues import GREEDY, HOST, at

GREETED, LOGGED_IN, FIRST = 0, 1, 2
# Where, what is said there, and the diagnosis. None of the texts is in the table of diagnoses.
ANSWERS = [
    ("smtp", GREETED, b"421 4.7.0 Too many of you\r\n", "smtp-service-unavailable"),
    ("smtp", GREETED, b"554 5.7.1 Go away\r\n", "smtp-turned-away"),
    ("smtp", LOGGED_IN, b"535 5.7.8 Nope\r\n", "smtp-auth-refused"),
    ("smtp", FIRST, b"421 4.3.2 Out for lunch\r\n", "smtp-service-unavailable"),
    ("imap", LOGGED_IN, b"T NO [UNAVAILABLE] Out for lunch\r\n", "imap-server-unavailable"),
    ("imap", LOGGED_IN, b"T NO [LIMIT] Too many of you\r\n", "imap-throttled"),
    ("imap", LOGGED_IN, b"T NO [EXPIRED] Nope\r\n", "imap-auth-refused"),
    ("imap", FIRST, b"T NO [SERVERBUG] Oh dear\r\n", "imap-server-unavailable"),
    ("pop3", GREETED, b"-ERR Go away\r\n", "pop3-turned-away"),
    ("pop3", LOGGED_IN, b"-ERR [IN-USE] Busy\r\n", "pop3-server-unavailable"),
    ("pop3", LOGGED_IN, b"-ERR Nope\r\n", "pop3-auth-refused"),
    ("pop3", FIRST, b"-ERR Not now\r\n", "pop3-mailbox-not-opened"),
]


@pytest.mark.parametrize(("leg", "moment", "said", "wanted"), ANSWERS, ids=str)
def test_the_code_decides_where_nobody_has_met_the_words(
    live: Live, authority: Authority, trusting_both: str, leg: str, moment: int, said: bytes, wanted: str
) -> None:
    answers = [b"", b"", b""]
    answers[moment] = said
    with authority.serving(lambda peer: GREEDY[leg](peer, *answers)) as rogue:
        ended = live(network__ca_bundle=trusting_both, **at(leg, HOST, rogue.port))
    assert ended.status == 1, ended.output
    (cause,) = ended.causes
    assert wanted in {cause["id"], *cause["also_possible"]}, ended.output
    assert cause["id"].startswith(leg), ended.output
    assert cause["certain"] is False, "nobody has met the words"
    assert f"ROOT CAUSE   {cause['id']}   ({leg}; possible: by its code, the words are new)" in ended.output
    (row,) = (row for row in ended.report["rows"] if row["id"] in cause["checks"])
    assert row["by_code"] is True
    assert problems(ended.report, SCHEMA, SCHEMA["$defs"]) == []
    logins = rogue.heard.count(b"AUTH XOAUTH2") + rogue.heard.count(b"AUTHENTICATE")
    assert logins == (moment != GREETED), "nobody is asked twice"


def unknown_name(context: ssl.SSLContext) -> None:
    context.sni_callback = lambda *_: ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME


def certificate_wanted(context: ssl.SSLContext) -> None:
    context.verify_mode = ssl.CERT_REQUIRED


@pytest.mark.parametrize("change", [unknown_name, certificate_wanted])
def test_an_alert_that_nobody_has_met_is_a_failed_handshake(
    live: Live, authority: Authority, trusting_both: str, change: Callable[[ssl.SSLContext], None]
) -> None:
    context = authority.context(HOST)
    change(context)

    def serve(peer: Peer) -> None:
        peer.use(context)
        peer.line()

    with authority.serving(serve) as rogue:
        ended = live(network__ca_bundle=trusting_both, **at("imap", HOST, rogue.port))
    (cause,) = ended.causes
    assert (cause["id"], cause["certain"]) == ("tls-handshake-failed", False), ended.output


def test_words_that_name_a_cause_are_not_judged_by_their_code(
    live: Live, authority: Authority, trusting_both: str
) -> None:
    said = b"535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.\r\n"
    with authority.serving(lambda peer: GREEDY["smtp"](peer, b"", said)) as rogue:
        ended = live(network__ca_bundle=trusting_both, **at("smtp", HOST, rogue.port))
    (cause,) = ended.causes
    assert (cause["id"], cause["certain"]) == ("smtp-auth-disabled-tenant", True)
    assert not any("by_code" in row for row in ended.report["rows"])


def test_only_where_the_standard_names_the_cause_itself_is_nothing_tied_to_it() -> None:
    """LIMIT and SYS/TEMP; and those are not told as certain either."""
    alone = {id for id in DIAGNOSES if not (TABLE[id].tied_with or TABLE[id].may_be)}
    assert alone == {"imap-throttled", "pop3-server-unavailable"}


@pytest.mark.parametrize(
    ("failure", "facts"),
    [
        (None, {}),
        (Failure("closed", "421 4.3.2 half", "smtp"), {}),
        (Failure("refused", "552 5.2.2 Mailbox full", "smtp"), {"auth": "235 yes"}),
        (Failure("refused", "NO [NONEXISTENT] no such folder", "imap"), {"auth": "OK"}),
    ],
    ids=["nothing failed", "nobody refused", "a refusal of the sender", "a refusal of the folder"],
)
def test_a_code_that_says_no_more_than_no_stays_unrecognised(failure: Failure | None, facts: dict[str, Any]) -> None:
    assert by_standard(failure, facts) == ""
