"""Is every diagnosis complete, and do its own words and codes lead to it?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.diagnoses.match import recognise
from checks.diagnoses.model import HELPS, LAYERS, PLACEHOLDERS, PROTOCOLS, WHO, Diagnosis, Words
from checks.diagnoses.own import OWN
from checks.diagnoses.settings import SETTINGS
from checks.diagnoses.surroundings import SURROUNDINGS
from checks.diagnoses.table import FURTHER, TABLE, build, verified
from checks.diagnoses.words import compiled, literals
from checks.tenant.standard import DIAGNOSES

REQUIRED = [
    "refresh-token-expired",
    "refresh-token-revoked",
    "client-secret-wrong",
    "client-secret-expired",
    "app-not-in-tenant",
    "consent-missing",
    "token-audience-graph",
    "token-scope-smtp-missing",
    "token-of-another-user",
    "smtp-auth-disabled-tenant",
    "smtp-auth-disabled-mailbox",
    "imap-authenticated-not-connected",
    "starttls-stripped",
    "certificate-unknown-ca",
    "certificate-wrong-name",
    "token-scope-imap-missing",
    "token-scope-pop3-missing",
    "token-expired",
    "token-malformed",
    "refresh-token-malformed",
    "refresh-token-sign-in-frequency",
    "tenant-not-found",
    "client-secret-missing",
    "client-not-confidential",
    "authority-not-multitenant",
    "mfa-required",
    "conditional-access-blocked",
    "user-disabled",
    "scope-two-resources",
    "scope-unknown",
    "entra-throttled",
    "entra-unavailable",
    "smtp-auth-refused",
    "imap-auth-refused",
    "pop3-auth-refused",
    "smtp-security-defaults",
    "smtp-conditional-access",
    "basic-auth-disabled",
    "basic-auth-retired",
    "smtp-send-as-denied",
    "smtp-mailbox-logon-failure",
    "smtp-client-not-authenticated",
    "smtp-starttls-required",
    "smtp-auth-before-tls",
    "smtp-invalid-ehlo-name",
    "smtp-auth-temporary",
    "smtp-too-many-connections",
    "smtp-throttled",
    "smtp-old-tls",
    "imap-throttled",
    "imap-session-token-expired",
    "imap-server-unavailable",
    "imap-off-for-mailbox",
    "pop3-one-line-auth",
    "pop3-token-too-long",
    "certificate-expired",
    "certificate-not-yet-valid",
    "certificate-intercepted",
    "tls-version-too-old",
    "tls-wrong-version-number",
    "connection-refused",
    "connection-timed-out",
    "connection-dropped",
    "host-not-found",
    "ipv6-unreachable",
    "server-answered-garbage",
    "starttls-refused",
    "xoauth2-not-offered",
    "message-not-found",
    "message-changed",
]

DEDUCED = {"message-not-found", "message-changed"}
"""Found by comparing what was sent and read; no server says it."""

_ENTRIES = [pytest.param(entry, id=entry.id) for entry in TABLE.values()]
_WORDS = [
    pytest.param(entry, words, id=f"{entry.id}-{number}")
    for entry in TABLE.values()
    for number, words in enumerate(entry.words)
]


def tie(id: str) -> set[str]:
    """All ids that the table declares to be tied with this one, in either direction."""
    entry = TABLE[id]
    return {
        id,
        *entry.tied_with,
        *entry.may_be,
        *(other.id for other in TABLE.values() if id in other.tied_with or id in other.may_be),
    }


def test_the_ids_that_others_rely_on_exist() -> None:
    assert [id for id in REQUIRED if id not in TABLE] == []


@pytest.mark.parametrize("more", FURTHER)
def test_words_kept_apart_belong_to_a_diagnosis(more: Mapping[str, tuple[Words, ...]]) -> None:
    assert [id for id in more if id not in TABLE] == []
    assert all(set(words) <= set(TABLE[id].words) for id, words in more.items())


def test_the_settings_are_in_the_table() -> None:
    assert [entry.id for entry in SETTINGS if TABLE.get(entry.id) != verified(entry)] == []


@pytest.mark.parametrize("entry", _ENTRIES)
def test_a_fix_ends_with_what_shows_that_it_worked(entry: Diagnosis) -> None:
    assert any("oauthmail " in step for step in entry.fix)
    if re.search(r"\b(?:Set|Add)-(?!Content)", "".join(entry.fix)):
        assert any("undo" in step.lower() for step in entry.fix)


@pytest.mark.parametrize("entry", _ENTRIES)
def test_neighbours_are_told_apart_and_administrators_get_a_text(entry: Diagnosis) -> None:
    if entry.tied_with or entry.may_be:
        assert entry.tells_apart
    if entry.who == "tenant-admin":
        assert entry.ticket


def test_an_id_used_twice_is_refused_and_the_table_cannot_be_changed() -> None:
    entry = TABLE["token-expired"]
    with pytest.raises(ValueError, match="token-expired"):
        build([entry, entry])
    with pytest.raises(TypeError):
        TABLE["new"] = entry  # type: ignore[index]


@pytest.mark.parametrize("entry", _ENTRIES)
def test_a_diagnosis_is_complete(entry: Diagnosis) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry.id)
    assert entry.layer in LAYERS
    assert entry.who in WHO
    assert entry.new_refresh_token_helps in HELPS
    assert entry.doc.startswith("https://"), entry.doc
    assert all((entry.title, entry.cause, entry.role, entry.fix, entry.helps_why, entry.evidence))
    assert not entry.title.endswith(".")
    assert entry.cause.rstrip(")").endswith("."), entry.cause


@pytest.mark.parametrize("entry", _ENTRIES)
def test_texts_hold_known_placeholders_only(entry: Diagnosis) -> None:
    texts = [
        entry.title, entry.cause, entry.role, *entry.fix, entry.helps_why, entry.tells_apart, *entry.ticket, entry.wait,
    ]  # fmt: skip
    for text in texts:
        assert set(re.findall(r"[{}]|\{(\w+)\}", re.sub(r"\{(?:" + "|".join(PLACEHOLDERS) + r")\}", "", text))) == set()


@pytest.mark.parametrize("entry", _ENTRIES)
def test_ties_lead_somewhere_else(entry: Diagnosis) -> None:
    for id in (*entry.tied_with, *entry.may_be):
        assert id in TABLE
        assert id != entry.id


def test_every_diagnosis_can_be_reached() -> None:
    possible = {id for entry in TABLE.values() for id in entry.may_be}
    settings_ids = {entry.id for entry in SETTINGS}
    own_ids = {entry.id for entry in (*OWN, *SURROUNDINGS)}  # a check names these itself
    unreachable = [
        entry.id
        for entry in TABLE.values()
        if not entry.words
        and not entry.codes
        and entry.id not in possible | DEDUCED | DIAGNOSES | settings_ids | own_ids
    ]
    assert unreachable == []


def test_a_possible_cause_says_what_would_tell_it_apart() -> None:
    for entry in TABLE.values():
        for id in entry.may_be:
            candidate = TABLE[id]
            assert candidate.tells_apart or candidate.words or candidate.codes, id


@pytest.mark.parametrize(("entry", "words"), _WORDS)
def test_words_are_well_formed(entry: Diagnosis, words: Words) -> None:
    assert words.protocol in ("", *PROTOCOLS)
    assert 0 < words.confidence <= 1
    assert literals(words.pattern)
    assert not re.search(r" [?*+{]|\[[^\]]* [^\]]*\]|  ", words.pattern), "a blank may not be repeated or in a class"
    assert not re.search(r"(?<!\\)[*+](?!\?)", re.sub(r"\[[^\]]*\]", "", words.pattern)), "repetitions are bounded"
    compiled(words.pattern)


@pytest.mark.parametrize(("entry", "words"), _WORDS)
def test_own_words_lead_to_the_diagnosis(entry: Diagnosis, words: Words) -> None:
    @settings(max_examples=3, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(
        st.from_regex(
            re.compile(words.pattern),
            fullmatch=True,
            alphabet=st.characters(min_codepoint=33, max_codepoint=126) | st.just(" "),
        )
    )
    def leads(text: str) -> None:
        found = recognise(f"outlook.office365.com {text}") if words.named else recognise(text, words.protocol)
        assert entry.id in [match.diagnosis.id for match in found], text
        assert found[0].diagnosis.id in tie(entry.id), (text, found[0].diagnosis.id)

    leads()


@pytest.mark.parametrize("entry", [p for p in _ENTRIES if p.values[0].codes])  # type: ignore[union-attr]
def test_own_codes_lead_to_the_diagnosis(entry: Diagnosis) -> None:
    for code in entry.codes:
        for text in (f"{code}", f"AADSTS{code}", f"x AADSTS{code}: words. Trace ID: 1", f'{{"error_codes":[{code}]}}'):
            found = [match.diagnosis.id for match in recognise(text)]
            assert entry.id in found, text
            assert found[0] in tie(entry.id), (text, found[0])


@pytest.mark.parametrize("entry", _ENTRIES)
def test_an_id_leads_to_the_diagnosis_alone(entry: Diagnosis) -> None:
    assert [match.diagnosis.id for match in recognise(f" {entry.id}\n")] == [entry.id]


def test_modules_of_the_table_stay_short() -> None:
    folder = Path(__file__).parents[2] / "checks" / "diagnoses"
    assert [path.name for path in folder.glob("*.py") if len(path.read_text("utf-8").splitlines()) > 300] == []
