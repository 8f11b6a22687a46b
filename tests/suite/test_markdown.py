"""The Markdown report begins with the ticket text, shows what a person reads, and obeys nothing that a server said."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from checks.report.markdown import markdown
from tests.harness import run_checks


def test_a_report_begins_with_the_ticket_text_and_holds_the_page(tmp_path: Path) -> None:
    file = tmp_path / "ticket.md"
    ended = run_checks(tmp_path, "--fault=smtp-auth-disabled-tenant", f"--report={file}")
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "```text"
    assert lines[1].startswith("Please allow authenticated SMTP (OAuth) for the mailbox ")
    assert "# oauthmail: smtp-auth-disabled-tenant" in lines
    for line in ended.output.split("ROOT CAUSE")[1].split("---- ticket")[0].splitlines():
        assert line.rstrip() in "\n".join(lines)
    shown = dict(re.findall(r"^\| `([a-z0-9_.]+)` \| ([a-z]+) \|", "\n".join(lines), re.MULTILINE))
    assert shown == {id: row["outcome"] for id, row in ended.rows.items()}
    assert lines[-1] == "Exit status 1. Holds no secret."


def test_a_healthy_run_asks_nobody_for_anything(tmp_path: Path) -> None:
    file = tmp_path / "fine.md"
    run_checks(tmp_path, f"--report={file}")
    text = file.read_text(encoding="utf-8")
    assert text.startswith("Nothing is wrong with what was tested.\n\n# oauthmail: no cause found\n")
    assert "HEALTHY" in text
    assert text.endswith("Exit status 0. Holds no secret.\n")


def test_words_of_a_server_stay_inside_their_block() -> None:
    document: dict[str, Any] = {
        "suite": "oauthmail 1", "started": "now", "profiles": ["a`b.toml"], "target": "x\x1b[31m",
        "rows": [], "root_causes": [{"id": "unrecognised"}], "exit": 1,
    }  # fmt: skip
    text = markdown(document, {}, ["  Said  ```` <img src=x> [a](b) ```"])
    blocks = re.findall(r"^(`{3,})text\n(.*?)^\1$", text, re.MULTILINE | re.DOTALL)
    assert [fence for fence, _ in blocks] == ["```", "`````"]
    outside = re.sub(r"^(`{3,})text\n.*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    assert "img" not in outside
    assert "\x1b" not in text
