"""Are causes found in what people paste, and only there?"""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.diagnoses.match import HINTED, Match, rank, recognise, recognise_stream
from checks.diagnoses.model import PROTOCOLS
from checks.diagnoses.scan import SHOWN, WINDOW
from checks.diagnoses.table import TABLE

from . import (
    admins,
    admins_exchange,
    admins_later,
    admins_more,
    threads,
    threads_clients,
    threads_clients_later,
    threads_clients_more,
    threads_more,
    threads_products,
    threads_sessions,
    threads_sessions_more,
    tokens_more,
)
from .libraries import STACKS, TEXTS
from .libraries_more import MORE_TEXTS
from .libraries_products import PRODUCT_TEXTS, SEVERAL
from .reports import REPORTS, Report
from .test_table import tie
from .unrelated import UNRELATED
from .unrelated_more import MORE
from .unrelated_programs import PROGRAMS
from .unrelated_servers import SERVERS
from .unrelated_services import SERVICES
from .unrelated_sessions import SESSIONS
from .unrelated_told import TOLD

SEEN = (
    *REPORTS,
    *threads.THREADS,
    *threads_more.THREADS,
    *threads_products.THREADS,
    *threads_clients.THREADS,
    *threads_clients_more.THREADS,
    *threads_clients_later.THREADS,
    *threads_sessions.THREADS,
    *threads_sessions_more.THREADS,
    *admins.THREADS,
    *admins_later.THREADS,
    *admins_more.THREADS,
    *admins_exchange.THREADS,
    *tokens_more.THREADS,
)
SOURCED = (*SERVERS, *SERVICES, *SESSIONS, *TOLD)
NEAR = (*MORE, *admins_more.UNRELATED, *admins_later.UNRELATED, *admins_exchange.UNRELATED)
OTHERS = (*UNRELATED, *NEAR, *PROGRAMS, *(text for _, text in SOURCED))

EXPIRED = (
    "AADSTS700082: The refresh token has expired due to inactivity.\N{NO-BREAK SPACE}The token was issued on "
    "2026-04-20T14:30:28.0990908Z and was inactive for 90.00:00:00."
)
TENANT_OFF = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant."


def ids(matches: list[Match]) -> list[str]:
    return [match.diagnosis.id for match in matches]


@pytest.mark.parametrize("report", [pytest.param(report, id=report.id) for report in SEEN])
def test_a_report_gets_what_its_text_supports(report: Report) -> None:
    found = ids(recognise(report.text))
    if report.unknown:
        assert found == []
    elif report.first:
        assert found[0] == report.first
    else:
        assert report.cause in found
        assert found[0] in tie(report.cause)


def test_reports_name_a_source_and_one_expectation_each() -> None:
    assert len({report.id for report in SEEN}) == len(SEEN) >= 360
    for report in SEEN:
        assert report.source
        assert sum(map(bool, (report.first, report.cause, report.unknown))) == 1, report.id
        assert all(id in TABLE for id in (report.first, report.cause) if id)


@pytest.mark.parametrize(("text", "first"), SEVERAL)
def test_of_several_causes_the_root_comes_first(text: str, first: tuple[str, ...]) -> None:
    assert ids(recognise(text))[: len(first)] == list(first)


@pytest.mark.parametrize(("text", "first"), (*TEXTS, *MORE_TEXTS, *PRODUCT_TEXTS, *STACKS))
def test_texts_of_libraries_lead_to_their_cause(text: str, first: str) -> None:
    assert ids(recognise(text))[:1] == [first]


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_unrelated_gets_no_cause(text: str) -> None:
    assert ids(recognise(text)) == []


def test_there_are_enough_unrelated_texts() -> None:
    assert len(OTHERS) >= 280
    assert all(source for source, _ in SOURCED)


def test_unrelated_lines_in_one_log_get_no_cause() -> None:
    assert ids(recognise("\n".join(UNRELATED))) == []


@pytest.mark.parametrize("uri", ["https://login.microsoftonline.com/error?code=700082", ""])
def test_of_an_answer_the_sentence_is_quoted(uri: str) -> None:
    answer = f'{{"error_codes":[700082],"error_description":"{EXPIRED}","error_uri":"{uri}"}}'
    (match,) = recognise(f"{answer}\n{answer}\n")
    assert (match.matched[:20], match.line) == ("AADSTS700082: The re", 2)


