"""The commands as a user starts them, against the fakes in another process; a program stands for the person."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.harness import ROOT, module
from tests.live.profiles import write

EXAMPLE = "examples/loopback.toml"
COMMAND = (sys.executable, "-m", "oauthmail")

# What `BROWSER` starts: account and password in one form post, then the form that the page sends on.
PERSON = """
import html, os, re, ssl, sys, urllib.parse, urllib.request
parts = urllib.parse.urlsplit(sys.argv[1])
form = dict(urllib.parse.parse_qsl(parts.query))
form |= {"login": os.environ["FAKE_MAILBOX"], "passwd": os.environ["FAKE_PASSWORD"]}
trust = ssl.create_default_context(cafile=os.environ["FAKE_CA_FILE"])
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trust))
page = opener.open(parts._replace(query="").geturl(), urllib.parse.urlencode(form).encode()).read().decode()
action = html.unescape(re.search(r'action="(http:[^"]*)"', page)[1])
found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
fields = {html.unescape(name): html.unescape(value) for name, value in found}
opener.open(action, urllib.parse.urlencode(fields).encode()).read()
"""


def against_fakes(*arguments: str, faults: tuple[str, ...] = (), env: dict[str, str] | None = None) -> Any:
    """`python -m fakes run -- oauthmail ARGUMENTS`."""
    on = [word for fault in faults for word in ("--fault", fault)]
    return module("fakes", "run", *on, "--", *COMMAND, *arguments, cwd=ROOT, env={**os.environ, **(env or {})})


@pytest.fixture
def person(tmp_path: Path) -> dict[str, str]:
    script = tmp_path / "person.py"
    script.write_text(PERSON, encoding="utf-8")
    return {"BROWSER": f"{sys.executable} {script} %s"}


def test_a_dead_token_is_replaced_by_one_command(person: dict[str, str], tmp_path: Path) -> None:
    kept = tmp_path / "svc.json"
    ended = against_fakes("login", EXAMPLE, "--store", f"file:{kept}#refresh_token", env=person)
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout
    lines = ended.stdout.splitlines()
    assert lines[0].startswith("Sign in as svc-forms@contoso.example in the browser that opens.")
    assert lines[-1] == f"Verify:  oauthmail diagnose {EXAMPLE}"
    token = json.loads(kept.read_text())["refresh_token"]
    assert len(token) > 100
    assert token[:12] not in ended.stdout


def test_a_token_of_today_tells_the_old_one_from_all_the_rest(person: dict[str, str], tmp_path: Path) -> None:
    """J1: the profile's own token is dead, and everything else is good."""
    profile = write(tmp_path, {"refresh_token": "env:NOT_A_TOKEN"})
    dead = {**person, "NOT_A_TOKEN": "has a blank inside"}
    ended = against_fakes("diagnose", str(profile), env=dead)
    assert "settings.refresh_token" in ended.stdout and ended.returncode == 1, ended.stdout
    ended = against_fakes("diagnose", str(profile), "--login", env=dead)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    text = " ".join(ended.stdout.split())
    assert "Somebody signs in in the browser; the token stays in memory." in text
    assert f"Replace it: oauthmail login {profile} --copy" in text


def test_the_authorities_are_compared() -> None:
    """J4: from /common to a single tenant."""
    ended = against_fakes("matrix", EXAMPLE)
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout
    rows = {line.split()[0]: line.split()[1:] for line in ended.stdout.splitlines() if line.startswith("  ")}
    assert rows["authority"] == ["authorize", "token", "refresh"]
    assert rows["common"][0] == rows["organizations"][2] == "AADSTS50194"
    assert ["ok", "ok", "ok"] in rows.values()


def test_a_change_that_is_in_force_ends_the_watch_at_once() -> None:
    """J8: a value takes minutes."""
    ended = against_fakes("watch", EXAMPLE, "--for", "30m")
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout
    assert "accepted" in ended.stdout
    assert "It proves the value, not the application's lag" in " ".join(ended.stdout.split())
