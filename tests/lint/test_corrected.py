"""The corrected version has nothing wrong in it, and a shell, curl and the fake tenant take it as it is printed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.lint import write
from checks.lint.mend import corrected
from checks.lint.recognise import recognise
from fakes.tenant.model import Secret
from fakes.thread import ThreadedBox
from tests.fakes.person import Browser, change, password
from tests.fakes.test_seed_reader import COMMAND as SEED_COMMAND
from tests.fakes.test_seed_reader import COMMON_URL, LATER_COMMAND, NATIVE, SINGLE_URL, filled, landings, port

from .good import APP_ONLY, AUTHORIZE, COMMAND, GUID, NOW, REDIRECT, SCOPES, TENANT, found
from .test_rules import DEFECTS, WRITTEN_OUT

BASH = shutil.which("bash")
needs_bash = pytest.mark.skipif(BASH is None or shutil.which("curl") is None, reason="no bash or no curl")
TAKE = write.TAKE_THE_CODE[1]
HOSTILE = "$(touch pwned)`touch pwned`'\"; touch pwned #&|<>\\"
BROKEN = [
    *(good.replace(old, new) for _, good, old, new in DEFECTS),
    *(COMMAND.replace('--data-urlencode client_secret@<(printf %s "$CLIENT_SECRET")', new) for _, new in WRITTEN_OUT),
    *(AUTHORIZE, COMMAND, APP_ONLY, REDIRECT, SCOPES, COMMON_URL, SINGLE_URL, SEED_COMMAND, LATER_COMMAND),
]


def mended(text: str) -> str | None:
    artefact = recognise(text, NOW)
    assert artefact is not None
    instead = corrected(artefact, "c3RhdGU")
    return "\n".join(instead.lines) if instead else None


@pytest.mark.parametrize("text", BROKEN)
def test_the_corrected_version_is_right(text: str) -> None:
    again = mended(text)
    if again is None:
        kind = recognise(text, NOW)
        assert kind is not None and kind.kind in ("claims", "token-answer", "redirect-url")
        return
    open_ = "authorize" in again.partition("?")[0] and "=$" in again.replace("/$TENANT/", "=$")
    assert found(again) == (["placeholder-left"] if open_ else [])


@pytest.mark.parametrize("text", [AUTHORIZE, COMMAND, APP_ONLY, SCOPES])
def test_correcting_what_is_corrected_changes_nothing(text: str) -> None:
    assert mended(mended(text) or "") == mended(text)


def test_values_that_are_no_credential_are_kept() -> None:
    again = mended(SEED_COMMAND.replace("[client-id]", GUID).replace("/common/", f"/{TENANT}/")) or ""
    assert f"client_id={GUID}" in again and f"/{TENANT}/" in again and "POP.AccessAsUser.All" in again
    url = mended(COMMON_URL.replace("[clientid]", f"[{GUID}]").replace("[redirect_uri]", NATIVE)) or ""
    fields = parse_qs(urlsplit(url).query)
    assert fields["client_id"] == [GUID] and fields["redirect_uri"] == [NATIVE] and fields["state"] == ["c3RhdGU"]


def bash(folder: Path, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    surroundings = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8", **variables}
    return subprocess.run(
        [str(BASH)], input=script, cwd=folder, capture_output=True, text=True, env=surroundings, timeout=30, check=False
    )


def code_from(box: ThreadedBox, url: str) -> str:
    """Sign in at a URL of the box; the address that the browser ended at."""
    browser = Browser(box).open(url)
    browser.press("Next", login=box.settings.mailbox).press("Sign in", passwd=password(box))
    landed = browser.landed or browser.press("Accept").landed
    assert "code=" in landed, browser.page.alert
    return landed


@needs_bash
@pytest.mark.parametrize("secret", ["S3CRET~plain.value", "a+b&c%41d =e$HOME'\"`", "ö/ä?#[x]"])
@pytest.mark.parametrize("wrong", [SEED_COMMAND, LATER_COMMAND])
def test_the_documents_own_steps_corrected_give_a_refresh_token(
    box: ThreadedBox, tmp_path: Path, wrong: str, secret: str
) -> None:
    """URL and command of the document, filled in, mended, and pasted: for a secret that a form would change as well."""
    change(box, secrets=[Secret(secret, box.ask(lambda t: t.clock.now()), 86400.0)])

    def here(text: str) -> str:
        common = "https://login.microsoftonline.com/common/oauth2/v2"
        return text.replace(common, f"https://localhost:{port(box)}/{box.settings.tenant_id}/oauth2/v2")

    url = mended(here(filled(box, COMMON_URL)))
    assert url is not None
    landed = code_from(box, url)
    command = mended(here(filled(box, wrong, secret="S3CRET", code="1.ACODE")))
    assert command is not None and "S3CRET" not in command and "1.ACODE" not in command
    ended = bash(
        tmp_path,
        f"{TAKE}\n{command}\n",
        ADDRESS=landed,
        CLIENT_SECRET=secret,
        CURL_CA_BUNDLE=box.settings.ca_file,
    )
    answer = json.loads(ended.stdout)
    assert answer.get("refresh_token") and "SMTP.Send" in answer["scope"], (answer, ended.stderr)
    assert ended.stderr == ""


@needs_bash
def test_client_credentials_corrected(box: ThreadedBox, tmp_path: Path) -> None:
    wrong = (
        f"curl -d “client_id={box.settings.client_id}&scope=SMTP.Send&client_secret=S3CRET&grant_type="
        f"client_credentials” {box.settings.token_url}"
    )
    command = mended(wrong)
    assert command is not None
    ended = bash(tmp_path, command, CLIENT_SECRET=box.settings.client_secret, CURL_CA_BUNDLE=box.settings.ca_file)
    assert json.loads(ended.stdout)["token_type"] == "Bearer"


@needs_bash
def test_a_refresh_token_corrected(box: ThreadedBox, tmp_path: Path) -> None:
    wrong = COMMAND.replace("authorization_code", "refresh_token").replace("--data @<(printf 'code=%s' \"$CODE\")", "")
    wrong = wrong.replace(GUID, box.settings.client_id).replace(
        f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token", box.settings.token_url
    )
    command = mended(wrong.replace("offline_access", ""))
    assert command is not None
    ended = bash(
        tmp_path,
        command,
        CLIENT_SECRET=box.settings.client_secret,
        REFRESH_TOKEN=box.settings.refresh_token,
        CURL_CA_BUNDLE=box.settings.ca_file,
    )
    assert "refresh_token" in json.loads(ended.stdout)


@needs_bash
def test_the_code_is_taken_out_of_every_shape_of_redirect(box: ThreadedBox, tmp_path: Path) -> None:
    change(box, audience="AzureADandPersonalMicrosoftAccount")
    shapes = landings(box)
    shapes["error_code first"] = shapes["with state"].replace("?code=", "?error_code=1&code=")
    for shape, address in shapes.items():
        wanted = parse_qs(urlsplit(address.replace("#", "")).query).get("code", [""])[0]
        if wanted:
            taken = bash(tmp_path, f'{TAKE}; printf %s "$CODE"', ADDRESS=address).stdout
            assert taken == wanted, shape
    assert len(shapes) == 7


@needs_bash
@pytest.mark.parametrize(
    "old", [GUID, TENANT, "http://localhost", "login.microsoftonline.com", "authorization_code", "IMAP"]
)
def test_nothing_hostile_reaches_the_shell(tmp_path: Path, old: str) -> None:
    """What is pasted may come from anybody; the corrected command runs nothing of it."""
    command = mended(COMMAND.replace(old, old + HOSTILE.replace("'", ""))) or ""
    (tmp_path / "curl").write_text("#!/bin/sh\n")
    (tmp_path / "curl").chmod(0o755)
    bash(tmp_path, command, PATH=f"{tmp_path}:/usr/bin:/bin")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["curl"]
    assert "pwned" not in command


WORDS = [
    "$CLIENT_ID",
    "$TENANT",
    "$REDIRECT_URI",
    "$OTHER",
    "$",
    "'",
    '"',
    "`id`",
    "$(id)",
    " ",
    "\\",
    ";",
    "&",
    "ö",
    "/",
    "a=b",
]


@needs_bash
def test_a_word_of_bash_is_what_was_meant(tmp_path: Path) -> None:
    values = {"CLIENT_ID": "one two", "TENANT": "$(id)", "REDIRECT_URI": "http://localhost"}

    @given(st.lists(st.sampled_from(WORDS), max_size=8).map("".join))
    @settings(max_examples=40)
    def judge(text: str) -> None:
        meant = re.sub(r"\$(CLIENT_ID|TENANT|REDIRECT_URI)\b", lambda match: values[match[1]], text)
        assert bash(tmp_path, f"printf %s {write.shell(text)}", **values).stdout == meant

    judge()
