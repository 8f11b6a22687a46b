"""The verb itself: what it says to whom, its exit statuses, and the hidden prompt."""

from __future__ import annotations

import io
import os
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from checks.check import check, fail
from checks.config.view import SecretView
from checks.console import write_lines
from checks.lint import main, settings
from checks.lint.model import KINDS
from checks.lint.paste import MAX, PROMPT
from checks.lint.settings import checks
from tests.config.test_defects import DEFECTS as SETTINGS_DEFECTS
from tests.harness import ROOT, module, oauthmail
from tests.secrets.search import Canaries
from tests.suite.test_every_check_can_fail import declared

from .good import AUTHORIZE, CLAIMS, CODE, COMMAND, PROFILE, REDIRECT, SCOPES, SECRET, lint

RUN = [sys.executable, "-c", "import sys; from checks.lint import main; sys.exit(main(sys.argv[1:]))"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("authorize-url", AUTHORIZE),
        ("token-command", COMMAND),
        ("redirect-url", REDIRECT),
        ("scopes", SCOPES),
        ("profile", PROFILE),
    ],
)
def test_it_says_what_it_recognised(kind: str, text: str) -> None:
    status, output = lint(text)
    assert output.startswith(f"This is {KINDS[kind]}.\n") and output.endswith("GOOD     0 wrong, 0 warnings\n")
    assert status == 0


def test_each_finding_names_where_it_stands_and_the_page_is_narrow() -> None:
    status, output = lint(COMMAND.replace("SMTP.Send", "SMTP.Sends").replace("curl ", 'curl -k -H "ContentType x" '))
    assert status == 1
    for line in ("WRONG    insecure   [S61, RFC 8446]", "WRONG    header   [S54, E03]", "WRONG    3 wrong, 0 warnings"):
        assert line in output.splitlines()
    assert output.index("WRONG    header") < output.index("Corrected, for bash:") < output.index("\ncurl -sS ")
    prose = output.partition("Corrected")[0]
    assert max(map(len, prose.splitlines())) <= 100


def test_warnings_are_no_failure() -> None:
    status, output = lint(AUTHORIZE.replace("&state=Zm9vYmFy", ""))
    assert status == 0 and "WARNING  state-missing" in output and output.endswith("GOOD     0 wrong, 1 warning\n")


def test_a_code_is_counted_and_never_shown() -> None:
    status, output = lint(REDIRECT)
    assert status == 0 and f"authorization code of {len(CODE)} characters" in output and "$CODE" in output


def test_two_states_are_never_the_same() -> None:
    assert lint(AUTHORIZE)[1] != lint(AUTHORIZE)[1]


