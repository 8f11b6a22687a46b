"""The guide is complete, the same in both languages, ready to paste, and right: lint and the fake tenant say so."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from checks.config.clouds import CLOUDS
from checks.config.read import build, load
from checks.guide import main
from checks.guide.command import page, parts, text_of
from checks.guide.entra_steps import PARTS
from checks.guide.fill import CONDITIONS, filling
from checks.guide.model import LANGUAGES, Step
from checks.guide.product_steps import APPLICATION, EMAIL_SERVICE, ENDPOINT, MAILBOX, TASKS, TROUBLE
from fakes.thread import ThreadedBox
from tests.fakes.person import Browser, password
from tests.harness import oauthmail
from tests.lint.good import found
from tests.live.profiles import variables
from tests.secrets.search import Canaries

GUID = "3c5ee1b4-90d7-4c3f-8a5e-6b1f2d9a7c04"
FIVE: Mapping[str, object] = {
    "mailbox": "svc@contoso.com",
    "tenant": "contoso.com",
    "client_id": GUID,
    "client_secret": "env:MAIL_SECRET",
    "refresh_token": "file:/etc/tokens/svc.json#refresh_token",
}
FORMS = {**FIVE, "product": {"name": "AEM Forms", "edition": "jee"}}
ALL = (*PARTS, MAILBOX, EMAIL_SERVICE, TASKS, ENDPOINT, APPLICATION, TROUBLE)
STEPS = [(part, step) for part in ALL for step in part.steps]
needs_bash = pytest.mark.skipif(not shutil.which("bash") or not shutil.which("curl"), reason="no bash or no curl")


def lines(mapping: Mapping[str, object], language: str = "en") -> list[str]:
    return list(page(build(mapping, "test", {}), language, "c3RhdGU"))


def login_url(printed: list[str]) -> str:
    (url,) = [line.strip() for line in printed if "/authorize?" in line]
    return url


def blocks(printed: list[str]) -> list[str]:
    """The lines to paste, one block after the other."""
    text = "\n".join(line if line.startswith("    ") and not line.startswith("       ") else "" for line in printed)
    return [block for block in (re.sub(r"(?m)^    ", "", b).strip() for b in text.split("\n\n")) if block]


# The steps as data


def test_every_erratum_is_mended_and_every_statement_has_its_step() -> None:
    refs = {ref for _, step in STEPS for ref in step.refs}
    assert {ref for ref in refs if ref.startswith("E")} == {f"E{number:02}" for number in range(1, 21)}
    assert {ref for ref in refs if ref.startswith("S")} == {f"S{number:02}" for number in range(1, 101)}


@pytest.mark.parametrize(("part", "step"), STEPS)
def test_a_step_says_the_same_in_both_languages(part: object, step: Step) -> None:
    labels = [set(re.findall(r"\*([^*]+)\*", text)) for text in (step.en, step.sv)]
    assert labels[0] == labels[1]
    values = [set(re.findall(r"\{(\w+)\}", text)) for text in (step.en, step.sv)]
    assert values[0] == values[1]
    assert step.en != step.sv and step.refs and step.when in CONDITIONS
    assert all(text.rstrip().endswith((".", ":", "lint")) for text in (step.en, step.sv))


def test_ids_of_steps_are_their_own_within_a_part() -> None:
    for part in ALL:
        assert len({step.id for step in part.steps}) == len(part.steps)


def test_every_block_is_used_and_every_value_known() -> None:
    filled = filling(build(FORMS, "test", {}), "state")
    assert {name for _, step in STEPS for name in step.code} == set(filled.blocks)
    for _, step in STEPS:
        for language in LANGUAGES:
            assert "{" not in text_of(step, language).format_map(filled.values)


# What is printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_prose_is_narrow_and_placeholders_are_filled_in(language: str) -> None:
    for mapping in (FIVE, FORMS):
        printed = lines(mapping, language)
        prose = [line for line in printed if not line.startswith("    ") or line.startswith("       ")]
        assert max(map(len, prose)) <= 100
        assert not re.search(r"\{\w+\}|\[client|\[tenant|<code>|[“”]|common", "\n".join(printed).replace("${", ""))


def test_swedish_is_swedish() -> None:
    text = "\n".join(lines(FORMS, "sv"))
    assert "uppdateringstoken" in text and '"Certificates & secrets"' in text and "Klicka" not in text.split("svc")[0]
    assert not re.search(r"\b(the|and|of|with)\b", re.sub(r'"[^"]*"|(?m:^    .*$)', "", text))


@pytest.mark.parametrize("cloud", [name for name, cloud in CLOUDS.items() if cloud.is_preset])
@pytest.mark.parametrize("tenant", ["contoso.com", "8f0c1e52-6d3a-4b57-9a53-0f6f2d1c7e11", "common"])
def test_what_is_to_be_pasted_lints_clean(cloud: str, tenant: str) -> None:
    printed = lines({**FIVE, "cloud": cloud, "tenant": tenant, "receive": {"protocol": ["imap", "pop3"]}})
    assert found(login_url(printed)) == []
    (command,) = [block for block in blocks(printed) if "curl" in block]
    assert found(command) == []
    assert CLOUDS[cloud].resource in command and CLOUDS[cloud].login_base in command and f"/{tenant}/" in command
    assert "POP.AccessAsUser.All" in command


def test_scopes_of_the_profile_are_mended_too() -> None:
    grant = {"token_scopes": ["IMAP.AccessUser.All", "User.Read", "SMTP.Send"]}
    printed = lines({**FIVE, "grant": grant})
    assert found(login_url(printed)) == [] and "User.Read" not in login_url(printed)


@pytest.mark.parametrize(
    ("change", "there", "not_there"),
    [
        ({}, "Set-CASMailbox svc@contoso.com -ImapEnabled $true", "PopEnabled"),
        ({"send": {"enabled": False}}, "ImapEnabled", "SmtpClientAuthenticationDisabled"),
        ({"receive": {"protocol": "pop3"}}, "PopEnabled", "ImapEnabled"),
        ({"client_auth": "none", "client_secret": None}, "svc.json", "CLIENT_SECRET"),
        ({"refresh_token": "keyring:mail/token"}, "--output token.json", "/etc/tokens"),
        ({}, "--output /etc/tokens/svc.json", "token.json"),
        ({}, "the token address https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token", "Workbench"),
        ({"product": {"name": "AEM Forms"}}, '"oAuth 2.0 Authentication Settings"', "Your application"),
        ({"product": {"edition": "cloud-service"}}, "Your application", "Workbench"),
        ({"tenant": "organizations"}, '"Accounts in any organizational directory"', "directory only"),
        ({"network": {"ca_bundle": "/etc/own roots.pem"}}, "--cacert '/etc/own roots.pem'", "-k"),
    ],
)
def test_steps_follow_the_profile(change: dict[str, object], there: str, not_there: str) -> None:
    mapping = {key: value for key, value in {**FIVE, **change}.items() if value is not None}
    text = " ".join("\n".join(lines(mapping)).split())
    assert there in text and not_there not in text


def test_the_shared_mailbox_and_the_other_sender() -> None:
    mailbox = {
        "xoauth2_user": "o'hara@contoso.com",
        "signed_in_user": "svc@contoso.com",
        "from_address": "x@contoso.com",
    }
    five = {key: value for key, value in FIVE.items() if key != "mailbox"}
    text = "\n".join(lines({**five, "mailbox": {**mailbox, "shared": True}}))
    assert (
        "Add-MailboxPermission -Identity 'o''hara@contoso.com' -User svc@contoso.com -AccessRights FullAccess" in text
    )
    assert "Add-RecipientPermission x@contoso.com -Trustee svc@contoso.com -AccessRights SendAs" in text


def test_endpoints_are_named() -> None:
    text = "\n".join(lines({**FORMS, "consumers": [{"name": "Invoices", "kind": "email-endpoint"}]}))
    assert '"Endpoint Management" (Invoices)' in " ".join(text.split())


# The verb


def test_the_verb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    secret = "xYz8Q~aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456.7"
    monkeypatch.setenv("MAIL_SECRET", secret)
    profile = tmp_path / "aem.toml"
    profile.write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in FIVE.items()))
    console = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    assert main([str(profile), "--lang", "sv"], console) == 0
    console.seek(0)
    assert console.read().startswith("Konfigurera e-post med OAuth 2.0 för svc@contoso.com\n")
    out = io.StringIO()  # knows no encoding, so it gets ASCII
    assert main([str(profile), "--lang", "sv"], out) == 0
    assert out.getvalue().startswith("Konfigurera e-post med OAuth 2.0 for svc@contoso.com\n")
    assert f"    oauthmail diagnose {profile}\n" in out.getvalue()
    assert Canaries({"secret": secret}).found(out.getvalue().encode()) == set()
    again = io.StringIO()
    assert main([str(profile), "--lang", "sv"], again) == 0 and again.getvalue() != out.getvalue()  # its state is new

    profile.write_text(profile.read_text() + '[send]\nwire = "plain"\n')
    out = io.StringIO()
    assert main([str(profile)], out) == 0 and "First mend the profile: 1 of its settings are wrong" in out.getvalue()
    assert len(parts(load(profile, {}))) == 6


def test_the_front_door_opens_it() -> None:
    ended = oauthmail("guide", "examples/example.toml", "--lang", "sv")
    assert ended.returncode == 0 and "svc@contoso.com" in ended.stdout and ended.stderr == ""
    assert oauthmail("guide", "examples/none.toml").returncode == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "required"),
        (["none.toml"], "does not exist"),
        (["app.toml", "--lang", "de"], "invalid choice"),
        (["app.toml"], 'this profile says "client_credentials"'),
    ],
)
def test_usage(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    mapping = {**{key: FIVE[key] for key in list(FIVE)[:4]}, "flow": "client_credentials"}
    Path("app.toml").write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in mapping.items()))
    assert main(arguments, io.StringIO()) == 2 and said in capsys.readouterr().err


# Followed to the letter


@needs_bash
def test_following_it_gives_the_refresh_token_that_the_profile_asks_for(box: ThreadedBox, tmp_path: Path) -> None:
    settings = box.settings
    mapping: dict[str, object] = {
        "mailbox": settings.mailbox,
        "tenant": settings.tenant_id,
        "client_id": settings.client_id,
        "client_secret": "env:FAKE_CLIENT_SECRET",
        "refresh_token": f"file:{tmp_path}/svc.json#refresh_token",
        "cloud": "custom",
        "login_base": settings.authority.removesuffix(f"/{settings.tenant_id}"),
        "send": {"host": "localhost", "port": settings.smtp_port},
        "receive": {"host": "localhost", "port": settings.imap_port},
        "network": {"ca_bundle": settings.ca_file},
    }
    printed = lines(mapping)
    browser = Browser(box).open(login_url(printed))
    browser.press("Next", login=settings.mailbox).press("Sign in", passwd=password(box))
    landed = browser.landed or browser.press("Accept").landed
    assert "state=c3RhdGU" in landed
    pasted = [block for block in blocks(printed) if "CODE" in block or "CLIENT_SECRET" in block]
    assert [block.split()[0] for block in pasted] == ["read", "read", "umask"]
    # A person pastes line by line; here each `read` gets its line from a file.
    typed = {"read -rs ADDRESS": landed, "read -rs CLIENT_SECRET": settings.client_secret}
    script = "\n".join(pasted)
    for line, value in typed.items():
        answer = tmp_path / line.split()[-1]
        answer.write_text(value + "\n")
        script = script.replace(line, f"{line} < {answer}")
    ended = subprocess.run(
        ["bash"], input=script, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    kept = tmp_path / "svc.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    profile = build(mapping, "test", variables(settings))
    (ref,) = profile.secret_refs()["refresh_token"]
    assert ref.read("static", {}).reveal() == json.loads(kept.read_text())["refresh_token"]
