"""docs/profile.md puts secrets in their places: the examples for bash are run, and read back by oauthmail."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from checks.config.references import KINDS, parse
from tests.harness import ROOT, SECONDS

PAGE = (ROOT / "docs" / "profile.md").read_text(encoding="utf-8")
CANARY = "8Q~Canary.Secret_of-the.page~0123456789"

READ = """
import os, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from checks.config.references import parse
secret = parse(sys.argv[2], Path.cwd(), "").read("live", os.environ)
assert secret.reveal() == sys.argv[3], secret
assert not (secret.stripped_mark or secret.stripped_newline or secret.open_to_others), secret
"""

# `pass` as far as the example goes: it asks twice and keeps the answer.
PASS = """#!/bin/bash
if [ "$1" = insert ]; then read -r once; (umask 077 && printf %s "$once" > kept); else cat kept; fi
"""

# A keyring without a desktop.
KEYRING = """
from pathlib import Path
from keyring.backend import KeyringBackend

class Kept(KeyringBackend):
    priority = 9
    def set_password(self, service, username, password):
        Path(f"{service}-{username}").write_text(password)
    def get_password(self, service, username):
        return Path(f"{service}-{username}").read_text()
"""


def examples(shell: str) -> dict[str, str]:
    """The commands by the reference that they make good."""
    (block,) = re.findall(rf"^```{shell}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    found = re.findall(r"^# (\S.*)\n((?:[^#\n].*\n)+)", block, re.MULTILINE)
    assert len(found) == block.count("\n# ") + 1
    return dict(found)


BASH = examples("bash")


def test_every_kind_but_the_prompt_has_an_example_in_both_shells() -> None:
    for shell in ("bash", "powershell"):
        refs = examples(shell)
        assert all(parse(ref, Path(), "") for ref in refs)
        assert {ref.partition(":")[0] for ref in refs} == set(KINDS) - {"prompt"}
        assert any("#" in ref for ref in refs)


@pytest.mark.parametrize("ref", BASH)
def test_what_bash_writes_is_what_is_read(tmp_path: Path, ref: str) -> None:
    (tmp_path / "stub.py").write_text(KEYRING)
    (tmp_path / "pass").write_text(PASS)
    (tmp_path / "pass").chmod(0o755)
    environ = {
        **os.environ,
        "PATH": f"{tmp_path}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(tmp_path),
        "PYTHON_KEYRING_BACKEND": "stub.Kept",
    }
    script = f'umask 022\n{BASH[ref]}\nexec "$0" -c "$READ" "$ROOT" "$REF" "$CANARY"'
    given = {"READ": READ, "ROOT": str(ROOT), "REF": ref, "CANARY": CANARY}
    ended = subprocess.run(
        ["bash", "-euc", script, sys.executable],
        cwd=tmp_path,
        env={**environ, **given},
        input=f"{CANARY}\n",
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert CANARY not in ended.stdout + ended.stderr


def test_powershell_examples_have_the_shape_that_works() -> None:
    """No PowerShell is here to run them."""
    for ref, text in examples("powershell").items():
        assert ">" not in text, f"{ref}: > writes UTF-16 in Windows PowerShell"
        assert text.count("(") == text.count(")")
        assert text.count("'") % 2 == text.count('"') % 2 == 0
        if "Set-Content" in text:
            assert "-Encoding ascii" in text
            assert ("-NoNewline" in text) == ("#" not in ref), f"{ref}: a line break would be part of it"
        if "Read-Host" in text:
            assert "-AsSecureString" in text