@pytest.mark.parametrize(
    "tail", ["\r\nTrace ID: 1\r\nCorrelation ID: 2", " Trace ID: 1 Correlation ID: 2", "\\r\\nTrace ID: 1"]
)
def test_both_separators_of_entra_are_read(tail: str) -> None:
    match = recognise(EXPIRED + tail)[0]
    assert (match.diagnosis.id, match.confidence) == ("refresh-token-expired", 1.0)
    assert match.matched.startswith("AADSTS700082: The refresh token has expired due to inactivity. The token was")


@pytest.mark.parametrize(
    "text", ["AADSTS7000821", "AADSTS70008299", "1700082", "AADSTS 70 0082", "x700082", "700082 files"]
)
def test_numbers_are_read_whole(text: str) -> None:
    assert "refresh-token-expired" not in ids(recognise(text))


def test_a_longer_number_is_not_the_shorter_one() -> None:
    assert ids(recognise("AADSTS7000215"))[0] == "client-secret-wrong"
    assert ids(recognise("AADSTS700021"))[0] == "client-certificate-refused"


def test_a_bare_number_counts_only_alone() -> None:
    assert ids(recognise("700082, 7000215")) == ["refresh-token-expired", "client-secret-wrong"]
    assert recognise("there are 700082 reasons") == []


def test_a_code_without_its_reason_names_all_it_may_mean() -> None:
    found = recognise("535 5.7.139")
    assert found[0].diagnosis.id == "smtp-auth-disabled-tenant"
    assert found[0].confidence < 0.9
    assert {"smtp-auth-disabled-mailbox", "smtp-conditional-access", "basic-auth-disabled"} <= set(ids(found))


def test_the_reason_behind_a_code_decides() -> None:
    assert ids(recognise(TENANT_OFF)) == ["smtp-auth-disabled-tenant"]


def test_the_inner_cause_of_net_comes_before_the_outer_one() -> None:
    text = (
        f"5.7.57 Client not authenticated to send mail. Error: {TENANT_OFF} [AM0PR01CA0094 2026-01-01T00:00:00.1Z 08DE]"
    )
    assert ids(recognise(text))[:2] == ["smtp-auth-disabled-tenant", "smtp-client-not-authenticated"]


@pytest.mark.parametrize(
    "text",
    [
        "smtplib.SMTPAuthenticationError: (535, b'5.7.3 Authentication unsuccessful [LO2P265CA0061.PROD.OUTLOOK.COM]')",
        "535-5.7.3 Authentication unsuccessful",
        "AuthenticationFailedException: 535 5.7.3 Authentication\n   unsuccessful [LO2P265CA0061.PROD.OUTLOOK.COM]",
        "S: 535 5.7.3  Authentication unsuccessful\r\n",
    ],
)
def test_a_reply_is_found_in_the_forms_of_many_libraries(text: str) -> None:
    assert ids(recognise(text))[0] == "smtp-auth-refused"


def test_several_causes_of_a_log_are_ranked_with_their_lines() -> None:
    log = f"start\n2026-11-23 07:42 {EXPIRED}\nretry\n535 5.7.3 Authentication unsuccessful\n{TENANT_OFF}\n"
    found = recognise(log)
    assert [(match.diagnosis.id, match.line) for match in found[:3]] == [
        ("smtp-auth-disabled-tenant", 5),
        ("refresh-token-expired", 2),
        ("smtp-auth-refused", 4),
    ]
    assert [match.confidence for match in found] == sorted((match.confidence for match in found), reverse=True)


@pytest.mark.parametrize(
    ("text", "protocol", "generic"),
    [
        ("535 5.7.3 Authentication unsuccessful", "smtp", "smtp-auth-refused"),
        ("A1 NO AUTHENTICATE failed.", "imap", "imap-auth-refused"),
        ("-ERR Authentication failure: unknown user name or bad password.", "pop3", "pop3-auth-refused"),
        ("A3 BAD User is authenticated but not connected.", "imap", "imap-authenticated-not-connected"),
        ("invalid_grant", "entra", "entra-grant-refused"),
    ],
)
def test_a_refusal_without_a_cause_is_narrowed_by_hints_only(text: str, protocol: str, generic: str) -> None:
    plain = rank(text, protocol, ())
    assert ids(plain) == [generic, *TABLE[generic].may_be]
    assert all(match.diagnosis.tells_apart or match.diagnosis.codes for match in plain)
    for hint in TABLE[generic].may_be:
        narrowed = rank(text, protocol, {hint})
        assert ids(narrowed)[:1] == [hint]
        assert narrowed[0].confidence == HINTED
        assert sorted(ids(narrowed)) == sorted(ids(plain))


