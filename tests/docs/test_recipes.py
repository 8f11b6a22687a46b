"""docs/recipes.md is executed: its commands run, its tests pass, and what it quotes stands in the examples."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from fakes.run import variables
from fakes.thread import ThreadedBox
from tests.clients.clients import CLIENTS, JARS
from tests.harness import ROOT, SECONDS
from tests.node.test_node import MODULES

PAGE = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
BLOCKS = [(m[1], m[2]) for m in re.finditer(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)]
QUOTED = {"java": "examples/java/MailTest.java", "js": "examples/node/mail.test.cjs"}


def blocks(kind: str) -> list[str]:
    return [text for language, text in BLOCKS if language == kind]


def with_free_ports(script: str) -> str:
    """The script with other port numbers: those it names may be taken here."""
    for number in sorted(set(re.findall(r"\b\d{4}\b", script))):
        with socket.create_server(("127.0.0.1", 0)) as held:
            script = script.replace(number, str(held.getsockname()[1]))
    return script


def missing(script: str) -> str:
    if "java " in script:
        return CLIENTS["JavaMail"].missing("")
    if "npm " in script:
        return CLIENTS["nodemailer"].missing(MODULES) or ("" if shutil.which("npm") else "npm is not installed")
    return "" if shutil.which("curl") else "curl is not installed"


def need(script: str) -> None:
    """Skip, or fail in CI, where a program is not installed."""
    if lacking := missing(script):
        if os.environ.get("CI") == "true":
            pytest.fail(lacking)
        pytest.skip(lacking)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with `oauthmail` on the path, as it is once installed."""
    script = tmp_path / "bin" / "oauthmail"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m oauthmail "$@"\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(script.parent), prepend=os.pathsep)
    monkeypatch.setenv("PYTHONPATH", str(ROOT), prepend=os.pathsep)
    monkeypatch.setenv("NODE_PATH", MODULES)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def sh(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", "-ec", script], cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)


@pytest.mark.parametrize("script", blocks("sh"), ids=["control", "java", "node", "ports"])
def test_the_commands_succeed(script: str, run: Path) -> None:
    need(script)
    ended = sh(with_free_ports(script) if "--port" in script else script)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "java " not in script or ended.stdout.count("\n") == ended.stdout.count("ok      ") == 3
    assert "npm " not in script or "pass 3" in ended.stdout


def test_the_tests_with_the_fixture_pass(run: Path) -> None:
    (text,) = blocks("python")
    (run / "test_mail.py").write_text(text, encoding="utf-8")
    ended = sh(
        f"cd {shlex.quote(str(run))} && {shlex.quote(sys.executable)} -m pytest -q -p oauthmail.pytest_plugin "
        "-p no:cacheprovider"
    )
    assert ended.returncode == 0 and "3 passed" in ended.stdout, ended.stdout + ended.stderr


@pytest.mark.parametrize("kind", QUOTED)
def test_what_is_quoted_stands_in_the_example(kind: str) -> None:
    source = (ROOT / QUOTED[kind]).read_text(encoding="utf-8")
    for text in blocks(kind):
        assert text in source


def test_every_block_is_of_a_kind_that_is_executed() -> None:
    assert {language for language, _ in BLOCKS} == {"sh", "python", *QUOTED}


def test_every_variable_and_nothing_else_is_named(box: ThreadedBox, tmp_path: Path) -> None:
    named = set(re.findall(r"\bFAKE_[A-Z0-9_]+[A-Z0-9]\b", PAGE))
    assert named == {name for name in variables(box.settings, tmp_path) if name.startswith("FAKE_")}


def test_files_that_are_named_exist() -> None:
    assert all(f"{jar}" in PAGE for jar in JARS)
    links = [(ROOT / "docs" / target).resolve() for target in re.findall(r"\]\(([^)]+)\)", PAGE)]
    names = [ROOT / name for name in re.findall(r"`((?:tests|examples)/[\w/.-]*)`", PAGE)]
    assert links and names and all(path.exists() for path in links + names)


def test_the_example_fails_when_its_mailer_is_wrong(run: Path) -> None:
    """A test that cannot fail proves nothing: the same with a mail module that sends nothing."""
    need("npm ")
    folder = run / "node"
    shutil.copytree(ROOT / "examples" / "node", folder)
    module = folder / "mailer.cjs"
    module.write_text(module.read_text().replace("{ send: (", "{ send: async () => {}, really: ("))
    ended = sh(f"cd {shlex.quote(str(folder))} && oauthmail run -- npm test")
    assert ended.returncode != 0 and "fail 3" in ended.stdout
