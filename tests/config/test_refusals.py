"""A profile that cannot be used is refused in one sentence that names file and key and holds no value of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from checks.config import ProfileError, build, five_lines, load
from checks.config.foreign import HERE
from checks.config.values import _homes

from .good import CLIENT_ID, ENVIRON, FIVE, FULL, changed

# what is changed in the five lines, and all that the sentence must say after the file's name
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"tennant": "x"}, '"tennant" is not a key that is known at the top of the file; did you mean "tenant"?'),
    ({"send": {"prot": 587}}, '"prot" is not a key that is known in [send]; did you mean "port"?'),
    (
        {"send": {"tenant": "x"}},
        '"tenant" is not a key that is known in [send]; it belongs at the top of the file or in [authority].',
    ),
    (
        {"port": 587},
        '"port" is not a key that is known at the top of the file; '
        "it belongs in [receive], in [receive.imap], in [receive.pop3] or in [send].",
    ),
    ({"smtp_host": "x"}, '"smtp_host" is not a key that is known at the top of the file; it belongs in [[consumers]].'),
    (
        {"grant": {"basic_falback": "warn"}},
        '"basic_falback" is not a key that is known in [grant]; '
        'did you mean "basic_fallback", which belongs in [policy]?',
    ),
    (
        {"inboxHost": "x"},
        '"inboxHost" is not a key that is known at the top of the file; '
        "here it is called receive_host and belongs in [[consumers]].",
    ),
    (
        {"smtp": {"host": "x"}},
        '"smtp" is not a key that is known at the top of the file; '
        "here it is called send and belongs at the top of the file.",
    ),
    (
        {"product": {"mailbox": "svc@contoso.com"}},
        '"mailbox" is not a key that is known in [product]; it belongs at the top of the file.',
    ),
    (
        {"authority": {"authUrl": "x"}},
        '"authUrl" is not a key that is known in [authority]; '
        "here it is called authorize and belongs in [authority.legs].",
    ),
    ({"qqq": 1}, '"qqq" is not a key that is known at the top of the file.'),
    ({"q\x1b[31m": 1}, '"q?[31m" is not a key that is known at the top of the file.'),
    (
        {"consumers": [{"name": "a", "kind": "operation", "smtphost": "x"}]},
        '"smtphost" is not a key that is known in consumers[1]; did you mean "smtp_host"?',
    ),
    ({"send": {"port": "587"}}, "send.port must be a whole number from 1 to 65535, not a string."),
    ({"send": {"port": 70000}}, "send.port must be a whole number from 1 to 65535."),
    ({"send": {"port": True}}, "send.port must be a whole number from 1 to 65535, not true or false."),
    ({"send": {"enabled": "yes"}}, "send.enabled must be true or false, not a string."),
    ({"send": 1}, "send must be a table, written [send]."),
    ({"consumers": {"name": "a"}}, "consumers must be a list of tables, each written [[consumers]]."),
    ({"consumers": [{"name": "a"}]}, "consumers[1] does not say its kind."),
    ({"tenant": {"id": "x"}}, "tenant must be a string, not a table."),
    ({"tenant": 5}, "tenant must be a string, not a number."),
    ({"tenant": " "}, "tenant must not be empty."),
    ({"mailbox": "a@b.c\nRCPT TO"}, "mailbox holds a line break or another character that does not print."),
    ({"tenant": "contoso.com\u00a0"}, "tenant holds a line break or another character that does not print."),
    (
        {"cloud": "publik"},
        'cloud must be "public", "usgov-gcch", "usgov-dod", "china" or "custom"; did you mean "public"?',
    ),
    (
        {"send": {"wire": "TLS"}},
        'send.wire must be "plain", "starttls", "starttls-required" or "implicit" '
        "(a product's label such as TLS or SSL goes into the key tls).",
    ),
    (
        {"send": {"tls": "STARTTLS"}},
        'send.tls must be "blank", "SSL" or "TLS", as the product shows it '
        "(the mode on the wire goes into the key wire).",
    ),
    (
        {"consumers": [{"name": "a", "kind": "operation", "smtp_tls": "Inget"}]},
        'consumers[1].smtp_tls must be "blank", "SSL" or "TLS", as the product shows it '
        "(the mode on the wire goes into the key wire).",
    ),
    (
        {"consumers": [{"name": "a", "kind": "operation"}, {"name": "A ", "kind": "email-endpoint"}]},
        "consumers[2] has the same name as consumers[1]; give each a name of its own.",
    ),
    (
        {"consumers": [{"name": "The profile", "kind": "other"}]},
        "consumers[1].name is what reports call the tables of the profile; give it another.",
    ),
    (
        {"consumers": [{"name": "a", "kind": "email-service"}, {"name": "b", "kind": "email-service"}]},
        "consumers[2] and consumers[1] are both of the kind email-service; there is only one.",
    ),
    (
        {"consumers": [{"name": "a", "kind": "task-notifications", "receive_host": "localhost"}]},
        "consumers[1].receive_host: task notifications only send; what receives is an email-endpoint.",
    ),
    (
        {"consumers": [{"name": "a", "kind": "email-service", "repeat_interval_s": 10}]},
        "consumers[1].repeat_interval_s belongs to an email-endpoint, and this is of the kind email-service.",
    ),
    ({"receive": {"protocol": []}}, "receive.protocol must not be an empty list."),
    ({"receive": {"protocol": 3}}, "receive.protocol must be a list of strings, not a number."),
    ({"send": {"host": "smtp.office365.com:587"}}, "send.host must be a host name alone; a port has a key of its own."),
    ({"send": {"host": "ssl//smtp.office365.com"}}, "send.host must be a host name alone."),
    (
        {"login_base": "http://login.microsoftonline.com"},
        "login_base must begin with https://, because a secret is sent there.",
    ),
    (
        {"login_base": "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token"},
        "login_base must be the scheme and host of the login page, at most followed by the tenant.",
    ),
    (
        {"login_base": "https://login.microsoftonline.com/other.example"},
        "authority.login_base ends with another tenant than authority.tenant names.",
    ),
    ({"login_base": "https://[::1"}, "login_base must be a URL."),
    (
        {"network": {"https_proxy": "http://anna:CanaryPassword@proxy:8080"}},
        "network.https_proxy holds a password in its URL; write the whole URL into a variable and here env:NAME.",
    ),
    (
        {"network": {"https_proxy": "proxy:8080"}},
        "network.https_proxy must be a URL that begins with https:// or http://.",
    ),
    (
        {"grant": {"refresh_token": {"obtained_at": "yesterday"}}},
        "grant.refresh_token.obtained_at must be a date or time like 2026-11-23.",
    ),
    (
        {"grant": {"refresh_token": {"obtained_at": 5}}},
        "grant.refresh_token.obtained_at must be a date or time like 2026-11-23, not a number.",
    ),
    (
        {"refresh_token_store": "env:MAIL_TOKEN"},
        "refresh_token_store must be file:PATH, because newer tokens are written there.",
    ),
    (
        {"grant": {"client_id": "another"}},
        "grant.client_id says something else than client_id; keep one.",
    ),
    ({"client_auth": "none"}, 'client_secret is given, and client_auth = "none" says that there is none.'),
    (
        {"send": {"enabled": False}, "receive": {"enabled": False}},
        "send.enabled and receive.enabled are both false, so there is nothing to look at.",
    ),
    (
        {"receive": {"protocol": "imap", "pop3": {"port": 995}}},
        "[receive.pop3] is given, and receive.protocol does not name pop3.",
    ),
    (
        {"receive": {"protocol": ["imap", "pop3"], "port": 995}},
        "receive.port cannot serve two protocols; write it into [receive.imap] and [receive.pop3].",
    ),
    (
        {"receive": {"port": 993, "imap": {"port": 994}}},
        "receive.imap.port says something else than receive.port; keep one.",
    ),
    ({"cloud": "custom"}, 'authority.login_base is missing; cloud = "custom" has no login page of its own.'),
    (
        {"cloud": "custom", "login_base": "https://localhost"},
        'send.host is missing; cloud = "custom" has no mail hosts of its own.',
    ),
    ({"mailbox": "env:NOT_THERE"}, "mailbox refers to env:NOT_THERE, and that variable is not set."),
    ({"mailbox": "env:NOT-A-NAME"}, "mailbox must be env: followed by the name of a variable."),
    (
        {"send": {"port": "env:WORD"}},
        "send.port refers to env:WORD, and the value of that variable must be a whole number from 1 to 65535.",
    ),
    (
        {"send": {"enabled": "env:WORD"}},
        "send.enabled refers to env:WORD, and the value of that variable must be true or false.",
    ),
]
INLINE = "CanaryInlineSecret_8f2Q~x"
SECRET_KEYS: list[dict[str, Any]] = [
    {"client_secret": INLINE},
    {"refresh_token": INLINE},
    {"access_token": INLINE},
    {"refresh_token_store": INLINE},
    {"grant": {"client_secret": INLINE}},
    {"grant": {"refresh_token": {"ref": INLINE}}},
    {"consumers": [{"name": "a", "kind": "operation", "smtp_password": INLINE}]},
    {"consumers": [{"name": "a", "kind": "operation", "receive_password": INLINE}]},
    {"consumers": [{"name": "a", "kind": "operation", "client_secret": INLINE}]},
    {"consumers": [{"name": "a", "kind": "operation", "refresh_token": INLINE}]},
]


def refusal(mapping: dict[str, Any]) -> str:
    with pytest.raises(ProfileError) as refused:
        build(mapping, "aem.toml", ENVIRON | {"WORD": "CanaryOfAVariable"})
    return str(refused.value)


@pytest.mark.parametrize(("change", "sentence"), REFUSED)
def test_what_is_wrong_is_said_in_one_sentence(change: dict[str, Any], sentence: str) -> None:
    said = refusal(changed(FIVE, change))
    assert said == f"aem.toml: {sentence}"
    assert "Canary" not in said


@pytest.mark.parametrize("change", SECRET_KEYS)
def test_a_secret_in_the_profile_is_refused_and_not_shown(change: dict[str, Any]) -> None:
    said = refusal(changed(FIVE, change))
    assert "is written into the profile itself; keep the secret elsewhere" in said
    assert "env:NAME, file:PATH" in said
    assert not any(INLINE[at : at + 8] in said for at in range(len(INLINE) - 7))


@pytest.mark.parametrize("reference", ["env:MAIL SECRET~x", "keyring:mail", "cmd:pass 'show", "file:", "env:", "ENV:X"])
def test_a_broken_reference_is_told_from_a_secret(reference: str) -> None:
    said = refusal(FIVE | {"client_secret": reference})
    kind = reference.partition(":")[0].lower()
    assert f"client_secret begins like a reference of the kind {kind}: but is not one" in said
    assert "MAIL SECRET~x" not in said


def test_missing_lines_are_named_and_the_five_shown() -> None:
    said = refusal({"mailbox": "svc@contoso.com", "client_id": CLIENT_ID})
    assert said.startswith("aem.toml: tenant, client_secret, refresh_token are missing")
    for line in five_lines().splitlines():
        assert line in said


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"client_secret": None}, "client_secret is missing"),
        ({"client_secret": None, "client_auth": "none"}, None),
        ({"client_secret": None, "client_auth": "assertion_cert"}, "grant.certificate.path is missing"),
        ({"client_secret": None, "client_auth": "assertion_cert", "grant": {"certificate": "a.pem"}}, None),
        ({"refresh_token": None}, "refresh_token is missing"),
        ({"refresh_token": None, "flow": "client_credentials"}, None),
        ({"refresh_token": None, "refresh_token_store": "file:store"}, None),
    ],
)
def test_only_what_the_flow_needs_is_missed(change: dict[str, Any], missing: str | None) -> None:
    mapping = changed(FIVE, change)
    if missing is None:
        build(mapping, "aem.toml", ENVIRON)
    else:
        assert missing in refusal(mapping)


def test_the_nearest_choice_is_offered() -> None:
    assert 'did you mean "XOAUTH2"?' in refusal(changed(FIVE, {"send": {"mechanisms": ["XOAUTH"]}}))


def test_a_word_too_long_for_a_key_is_not_repeated() -> None:
    secret = "Canary" * 20
    said = refusal(FIVE | {secret: "x"})
    assert "a word of 120 characters" in said
    assert "Canary" not in said


FILES: list[tuple[bytes, str]] = [
    (
        b'mailbox = "a@b.c"\ntenant = contoso.com\n',
        'line 2, column 10 is not valid TOML; a text stands in straight quotation marks, as in name = "value".',
    ),
    (
        b'mailbox = "a@b.c"\nmailbox = "d@e.f"\n',
        "line 2, column 18 is not valid TOML; one key = value to a line, tables in [brackets], no key twice.",
    ),
    (b'mailbox = "CanaryOpen', "line 1, the last, is not valid TOML; the closing quotation mark is missing."),
    (b'mailbox = "a@b.c\ntenant = "b.c"\n', "the closing quotation mark is missing."),
    (
        b'client_secret = "file:C:\\secrets\\mail.txt"\n',
        "a backslash between double quotation marks is written twice, or the text stands in single ones.",
    ),
    ('mailbox = "a@b.c"\n'.encode("utf-16"), "is UTF-16, which > of Windows PowerShell writes; save it as UTF-8,"),
    (b'mailbox = "a@b.c"\n\ntenant = "\xff"\n', "line 3 is not UTF-8 text."),
    (
        b'mailbox = "a@b.c"\n[mailbox]\nshared = true\n',
        "mailbox = and [mailbox] cannot both be there; write the address as xoauth2_user in [mailbox].",
    ),
    (b"x = " + b"[" * 5000, "is not valid TOML"),
    (b"#" * 1_000_001, "is longer than 1000000 bytes."),
]


@pytest.mark.parametrize(("content", "sentence"), FILES, ids=range(len(FILES)))
def test_a_file_that_is_no_profile_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "aem.toml"
    path.write_bytes(content)
    with pytest.raises(ProfileError) as refused:
        load(path, {})
    assert str(refused.value).startswith(f"{path}: ")
    assert sentence in str(refused.value)
    assert "Canary" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_a_folder_and_a_pipe_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, sentence in (
        ("none", "does not exist."),
        ("", "cannot be read: Is a directory."),
        ("pipe", "is not an ordinary file."),
    ):
        with pytest.raises(ProfileError) as refused:
            load(tmp_path / name, {})
        assert str(refused.value) == f"{tmp_path / name}: {sentence}"
    with pytest.raises(ProfileError, match="cannot be read"):
        load("a\0b", {})


def test_the_same_thing_said_twice_alike_is_no_conflict() -> None:
    profile = build(changed(FIVE, {"grant": {"client_id": CLIENT_ID}}), "aem.toml", ENVIRON)
    assert profile.grant.client_id == CLIENT_ID


def test_conflicting_secrets_are_refused() -> None:
    assert "keep one" in refusal(FIVE | {"grant": {"client_secret": "env:OTHER"}})
    assert "keep one" in refusal(changed(FULL, {"refresh_token": "env:OTHER"}))


def test_what_a_product_calls_a_setting_leads_to_a_key_that_exists() -> None:
    for word, ours in HERE.items():
        assert _homes(ours), word
        assert word == word.lower()