def test_a_hint_never_adds_a_cause_and_never_beats_words_that_name_one() -> None:
    assert ids(rank(TENANT_OFF, "smtp", {"token-of-another-user", "smtp-auth-disabled-tenant"})) == [
        "smtp-auth-disabled-tenant"
    ]
    log = f"{TENANT_OFF}\nNO AUTHENTICATE failed."
    assert ids(rank(log, "", {"token-audience-graph"}))[:2] == ["smtp-auth-disabled-tenant", "token-audience-graph"]


def test_the_protocol_it_was_heard_on_decides_what_words_mean() -> None:
    assert ids(recognise("[Errno 111] Connection refused", "smtp")) == ["connection-refused"]
    assert ids(recognise("Logon failure: unknown user name or bad password", "pop3")) == ["pop3-password-login"]
    assert recognise("Logon failure: unknown user name or bad password", "smtp") == []


def test_what_a_client_says_is_no_answer_of_a_server() -> None:
    said = "outlook.office365.com: authentication failed"
    assert ids(recognise(said))[:1] == ["client-hides-refusal"]
    for protocol in PROTOCOLS:
        assert "client-hides-refusal" not in ids(recognise(said, protocol))
    assert ids(recognise(f"{said}\nA1 NO LOGIN failed.")) == ["imap-login-refused"]


def test_words_of_any_program_count_near_a_microsoft_host_only() -> None:
    near = "connecting to smtp.office365.com:587\n[Errno 111] Connection refused"
    assert ids(recognise(near)) == ["connection-refused"]
    assert recognise("\n".join([near.splitlines()[0], *["x" * 99] * 40, near.splitlines()[1]])) == []
    assert recognise("connecting to smtp.office365.com:587\nredis.example.com: Connection refused") == []


@pytest.mark.parametrize("edge", range(WINDOW - 120, WINDOW + 20, 7))
def test_words_across_the_edge_of_a_window_are_found(edge: int) -> None:
    match = recognise("x" * 60 + "\n" + "." * (edge - 62) + "\n" + EXPIRED + "\nend\n" + "y" * WINDOW)[0]
    assert (match.diagnosis.id, match.line) == ("refresh-token-expired", 3)


@given(st.lists(st.integers(0, 400), max_size=6))
def test_where_a_stream_is_cut_makes_no_difference(cuts: list[int]) -> None:
    text = f"one\r\n{EXPIRED}\r\n{TENANT_OFF}\n"
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [text[start:end] for start, end in pairwise(edges)]
    assert recognise_stream(pieces) == recognise(text)


@given(st.text(), st.sampled_from(("", *PROTOCOLS)))
def test_any_text_is_taken(text: str, protocol: str) -> None:
    for match in recognise(text, protocol):
        assert 0 < match.confidence <= 1
        assert len(match.matched) <= SHOWN


_PARTS = st.sampled_from(
    ["AADSTS", "700082", "535 ", "5.7.139", "5.7.3", " ", "\n", "Authentication unsuccessful", "certificate",
     "issuer: ", "error_codes", '":[', "]", "\N{NO-BREAK SPACE}", "\x1b[31m", "\ud800", "\u0130", "SendAsDenied; ",
     "connected", "NO "]
)  # fmt: skip


@settings(max_examples=200)
@given(st.lists(_PARTS, max_size=40).map("".join))
def test_pieces_of_known_words_in_any_order_are_taken(text: str) -> None:
    for match in rank(text, "", {"token-expired"}):
        assert "\x1b" not in match.matched
        assert "\n" not in match.matched


@pytest.mark.parametrize(
    "piece",
    ["certificate", "5.7.3 ", "AADSTS", "issuer ", "connection refused ", "SendAsDenied; x ", "\n \t", "secret=x "],
)
def test_a_hostile_text_costs_no_more_than_its_length(piece: str) -> None:
    """Not a timing: a pattern that backtracks without bound would not come back at all."""
    recognise(piece * (300_000 // len(piece)))


def test_memory_does_not_grow_with_the_log() -> None:
    def lines(count: int) -> Iterator[str]:
        for number in range(count):
            yield f"2026-11-23 07:42:11 INFO request {number} took 535 ms, status 200, connection kept alive\n" * 50
        yield EXPIRED

    recognise_stream(lines(1))
    tracemalloc.start()
    match = recognise_stream(lines(2000))[0]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (match.diagnosis.id, match.line) == ("refresh-token-expired", 100_001)
    assert peak < 3 << 20
