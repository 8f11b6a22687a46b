"""Every block of the README is executed: commands are run and their output compared, files are read, tests are run."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from checks.config.read import load
from tests.harness import ROOT, SECONDS

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = [(m[1], m[2]) for m in re.finditer(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)]

# What differs from run to run.
_VARIABLE = (
    (r"\d{4}-\d\d-\d\d \d\d:\d\d [+-]\d{4}", "DATE"),
    (r"\d+\.\d s\b", "SECONDS"),
    (r"port \d+", "port N"),
    (r"\d+ min left", "N min left"),
    (r"oauthmail \d+\.\d+\.\d+", "oauthmail VERSION"),
    (r"\s+", " "),
)


def blocks(kind: str) -> list[str]:
    return [text for language, text in BLOCKS if language == kind]


def plain(text: str) -> str:
    for pattern, stands in _VARIABLE:
        text = re.sub(pattern, stands, text)
    return text.strip()


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with `oauthmail` and `python` on the path, as they are once installed."""
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    for name, arguments in (("oauthmail", "-m oauthmail"), ("python", ""), ("pytest", "-m pytest")):
        script = bin_folder / name
        script.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {arguments} "$@"\n')
        script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{bin_folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT), prepend=os.pathsep)
    return tmp_path


def run(command: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", "-c", command], cwd=cwd, capture_output=True, text=True, timeout=SECONDS, check=False)


def console() -> list[tuple[str, str]]:
    """Each `$ command` with the output shown for it."""
    found: list[tuple[str, str]] = []
    for text in blocks("console"):
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


@pytest.mark.parametrize(("command", "output"), console(), ids=[c[:50] for c, _ in console()])
def test_a_command_prints_what_is_shown(command: str, output: str, shell: Path) -> None:
    if "curl" in command and shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    ended = run(command)
    assert "Traceback" not in ended.stderr
    printed = plain(ended.stdout)
    at = 0
    for piece in (plain(p) for p in re.split(r"^\.\.\.$", output, flags=re.MULTILINE)):
        found = printed.find(piece, at)
        assert found >= 0, f"not printed by {command!r}:\n{piece}\n\nbut:\n{ended.stdout}{ended.stderr}"
        at = found + len(piece)
    first = plain(output.splitlines()[0])
    assert printed.startswith(first)


def test_the_five_lines_are_a_profile(tmp_path: Path) -> None:
    (text,) = blocks("toml")
    profile = tmp_path / "aem.toml"
    profile.write_text(text, encoding="utf-8")
    assert len(tomllib.loads(text)) == 5
    assert load(profile, {}).mailbox.xoauth2_user == "svc@contoso.com"


def test_the_live_command_diagnoses_a_tenant_over_the_network(shell: Path) -> None:
    shutil.copy(ROOT / "examples" / "loopback.toml", shell / "aem.toml")
    commands = [line for text in blocks("sh") for line in text.splitlines() if line.startswith("oauthmail ")]
    assert commands == ["oauthmail diagnose aem.toml"]
    ended = run(f"oauthmail run -- {commands[0]}", cwd=shell)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "   LIVE   " in ended.stdout
    in_a_checkout = re.findall(r"`(pytest --live --profile=aem\.toml)`", README)[0]
    ended = run(f"oauthmail run -- {in_a_checkout.replace('aem.toml', str(shell / 'aem.toml'))}")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "   LIVE   " in ended.stdout


def test_the_tests_with_the_fixture_pass_in_a_project_of_ones_own(shell: Path) -> None:
    (text,) = blocks("python")
    project = shell / "project"
    project.mkdir()
    (project / "test_mail.py").write_text(text, encoding="utf-8")
    ended = run("python -m pytest -q -p oauthmail.pytest_plugin -p no:cacheprovider", cwd=project)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "2 passed" in ended.stdout


def recipe(kind: str) -> list[str]:
    """The commands of a CI recipe, the installation left to tests/packaging."""
    text = next(text for text in blocks("yaml") if kind in text)
    commands = re.findall(r"^\s+- (?:run: )?((?:python|oauthmail) .*)$", text, re.MULTILINE)
    assert commands[0] == "python -m pip install wheels/oauthmail-*.whl"
    return commands[1:]


@pytest.mark.parametrize("kind", ["runs-on", "script:"])
def test_the_commands_of_the_ci_recipes_work(kind: str, shell: Path) -> None:
    (text,) = blocks("toml")
    project = shell / "project"
    (project / "tests").mkdir(parents=True)
    (project / "mail.toml").write_text(text, encoding="utf-8")
    (project / "tests" / "test_own.py").write_text(
        "import os\n\ndef test_own():\n    assert os.environ['FAKE_MAILBOX']\n"
    )
    commands = recipe(kind)
    assert len(commands) == 2
    for command in commands:
        ended = run(command, cwd=project)
        assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_set_up_and_test_commands_are_what_ci_runs() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for text in blocks("sh"):
        for line in text.splitlines():
            if "tox" in line:
                environment = line.rpartition(" -e ")[2]
                assert re.search(rf"tox\b.* -e \S*\b{environment}\b", script), f".ci/run does not run {line}"


def test_every_block_is_of_a_kind_that_is_executed() -> None:
    assert {language for language, _ in BLOCKS} == {"sh", "console", "toml", "python", "yaml"}


def test_links_lead_to_files_and_headings_that_exist() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", README):
        if target.startswith("#"):
            assert re.search(rf"^## {target[1:].replace('-', ' ')}$", README, re.MULTILINE | re.IGNORECASE), target
        else:
            assert (ROOT / target).exists(), target
