"""`oauthmail diagnose PROFILE --plan` says what a live run would do, and does none of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.thread import ThreadedBox
from tests.harness import oauthmail

from .profiles import variables, write


def ask(box: ThreadedBox, folder: Path, *options: str, **changes: str) -> list[str]:
    """The lines of the plan, against the fakes of this process."""
    profile = write(folder, {key.replace("__", "."): value for key, value in changes.items()})
    ended = oauthmail("diagnose", str(profile), "--plan", *options, env=variables(box.settings))
    assert (ended.returncode, ended.stderr) == (0, "")
    return [" ".join(line.split()) for line in ended.stdout.splitlines()]


def test_a_store_is_named_among_what_may_change(box: ThreadedBox, tmp_path: Path) -> None:
    lines = ask(box, tmp_path, refresh_token_store="file:kept")
    assert "Changes file:kept, if a newer refresh token comes unasked" in lines


def test_a_plan_names_hosts_accounts_scopes_and_changes_and_contacts_nobody(box: ThreadedBox, tmp_path: Path) -> None:
    settings = box.settings
    lines = ask(box, tmp_path, "--send-to", "adele@contoso.example")
    token_port = settings.token_url.split(":")[2].split("/")[0]
    for wanted in (
        f"Hosts localhost port {token_port} TLS",
        f"localhost port {settings.smtp_port} STARTTLS",
        f"localhost port {settings.imap_port} TLS from the first byte",
        "https://outlook.office.com/POP.AccessAsUser.All",
        "without offline_access: no token rotates",
        f"Logs in {settings.mailbox} by XOAUTH2, once on each of SMTP, IMAP, POP3",
        f"Changes one message from {settings.mailbox} to adele@contoso.example",
    ):
        assert wanted in lines
    assert lines[-1] == "PLAN nobody was contacted exit 0"
    assert box.ask(lambda tenant: tenant.transcript.events()) == []


@pytest.mark.parametrize("option", ["--list-checks", "--collect-only"])
def test_a_list_contacts_nobody(box: ThreadedBox, tmp_path: Path, option: str) -> None:
    """A live run greets the hosts before its checks are collected; this one does not."""
    ended = oauthmail("diagnose", str(write(tmp_path, {})), option, env=variables(box.settings))
    assert ended.returncode in {0, 5}, ended.stdout + ended.stderr
    assert box.ask(lambda tenant: tenant.transcript.events()) == []


def test_a_plan_for_one_stage_leaves_the_other_protocols_out(box: ThreadedBox, tmp_path: Path) -> None:
    lines = ask(box, tmp_path, "--only", "smtp")
    assert f"Logs in {box.settings.mailbox} by XOAUTH2, once on each of SMTP" in lines
    assert "Changes nothing" in lines


def test_a_plan_runs_no_command_to_get_a_secret(box: ThreadedBox, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    ask(box, tmp_path, client_secret=f"cmd:touch {ran}")
    assert not ran.exists()


@pytest.mark.parametrize("arguments", [("diagnose", "--plan"), ("check", "examples/loopback.toml", "--plan")])
def test_a_plan_needs_a_profile_and_the_command(arguments: tuple[str, ...]) -> None:
    ended = oauthmail(*arguments)
    assert ended.returncode == 4
    assert "oauthmail diagnose PROFILE --plan" in ended.stderr


@pytest.mark.parametrize(
    ("only", "ports", "logins", "signs_in"),
    [
        ("network", ["smtp", "imap", "pop3"], "nobody", False),
        ("tenant", [], "nobody", False),
        ("token", [], "nobody", True),
        ("imap", ["imap"], "IMAP", True),
        ("message", ["smtp", "imap"], "SMTP, IMAP", True),
    ],
)
def test_a_plan_names_what_a_run_of_one_stage_does_and_no_more(
    box: ThreadedBox, tmp_path: Path, only: str, ports: list[str], logins: str, signs_in: bool
) -> None:
    lines = ask(box, tmp_path, "--only", only)
    named = [
        name for name in ("smtp", "imap", "pop3") if f"port {getattr(box.settings, f'{name}_port')} " in str(lines)
    ]
    assert named == ports
    (line,) = [line for line in lines if line.startswith("Logs in ")]
    assert line.endswith(logins)
    assert ("Signs in nobody" not in lines) == signs_in


def test_a_plan_declares_what_follows_a_refusal_and_what_is_only_tried(box: ThreadedBox, tmp_path: Path) -> None:
    lines = ask(box, tmp_path)
    assert "where that is refused, as the application alone, once; that token is thrown away" in lines
    assert "https://outlook.office365.com/.default (of the application alone)" in lines
    assert f"Tries MAIL FROM:<{box.settings.mailbox}>, taken back by RSET" in lines
    assert "MAIL FROM:<> on a connection without TLS, which must be refused" in lines
    assert not [line for line in lines if "one line" in line]
    assert [line for line in ask(box, tmp_path, "--only", "pop3") if "AUTH on one line" in line]