@pytest.mark.parametrize("text", ["", "  \n", "what is wrong with my mail?", "x" * (MAX + 1)])
def test_what_cannot_be_judged_is_usage(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, output = lint(text)
    said = capsys.readouterr().err
    assert (status, output) == (2, "") and said.startswith("lint: ") and said.count("\n") == 1


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    assert "Exit status: 0 nothing wrong, 1 something wrong, 2" in said


# A profile


def test_a_profile_is_judged_by_the_settings_checks() -> None:
    assert {str(meta["id"]) for _, meta in checks()} == {id for id in declared() if id.startswith("settings.")}


def test_a_command_in_a_comment_leaves_a_profile_a_profile() -> None:
    status, output = lint(f"# {COMMAND}\n{PROFILE}")
    assert status == 0 and output.startswith("This is a profile.")


def test_a_profile_gets_its_findings_with_statement_and_fix(tmp_path: Path) -> None:
    profile = tmp_path / "aem.toml"
    profile.write_text(PROFILE + '[send]\nwire = "plain"\n[app_registration]\nimplicit = {id_token = true}\n')
    out = io.StringIO()
    assert main([str(profile)], None, out) == 1
    assert "WRONG    settings.smtp_tls   [R02, S79]" in out.getvalue()
    assert "WARNING  settings.implicit_grant   [R17, S29, S30, E10]" in out.getvalue()
    assert "say wire = " in out.getvalue() and out.getvalue().endswith("WRONG    1 wrong, 1 warning\n")
    assert len(SETTINGS_DEFECTS) > 20


def test_a_profile_that_is_refused_is_a_finding(tmp_path: Path) -> None:
    profile = tmp_path / "aem.toml"
    profile.write_text(PROFILE.replace("env:MAIL_SECRET", SECRET))
    out = io.StringIO()
    assert main([str(profile)], None, out) == 1
    assert "WRONG    settings.read   [R31, R33, docs/profile.md]" in out.getvalue()
    assert Canaries({"secret": SECRET}).found(out.getvalue().encode()) == set()
    assert lint(PROFILE + "oops")[0] == 1


def test_a_file_may_hold_anything_that_may_be_pasted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "claims.json"
    file.write_text(CLAIMS)
    assert main([str(file)], None, io.StringIO()) == 1  # it ended long ago
    assert main([str(tmp_path / "none")], None, io.StringIO()) == 2
    assert main([str(tmp_path)], None, io.StringIO()) == 2
    assert "does not exist" in capsys.readouterr().err


def test_a_check_that_only_warns_this_time_is_a_warning() -> None:
    status, output = lint(PROFILE + '[product]\nedition = "lts"\n')
    assert status == 0 and "WARNING  settings.product_version   [R34, S01, S65]" in output


def test_what_a_check_says_is_searched_for_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    @check("settings.leaky", refs=["S14"])
    def leaky(secrets: SecretView) -> None:
        secret = secrets.get("client_secret")
        assert secret is not None
        fail(f"it is {secret.reveal()}")

    plain = "correct horse battery staple"  # looks like no secret, so only the knowledge of it hides it
    monkeypatch.setenv("MAIL_SECRET", plain)
    monkeypatch.setattr(
        settings, "checks", lambda: [(leaky, {"id": "settings.leaky", "refs": (), "severity": "FATAL"})]
    )
    status, output = lint(PROFILE)
    assert status == 1 and "settings.leaky" in output and Canaries({"it": plain}).found(output.encode()) == set()


# The process


def test_the_front_door_opens_it() -> None:
    ended = oauthmail("lint", stdin=COMMAND)
    assert (ended.returncode, ended.stderr) == (0, "") and ended.stdout.startswith("This is a token command")
    assert oauthmail("lint", stdin=COMMAND.replace("-sS", "-k")).returncode == 1
    assert module("checks", "lint", stdin="hello").returncode == 2


def test_a_console_gets_nothing_that_it_would_obey() -> None:
    console = io.StringIO()
    write_lines(console, ["\x1b[31mred\u202e ::error::x Åse…  "])
    assert console.getvalue() == "\\x1b[31mred\\x202e : :error::x Ase\\u2026\n"


def test_output_is_ascii_where_the_console_is() -> None:
    environ = {**os.environ, "PYTHONIOENCODING": "ascii"}
    ended = subprocess.run(
        RUN,
        cwd=ROOT,
        env=environ,
        input=COMMAND.replace('"', "”").encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1 and ended.stdout.isascii() and ended.stderr == b""


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no pseudo-terminals")
def test_at_a_terminal_nothing_that_is_pasted_is_shown() -> None:
    """Longer than the 4096 characters that a terminal takes as one line, and the terminal echoes again afterwards."""
    import termios

    master, slave = os.openpty()
    process = subprocess.Popen(RUN, cwd=ROOT, stdin=slave, stdout=subprocess.PIPE, stderr=slave)
    try:
        before = termios.tcgetattr(slave)
        shown = b""
        deadline = time.monotonic() + 30
        while PROMPT.encode() not in shown:
            assert select.select([master], [], [], deadline - time.monotonic())[0], shown
            shown += os.read(master, 4096)
        pasted = REDIRECT.replace(CODE, CODE * 60).encode() + b"\n"
        for at in range(0, len(pasted), 1000):
            os.write(master, pasted[at : at + 1000])
        os.write(master, b"\x04")
        output, _ = process.communicate(timeout=30)
        assert process.returncode == 0 and f"code of {60 * len(CODE)} characters".encode() in output
        while select.select([master], [], [], 0)[0]:
            shown += os.read(master, 4096)
        assert Canaries({"code": CODE}).found(shown + output) == set()
        assert termios.tcgetattr(slave)[3] == before[3] | termios.ECHO | termios.ICANON
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        os.close(master)
        os.close(slave)
