"""Signing in, however it ends: nothing that is written anywhere but the place that was named shows a secret."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fakes.thread import ThreadedBox
from tests.harness import ROOT, SECONDS
from tests.live.profiles import variables, write
from tests.secrets.conftest import issued
from tests.secrets.search import Canaries, tree

from .test_store import program

__all__ = ["issued"]
PERSON = f"{sys.executable} {Path(__file__).parent / 'person.py'} %s"
LOUD = ("-vv", "--showlocals", "--log-level=DEBUG", "-olog_cli=true", "-ojunit_logging=all")

# `python -m checks`, going wrong as WRONG says while it holds everything there is to hold.
WRAPPED = """
import os, signal, sys
sys.path.insert(0, sys.argv[1])
from checks import durable
from checks.probes import entra
from checks.__main__ import main

def spill(answer, *_):
    raise AssertionError(f"{answer} {vars(sys.modules['checks.probes.entra'])}")

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def interrupt(*_):
    raise KeyboardInterrupt

wrong = os.environ["WRONG"]
if wrong == "crash while redeeming":
    entra._well_formed = spill
elif wrong == "killed before it takes its place":
    os.replace = die
elif wrong == "stopped while redeeming":
    entra._well_formed = interrupt
sys.exit(main(sys.argv[2:]))
"""


class Run:
    """`login` in a process of its own; all that it writes goes below `written`, but the token itself."""

    def __init__(self, box: ThreadedBox, folder: Path) -> None:
        self._box, self.folder, self.written = box, folder, folder / "written"
        (self.written / "tmp").mkdir(parents=True)
        (folder / "kept").mkdir()
        (folder / "bin").mkdir()
        self.kept = folder / "kept" / "token"

    def __call__(self, *arguments: str, wrong: str = "", stdin: str = "") -> subprocess.CompletedProcess[bytes]:
        environ = {
            **{name: value for name, value in os.environ.items() if "DISPLAY" not in name},
            **variables(self._box.settings),
            "TMPDIR": str(self.written / "tmp"),
            "BROWSER": PERSON,
            "WRONG": wrong,
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
        }
        ended = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environ,
            input=stdin.encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        (self.written / "stdout").write_bytes(ended.stdout)
        (self.written / "stderr").write_bytes(ended.stderr)
        return ended

    def login(
        self, *options: str, wrong: str = "", stdin: str = "", **changes: str
    ) -> subprocess.CompletedProcess[bytes]:
        profile = write(self.folder, changes)
        return self("-c", WRAPPED, str(ROOT), "login", str(profile), *options, wrong=wrong, stdin=stdin)

    def assert_clean(self, issued: dict[str, str]) -> None:
        """Also of what the tenant made for this sign-in: codes, device codes, refresh tokens."""
        made = self._box.ask(lambda t: [*t.codes, *t.entra.devices, *t.grants])
        everything = {**issued, **{f"made {number}": secret for number, secret in enumerate(made)}}
        assert Canaries(everything).leaks(tree(self.written)) == {}


@pytest.fixture
def run(box: ThreadedBox, tmp_path: Path) -> Run:
    return Run(box, tmp_path)


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ("", 0, b"It is in file:"),
        ("crash while redeeming", 3, b"this is an error of oauthmail's own; nothing was kept"),
        ("stopped while redeeming", 130, b"Stopped."),
        ("killed before it takes its place", -signal.SIGKILL, b"Signed in as"),
    ],
    ids=["good", "crash", "stopped", "killed"],
)
def test_signing_in(run: Run, issued: dict[str, str], wrong: str, status: int, said: bytes) -> None:
    ended = run.login("--store", f"file:{run.kept}", wrong=wrong)
    assert ended.returncode == status, wrong or ended.stderr.decode()[-2000:]
    assert said in ended.stdout + ended.stderr
    assert run.kept.exists() == (status == 0)
    run.assert_clean(issued)
    if "crash" in wrong:
        assert b"AssertionError" in ended.stderr
    left = [path for path in run.kept.parent.iterdir() if path != run.kept]
    assert bool(left) == ("killed" in wrong)
    assert all(path.stat().st_mode & 0o077 == 0 for path in left)
    if left:
        assert run.login("--store", f"file:{run.kept}").returncode == 0
        assert [*run.kept.parent.iterdir()] == [run.kept]


def test_a_clipboard_that_fails_after_all(run: Run, issued: dict[str, str]) -> None:
    program(run.folder / "bin", "pbcopy", "grep -q 'takes this place'")
    ended = run.login("--copy")
    assert ended.returncode == 1, ended.stderr
    assert b"NOT COPIED: " in ended.stdout
    run.assert_clean(issued)


@pytest.mark.parametrize(
    ("fault", "changes", "cause"),
    [
        ("", {"client_secret": "env:FAKE_PASSWORD"}, b"client-secret-wrong"),
        ("code-expired", {}, b"authorization-code-expired"),
    ],
    ids=["of the application", "of the code"],
)
def test_a_refusal(
    box: ThreadedBox, run: Run, issued: dict[str, str], fault: str, changes: dict[str, str], cause: bytes
) -> None:
    box.faults(*([fault] if fault else []))
    ended = run.login("--store", f"file:{run.kept}", **changes)
    assert ended.returncode == 1
    assert b"ROOT CAUSE   " + cause in ended.stdout
    run.assert_clean(issued)


def test_what_was_pasted(run: Run, issued: dict[str, str]) -> None:
    code = "1.A" + "PastedCode" * 30
    for pasted, status in ((f"https://localhost/?code={code}&state=another", 2), (code, 1)):
        ended = run.login("--paste", "--store", f"file:{run.kept}", stdin=pasted)
        assert ended.returncode == status, ended.stderr
        run.assert_clean({**issued, "code": code})


@pytest.mark.parametrize("leak", ["", "check", "probe"])
def test_a_run_of_the_ladder_with_a_sign_in(run: Run, issued: dict[str, str], leak: str) -> None:
    """`-vv --showlocals`, and with a crash in the middle."""
    profile, written = write(run.folder, {}), run.written
    os.environ["LEAK"] = leak
    try:
        ended = run(
            *("-m", "oauthmail", "diagnose", str(profile), "--login", *LOUD),
            *(f"--junitxml={written}/junit.xml", f"--report={written}/report.json", f"--log-file={written}/log"),
            f"-ocache_dir={written}/cache",
            *(["-ptests.secrets.leaky"] if leak else []),
        )
    finally:
        del os.environ["LEAK"]
    assert ended.returncode == (3 if leak else 0), leak or ended.stdout.decode()[-3000:]
    assert b"Sign in as" in ended.stdout
    run.assert_clean(issued)
