"""Bad input gets one clear sentence, the right exit status, no traceback, and contacts nobody."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from oauthmail.verbs import VERBS
from tests.harness import ROOT, module, oauthmail

FIVE = """mailbox = "svc@contoso.com"
tenant = "contoso.com"
client_id = "00001111-aaaa-2222-bbbb-3333cccc4444"
client_secret = "env:MAIL_SECRET"
refresh_token = "env:MAIL_TOKEN"
"""

# What is wrong, the arguments of `oauthmail`, the exit status, words of the sentence.
REFUSED = {
    "fault unknown": (["diagnose", "--fault", "refresh-token-expird"], 4, "did you mean 'refresh-token-expired'?"),
    "fault on a wrong listener": (["diagnose", "--fault", "imap-throttled@smtp"], 4, "it acts on imap"),
    "fault not a spec": (["diagnose", "--fault", "x y"], 4, "'x y' is not a fault"),
    "fault zero times": (["diagnose", "--fault", "imap-throttled*0"], 4, "no time at all"),
    "fault with a profile": (["diagnose", "{profile}", "--fault", "imap-throttled"], 4, "--fault"),
    "fault with settings": (["check", "{profile}", "--fault", "imap-throttled"], 4, "--fault"),
    "stage unknown": (["diagnose", "--only", "smpt"], 4, "did you mean 'smtp'?"),
    "send-to without live": (["diagnose", "--send-to", "a@b.example"], 4, "--send-to sends a real message"),
    "profile as pytest has it": (["diagnose", "--profile", "{profile}"], 4, "env:MAIL_SECRET is not set"),
    "send-to not an address": (["diagnose", "{profile}", "--send-to", "a b@c"], 4, "is not an address"),
    "message without send-to": (["diagnose", "{profile}", "--only", "message"], 4, "add --send-to ADDRESS"),
    "report format": (["diagnose", "--report", "out.html"], 4, "must be one of .json, .md"),
    "report folder": (["diagnose", "--report", "/nowhere/at/all/out.json"], 4, "there is no folder"),
    "profile missing": (["diagnose", "nothere.toml"], 4, "nothere.toml: does not exist"),
    "profile missing, check": (["check", "nothere.toml"], 4, "nothere.toml: does not exist"),
    "two profiles": (["diagnose", "a.toml", "b.toml"], 4, "one profile"),
    "no address": (["diagnose", "svc@contoso"], 4, "neither a profile nor an address"),
    "check of another stage": (["check", "{profile}", "--only", "smtp"], 4, "only the settings are judged"),
    "check without profile": (["check"], 4, "one profile"),
    "secret not set": (["diagnose", "{profile}"], 4, "client_secret: env:MAIL_SECRET is not set"),
    "unknown verb": (["dance"], 2, "unknown command 'dance'"),
    "mistyped verb": (["diagnos"], 2, "did you mean 'diagnose'?"),
    "no verb": (["mine.toml"], 2, "did you mean: oauthmail diagnose mine.toml"),
    "run without --": (["run", "ls"], 2, "write: run [options] -- COMMAND"),
    "guide in no language": (["guide", "{profile}", "--lang", "xx"], 2, "guide: argument --lang: invalid choice: 'xx'"),
    "diff of one": (["diff", "{profile}"], 2, "diff: the following arguments are required: B.toml"),
    "show of none": (["show"], 2, "show: the following arguments are required: PROFILE"),
    "explain with an option": (["explain", "--lst"], 2, "explain: unrecognized arguments: --lst"),
    "unknown option": (["diagnose", "--lvie"], 4, "ERROR: unrecognized arguments: --lvie"),
    "junit below a file": (["diagnose", "--junitxml", "{profile}/out.xml"], 4, "/out.xml: cannot be written ("),
    "junit in no place": (["check", "{profile}", "--junitxml=/proc/out.xml"], 4, "/proc/out.xml: cannot be written ("),
    "option without its value": (["diagnose", "--only"], 4, "ERROR: argument --only: expected one argument"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_in_one_sentence(what: str, tmp_path: Path) -> None:
    arguments, status, words = REFUSED[what]
    profile = tmp_path / "profile.toml"
    profile.write_text(FIVE, encoding="utf-8")
    ended = oauthmail(*(a.format(profile=profile) for a in arguments), cwd=ROOT)
    assert ended.returncode == status, ended.stdout + ended.stderr
    assert words in ended.stderr
    assert "inifile" not in ended.stderr
    assert "usage: " not in ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr
    assert "INTERNALERROR" not in ended.stdout + ended.stderr
    said = [line for line in ended.stderr.splitlines() if line.strip() and not line.startswith(("  ", "pytest.main"))]
    assert len(said) <= 2, ended.stderr


def test_live_without_a_profile_shows_the_five_lines() -> None:
    ended = oauthmail("diagnose", "--live")
    assert ended.returncode == 4
    assert 'refresh_token = "' in ended.stderr
    assert ended.stderr.count(" = ") == 5


def test_the_variable_names_the_profile_for_live_and_check_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = tmp_path / "mine.toml"
    profile.write_text(FIVE, encoding="utf-8")
    monkeypatch.setenv("OAUTHMAIL_PROFILE", str(profile))
    live = oauthmail("diagnose", "--live")
    assert (live.returncode, "mine.toml: client_secret" in live.stderr) == (4, True)
    assert "your tenant was not contacted" in oauthmail("check").stdout
    assert "EMBEDDED TENANT" in oauthmail("diagnose", "-q").stdout


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('mailbx = "x"', "mailbox"),
        ('client_secret = "s3cr3t-Inline-Value-1234567890"', "client_secret"),
        ("mailbox = 5", "mailbox"),
        ('cloud = "moon"', "cloud"),
        ("= 5", "line"),
    ],
)
def test_a_malformed_profile_names_file_and_key(tmp_path: Path, line: str, words: str) -> None:
    key = line.partition(" ")[0]
    kept = "".join(text for text in FIVE.splitlines(keepends=True) if not text.startswith(f"{key} "))
    profile = tmp_path / "bad.toml"
    profile.write_text(f"{line}\n{kept}", encoding="utf-8")
    for verb in ("check", "diagnose"):
        ended = oauthmail(verb, str(profile))
        assert ended.returncode == 4
        assert "bad.toml" in ended.stderr
        assert words in ended.stderr
        assert "s3cr3t" not in ended.stderr + ended.stdout


def test_no_argument_and_help_show_the_verbs_quickly() -> None:
    for arguments in ([], ["--help"]):
        ended = oauthmail(*arguments)
        assert ended.returncode == 0
        for verb in ("diagnose", "check", "explain", "serve", "run", "faults"):
            assert f"oauthmail {verb}" in ended.stdout


def test_checks_and_faults_can_be_listed() -> None:
    checks = oauthmail("diagnose", "--list-checks")
    assert checks.returncode == 0
    assert "smtp.auth" in checks.stdout
    assert "EMBEDDED" not in checks.stdout
    faults = oauthmail("diagnose", "--list-faults")
    assert faults.returncode == 0
    assert "refresh-token-expired" in faults.stdout
    assert faults.stdout == oauthmail("faults").stdout == module("fakes", "faults").stdout


def test_help_of_each_verb_is_its_own() -> None:
    for verb in ("diagnose", "check", "explain", "serve", "run", "faults"):
        ended = oauthmail(verb, "--help")
        assert ended.returncode == 0, verb
        assert "usage:" in ended.stdout
        assert ended.stderr == ""
    assert "--fault" in oauthmail("diagnose", "--help").stdout
    assert "--fault" not in oauthmail("check", "--help").stdout


def test_check_says_which_values_it_could_not_judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = tmp_path / "mine.toml"
    profile.write_text(FIVE, encoding="utf-8")
    monkeypatch.setenv("MAIL_TOKEN", "1.A" + "bCd3" * 200)
    ended = oauthmail("check", str(profile))
    assert ended.returncode == 0
    assert "client_secret: env:MAIL_SECRET is not set: its value was not judged." in ended.stdout
    assert "refresh_token: " not in ended.stdout


def test_a_fault_that_nothing_reaches_is_said_not_to_have_acted() -> None:
    ended = oauthmail("diagnose", "--fault", "code-redeemed", "--fault", "token-lifetime-short")
    assert ended.returncode == 0
    assert "fault code-redeemed did not act" in ended.stdout
    assert "fault token-lifetime-short did not act" not in ended.stdout


def test_a_warning_that_fails_the_run_says_so() -> None:
    ended = oauthmail("diagnose", "--fault", "token-lifetime-short", "--fail-on-warning")
    assert ended.returncode == 1
    assert ended.stdout.splitlines()[-1].endswith("(--fail-on-warning: warnings count)")


def test_quiet_names_the_cause() -> None:
    ended = oauthmail("diagnose", "--fault", "imap-throttled", "-q")
    assert ended.stdout.rstrip().endswith("imap-throttled")


def test_what_token_and_refusal_show_together_is_said_together() -> None:
    ended = oauthmail("diagnose", "--fault", "token-of-another-user")
    assert "certain: token and refusal agree" in ended.stdout
    said = ended.stdout.partition("  Said ")[2].partition("  Means ")[0]
    assert "535 5.7.3" in said
    assert "the token belongs to adele@contoso.example" in " ".join(said.split())


@pytest.mark.parametrize("way", [">&-", ">/dev/full", "| true"])
def test_who_does_not_listen_changes_no_exit_status(way: str, tmp_path: Path) -> None:
    report = tmp_path / "out.json"
    command = f"{shlex.quote(sys.executable)} -m oauthmail diagnose --only settings --report {report} {way}"
    ended = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert json.loads(report.read_text(encoding="utf-8"))["exit"] == 0


@pytest.mark.parametrize("verb", ["show examples/aem-forms.toml", "init zabbix", "faults", "explain --list", "help"])
def test_a_full_disk_is_one_sentence(verb: str) -> None:
    ended = shell(f"{verb} >/dev/full")
    assert (ended.returncode, ended.stderr) == (3, "oauthmail: the output cannot be written: No space left on device\n")


@pytest.mark.parametrize(
    ("verb", "status", "said"),
    [("explain", 1, ""), ("lint", 2, "lint: nothing was pasted.\n"), ("run -- true", 0, "")],
)
def test_a_closed_standard_input_is_an_empty_one(verb: str, status: int, said: str) -> None:
    ended = shell(f"{verb} <&-")
    assert (ended.returncode, ended.stderr) == (status, said)


def shell(words: str) -> subprocess.CompletedProcess[str]:
    """The command with a redirection of bash."""
    command = f"{shlex.quote(sys.executable)} -m oauthmail {words}"
    return subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, check=False, text=True)


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_each_verb_tells_its_exit_statuses(verb: str) -> None:
    """As the help page promises."""
    ended = oauthmail(verb, "--help")
    assert ended.returncode == 0
    assert "Exit status: 0 " in " ".join(ended.stdout.split())


def test_an_interrupt_before_anything_has_begun_prints_no_trace(tmp_path: Path) -> None:
    """The first import is where it comes."""
    (tmp_path / "pytest.py").write_text("raise KeyboardInterrupt\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}
    ended = oauthmail("diagnose", cwd=tmp_path, env=environment)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "")
