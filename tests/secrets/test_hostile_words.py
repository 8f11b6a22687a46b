"""What a server says is shown, and obeyed by no terminal, CI log or browser."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.live.conftest import Live
from tests.live.rogue import Authority, Peer
from tests.live.rogues import at, login_host, responding

WORDS = (
    "\x1b[31mred\x1b[2J\x1b]0;title\x07 ::error file=a::fired \r::stop-commands::x ::add-mask::y "
    "##vso[task.setvariable variable=a]b ##[error]c <script>alert(1)</script> &amp; \u202egpj.exe \u2028::warning::d "
    "\x9b31m \x00 \x85 ]]> end"
)
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]")
COMMAND = re.compile(r"::[a-z-]+( [^:\n]*)?::|##\[|##vso\[")


def smtp(peer: Peer) -> None:
    """Refuses the greeting in hostile words."""
    peer.say(f"554 5.7.1 {WORDS}\r\n".encode())
    peer.line()


def imap(peer: Peer) -> None:
    """Refuses the login in hostile words."""
    peer.start_tls()
    peer.say(b"* OK ready\r\n")
    while line := peer.line():
        tag, words = line.split(maxsplit=1)
        if words.startswith(b"CAPABILITY"):
            peer.say(b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR\r\n" + tag + b" OK\r\n")
        else:
            peer.say(tag + f" NO {WORDS}\r\n".encode())


def pop3(peer: Peer) -> None:
    """Refuses service in hostile words."""
    peer.start_tls()
    peer.say(f"-ERR {WORDS}\r\n".encode())
    peer.line()


def assert_tame(text: str) -> None:
    """No character that a terminal obeys, and no command of a CI service."""
    assert not UNSAFE.search(text), ascii(UNSAFE.findall(text))
    assert not COMMAND.search(text), COMMAND.findall(text)


def assert_all_tame(output: str, report: Path, junit: Path) -> None:
    """Terminal, JSON and JUnit show the words and nothing that acts."""
    assert "end" in output and "red" in output
    assert_tame(output)
    assert_tame(report.read_text("utf-8"))
    for row in json.loads(report.read_text("utf-8"))["rows"]:
        assert_tame(row["said"])
    raw = junit.read_text("utf-8")
    assert_tame(raw)
    assert "<script" not in raw
    for element in ET.parse(junit).iter():
        assert_tame("".join((element.text or "", *element.attrib.values())))


@pytest.mark.parametrize(("leg", "script"), [("smtp", smtp), ("imap", imap), ("pop3", pop3)])
def test_a_mail_server(
    live: Live,
    authority: Authority,
    trusting_both: str,
    tmp_path: Path,
    leg: str,
    script: Callable[[Peer], None],
) -> None:
    junit = tmp_path / "junit.xml"
    with authority.serving(script) as rogue:
        ended = live(f"--junitxml={junit}", network__ca_bundle=trusting_both, **at(leg, "127.0.0.1", rogue.port))
    assert ended.status == 1
    assert any("<script>" in row["said"] for row in ended.report["rows"])
    assert_all_tame(ended.output, tmp_path / "report.json", junit)


@pytest.mark.parametrize("moment", ["discovery", "token"])
@pytest.mark.parametrize("shape", ["error", "page"])
def test_a_token_server(
    live: Live,
    authority: Authority,
    trusting_both: str,
    tmp_path: Path,
    moment: str,
    shape: str,
) -> None:
    junit = tmp_path / "junit.xml"
    said = {"error": "invalid_grant", "error_description": WORDS, "suberror": WORDS, "trace_id": WORDS}
    answers = {
        "error": responding("400 Bad Request", "application/json", json.dumps(said).encode()),
        "page": responding("404 Not Found", "text/html", WORDS.encode()),
    }
    with authority.serving(login_host(answers[shape], document=moment == "token")) as rogue:
        ended = live(f"--junitxml={junit}", network__ca_bundle=trusting_both, **at("entra", "127.0.0.1", rogue.port))
    assert ended.status == 1
    assert ended.ids("error") == []
    assert_all_tame(ended.output, tmp_path / "report.json", junit)


def test_a_certificate(live: Live, authority: Authority, tmp_path: Path) -> None:
    """A server outside the trust store shows names; they are words of a server like any others."""
    junit = tmp_path / "junit.xml"
    with authority.serving(lambda peer: peer.start_tls()) as rogue:
        ended = live(f"--junitxml={junit}", **at("imap", "127.0.0.1", rogue.port))
    assert ended.causes[0]["id"] == "certificate-unknown-ca"
    assert_tame(ended.output + junit.read_text("utf-8"))
