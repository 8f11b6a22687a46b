"""Whatever a client prints, nothing that a judging run writes holds twelve characters of a secret."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness import ROOT, SECONDS
from tests.secrets.search import Canaries, tree

LOUD = ("-vv", "--showlocals", "--log-level=DEBUG", "-olog_cli=true", "-ojunit_logging=all", "-ocache_dir={0}/cache")
CAN = {
    "name": "loud",
    "actions": ["send"],
    "grants": ["refresh_token"],
    "tls": ["starttls"],
    "mechanisms": ["XOAUTH2"],
}
CLIENT = """
import base64, json, sys
if "--capabilities" in sys.argv:
    print({said!r})
    sys.exit()
for line in sys.stdin:
    oauth = json.loads(line)["oauth"]
    with open({note!r}, "a") as file:
        file.write(json.dumps(oauth) + "\\n")
    text = " ".join(oauth.values())
    print(text, base64.b64encode(text.encode()).decode(), flush=True)
    print(text, file=sys.stderr, flush=True)
sys.exit(1)
"""


@pytest.mark.parametrize("session", [False, True])
def test_a_client_that_prints_everything(session: bool, tmp_path: Path) -> None:
    written, note = tmp_path / "written", tmp_path / "note"
    written.mkdir()
    client = tmp_path / "client.py"
    client.write_text(CLIENT.format(said=json.dumps({**CAN, "session": session}), note=str(note)))
    command = [
        sys.executable,
        "-m",
        "pytest",
        f"--adapter={sys.executable} {client}",
        "--only=client-token,client-fallback",
    ]
    command += [f"--junitxml={written}/junit.xml", f"--report={written}/report.json", f"--report={written}/report.md"]
    command += ["-k", "not any_fault", *(option.format(written) for option in LOUD)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=SECONDS, check=False)
    (written / "stdout").write_bytes(ended.stdout)
    (written / "stderr").write_bytes(ended.stderr)
    assert ended.returncode == 1, ended.stdout[-2000:]
    said = [json.loads(line) for line in note.read_text().splitlines()]
    names = ("client_secret", "refresh_token", "access_token")
    secrets = {name: value for oauth in said for name, value in oauth.items() if name in names}
    assert set(secrets) == set(names)
    everything = tree(written)
    assert b"holds a piece of a token" in everything["report.json"] or session
    assert Canaries(secrets).leaks(everything) == {}
