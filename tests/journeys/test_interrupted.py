"""Ctrl-C while a server is silent: what is known so far, what it waits for, and not the exit status of success."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from pathlib import Path

import pytest

from .desk import Desk, quickly, words_of

if sys.platform == "win32":
    pytest.skip("Windows has other signals", allow_module_level=True)

WAITS_S = 30
"""How long `diagnose` would wait for the verdict on a login."""


def test_diagnose_names_the_server_that_keeps_it_waiting(desk: Desk) -> None:
    desk.profile()
    desk.token(desk.tenant.refresh_token)
    desk.tenant.faults("auth-stalled@smtp")
    command = "oauthmail diagnose aem.toml"
    with desk.running(words_of(command)) as process:
        told = desk.until("  app       PASS", process)
        ends = time.monotonic() + WAITS_S
        while not any("AUTH XOAUTH2" in str(event["data"]) for event in desk.tenant.transcript()):
            assert time.monotonic() < ends, "nobody logged in"
        os.kill(process.pid, signal.SIGINT)
        began = time.monotonic()
        ended = desk.ended(command, process)
    assert time.monotonic() - began < WAITS_S / 2
    assert (ended.status, ended.err) == (2, "")
    stages = re.findall(r"(?m)^  (\w+) +PASS ", told + ended.out)
    assert stages[:5] == ["settings", "network", "tls", "tenant", "app"], "what is known is shown as it comes"
    waited, _, last = ended.out.splitlines()[-3:]
    assert re.fullmatch(r"  waited \d s for localhost to take the token by SMTP \(each answer at most 30 s\)", waited)
    assert last == "INTERRUPTED   what is known so far is above; nothing is proven"


def test_watch_ends_at_once_and_keeps_what_it_said(desk: Desk) -> None:
    desk.profile()
    desk.token(desk.tenant.refresh_token)
    desk.tenant.faults("smtp-auth-disabled-tenant")
    command = "oauthmail watch aem.toml --only smtp --for 60m"
    with desk.running(quickly(command)) as process:
        told = desk.until("smtp-auth-disabled-tenant", process)
        os.kill(process.pid, signal.SIGINT)
        ended = desk.ended(command, process)
    assert (ended.status, ended.err) == (130, ""), "128 and the number of the signal, as a shell has it"
    assert "0 min  smtp: smtp-auth-disabled-tenant" in told


def test_a_command_that_keeps_a_secret_to_itself_is_named(desk: Desk, tmp_path: Path) -> None:
    """Before anybody is contacted; the arguments of the command are nobody's business."""
    begun = tmp_path / "begun"
    slow = tmp_path / "vault"
    slow.write_text(f"#!/bin/sh\necho > {begun}\nexec sleep {WAITS_S}\n", encoding="utf-8")
    slow.chmod(0o700)
    desk.profile(client_secret=f"cmd:{slow} read my-secret-path").chmod(0o600)
    desk.token(desk.tenant.refresh_token)
    command = "oauthmail diagnose aem.toml"
    with desk.running(words_of(command)) as process:
        ends = time.monotonic() + WAITS_S
        while not begun.exists():
            assert process.poll() is None and time.monotonic() < ends, "the command was not started"
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGINT)
        ended = desk.ended(command, process)
    assert ended.status == 2
    assert ended.err == f"INTERRUPTED   nobody was contacted; waited for cmd:{slow} ...\n"
    assert ended.out.strip() == ""
    assert desk.tenant.transcript() == []
