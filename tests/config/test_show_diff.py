"""`show` prints every effective value with its origin and no secret; `diff` finds every difference that matters."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest

from checks import diff, show
from checks.config import SecretView
from checks.config.listing import all_rows, table_rows
from checks.config.schema import SCHEMA
from tests.harness import ROOT

from .good import ENVIRON, FULL, PASSWORD, REFRESH_TOKEN, SECRET, changed, profile_of

FIVE = """\
mailbox = "svc@contoso.com"
tenant = "contoso.com"
client_id = "00001111-aaaa-2222-bbbb-3333cccc4444"
client_secret = "env:MAIL_SECRET"
refresh_token = "env:MAIL_TOKEN"
"""
CONSUMERS = """
[[consumers]]
name = "Email Service"
kind = "email-service"
oauth = true
smtp_tls = "TLS"
smtp_password = "env:MAIL_PASSWORD"

[[consumers]]
name = "Send"
kind = "operation"
smtp_user = "anna@contoso.com"
"""


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, value in ENVIRON.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def write(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def words(line: str) -> str:
    return " ".join(line.split())


def test_show_prints_each_consumer_with_values_and_origins(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert show.main([write("a.toml", FIVE + CONSUMERS)]) == 0
    out = capsys.readouterr().out
    parts = {part.splitlines()[0]: [words(line) for line in part.splitlines()[1:]] for part in out.split("\n\n")}
    assert list(parts) == ["the profile", "Email Service", "Send"]
    digest = hashlib.sha256(SECRET.encode()).hexdigest()[:8]
    assert (
        f"grant.client_secret {len(SECRET)} characters, sha256 {digest} profile (env:MAIL_SECRET)"
        in parts["the profile"]
    )
    assert "send.port 587 default: wire = starttls-required" in parts["the profile"]
    assert "smtp_tls TLS smtp_tls of Email Service" in parts["Send"]
    assert "smtp_user anna@contoso.com smtp_user of Send" in parts["Send"]
    assert "smtp_host smtp.office365.com send.host (default: public cloud)" in parts["Send"]
    assert "smtp on the wire starttls-required follows from the above" in parts["Send"]
    password = f"smtp_password {len(PASSWORD)} characters smtp_password of Email Service (env:MAIL_PASSWORD)"
    assert password in parts["Send"]
    for secret in (SECRET, REFRESH_TOKEN, PASSWORD):
        assert not any(secret[at : at + 12] in out for at in range(len(secret) - 11))


def test_the_page_of_the_profile_shows_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "docs" / "profile.md").read_text(encoding="utf-8")
    command, _, output = re.findall(r"^```console\n\$ oauthmail (.*?)^```$", page, re.MULTILINE | re.DOTALL)[
        0
    ].partition("\n")
    verb, path = command.split()
    assert verb == "show"
    assert show.main([str(ROOT / path)]) == 0
    printed = [words(line) for line in capsys.readouterr().out.splitlines()]
    at = 0
    for line in (words(line) for line in output.splitlines() if line != "..."):
        at = printed.index(line, at)


def test_show_runs_no_command_and_says_what_is_not_at_hand(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = FIVE.replace("env:MAIL_SECRET", "cmd:touch ran").replace("env:MAIL_TOKEN", "prompt:")
    assert show.main([write("a.toml", text)]) == 0
    out = words(capsys.readouterr().out)
    assert "not at hand: cmd:touch ... is read only when the tenant is contacted profile (cmd:touch ...)" in out
    assert "not at hand: prompt: is read only" in out
    assert not Path("ran").exists()


def test_a_proxy_url_is_not_shown(
    files: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROXY", "http://anna:CanaryOfTheProxy@proxy:8080")
    assert show.main([write("a.toml", FIVE + '[network]\nhttps_proxy = "env:PROXY"\n')]) == 0
    out = capsys.readouterr().out
    assert "network.https_proxy" in out
    assert "env:PROXY" in out
    assert "Canary" not in out


def test_every_key_of_the_schema_is_listed_or_left_out_on_purpose() -> None:
    everything: dict[str, Any] = changed(
        FULL,
        {
            "authority.login_base": "https://login.microsoftonline.com",
            "authority.observed_app_tenant": "contoso.com",
            "authority.legs": dict.fromkeys(("authorize", "token", "refresh"), "https://login.microsoftonline.com/x"),
            "app_registration.redirect_uris.spa": ["https://a.b/"],
            "grant.certificate": {"path": "a.pem", "key": "env:X", "passphrase": "env:X"},
            "grant.token_redirect_uri": "https://localhost/back",
            "grant.refresh_token_store": "file:store",
            "grant.access_token": "env:X",
            "grant.store_lag_s": 3,
            "mailbox.send_as": ["a@b.c"],
            "network": {"https_proxy": "http://p", "ca_bundle": "ca.pem"},
        },
    )
    profile = profile_of(everything)
    listed = {row.key for row in table_rows(profile, SecretView(profile, ENVIRON))}
    tables = {key for key in SCHEMA if "[]" not in key}
    lists = {key.partition("[]")[0] for key in SCHEMA if "[]" in key and not key.startswith("consumers")}
    assert listed == tables - {"schema", "receive.host", "receive.port", "receive.wire"} | lists


def test_a_row_does_not_print_what_it_is_compared_by() -> None:
    profile = profile_of(FULL)
    shown = str([rows for _, rows in all_rows(profile, SecretView(profile, ENVIRON))])
    assert not any(value in shown for value in ENVIRON.values())


SAME = [
    FIVE.replace("svc@contoso.com", "SVC@Contoso.com"),
    FIVE + '[send]\nhost = "smtp.office365.com"\nport = 587\n',
    FIVE.replace("env:MAIL_SECRET", "env:SAME_SECRET"),
    FIVE.replace('tenant = "contoso.com"', "") + '[authority]\ntenant = "contoso.com"\n',
    FIVE.replace("env:MAIL_SECRET", "file:secret"),
]


@pytest.mark.parametrize("other", SAME, ids=range(len(SAME)))
def test_what_is_in_effect_is_compared_and_not_how_it_is_written(
    other: str, files: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAME_SECRET", SECRET)
    Path("secret").write_text(SECRET + "\n")
    assert diff.main([write("a.toml", FIVE), write("b.toml", other)]) == 0
    assert capsys.readouterr().out == "The same values are in effect.\n"


DIFFERENT = [
    (FIVE, FIVE.replace("contoso.com", "fabrikam.com"), "authority.tenant"),
    (FIVE, FIVE.replace("env:MAIL_TOKEN", "env:MAIL_TOKEN_2"), "grant.refresh_token.ref"),
    (FIVE, FIVE + "[receive]\nenabled = false\n", "receive.imap.host"),
    (FIVE + CONSUMERS, FIVE + CONSUMERS.replace('"TLS"', '"SSL"'), "smtp on the wire"),
    (FIVE + CONSUMERS, FIVE + CONSUMERS.replace("oauth = true", "oauth = false"), "oauth"),
    (FIVE + CONSUMERS, FIVE, "Email Service: not in b.toml"),
    (FIVE, FIVE + CONSUMERS, "Send: not in a.toml"),
    (FIVE, FIVE.replace("env:MAIL_SECRET", "env:NOT_SET"), "not known to be the same"),
]


@pytest.mark.parametrize(("one", "other", "said"), DIFFERENT)
def test_a_difference_is_named_with_both_sides_and_no_secret(
    one: str, other: str, said: str, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert diff.main([write("a.toml", one), write("b.toml", other)]) == 1
    out = capsys.readouterr().out
    assert said in out
    assert not any(value[at : at + 12] in out for value in ENVIRON.values() for at in range(len(value) - 11))


def test_short_secrets_are_compared_without_a_fingerprint(
    files: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTHER", PASSWORD[::-1])
    one, other = (
        write("a.toml", FIVE + CONSUMERS),
        write("b.toml", FIVE + CONSUMERS.replace("env:MAIL_PASSWORD", "env:OTHER")),
    )
    assert diff.main([one, other]) == 1
    out = capsys.readouterr().out
    assert out.count(f"{len(PASSWORD)} characters ") == 4
    assert "sha256" not in out


@pytest.mark.parametrize("verb", [show, diff])
def test_a_profile_that_is_refused_is_a_usage_error(verb: Any, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = write("a.toml", FIVE), write("b.toml", FIVE + "[send]\nprot = 1\n")
    arguments = [good, bad] if verb is diff else [bad]
    assert verb.main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    name = verb.__name__.partition(".")[2]
    assert captured.err == f'{name}: b.toml: "prot" is not a key that is known in [send]; did you mean "port"?\n'
    assert verb.main([]) == 2
    assert verb.main(["--help"]) == 0
