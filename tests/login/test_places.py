"""`login`: where the token goes is said first, tried first, and nothing secret is on the screen unasked."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from checks.console import turn_away
from checks.login.clipboard import PLACEHOLDER
from checks.login.desk import desk
from checks.redactor import Redactor
from fakes.thread import ThreadedBox
from tests.harness import module

from .conftest import Login, renews
from .test_store import program


@pytest.mark.usefixtures("signs_in")
def test_reveal_alone_prints_it_and_only_it(box: ThreadedBox, login: Login) -> None:
    ended = login("--reveal")
    assert ended.status == 0
    (token,) = ended.out.splitlines()
    assert renews(box, token)
    assert "Signed in as" in ended.err
    assert token not in ended.err


def test_without_a_place_to_go_nobody_signs_in(box: ThreadedBox, login: Login) -> None:
    ended = login()
    assert (ended.status, ended.out) == (2, "")
    for option in ("--copy", "--store file:PATH", "--reveal"):
        assert option in ended.err
    assert box.ask(lambda tenant: tenant.transcript.events()) == []


@pytest.mark.usefixtures("signs_in")
def test_the_places_that_need_it_are_named(login: Login, tmp_path: Path) -> None:
    login("--store", f"file:{tmp_path}/t")
    with login.profile.open("a", encoding="utf-8") as file:
        for name, kind in (("Email Service", "email-service"), ("Invoices", "email-endpoint")):
            file.write(f'[[consumers]]\nname = "{name}"\nkind = "{kind}"\noauth = true\n')
            file.write('refresh_token = "env:FAKE_REFRESH_TOKEN"\n')
    ended = login.again("--store", f"file:{tmp_path}/t")
    assert 'Paste it into "Refresh Token" in 2 places: Email Service | Invoices' in ended.lines, ended.err
    assert "The profile reads its copy from env:FAKE_REFRESH_TOKEN: put it there too." in ended.lines


def test_the_command_knows_the_verb(tmp_path: Path) -> None:
    ended = module("oauthmail", "login", str(tmp_path / "none.toml"), "--reveal")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "does not exist" in ended.stderr
    assert "--paste" in module("oauthmail", "login", "--help").stdout


def test_no_line_shows_a_piece_of_what_was_learned() -> None:
    redactor, out = Redactor(), io.StringIO()
    redactor.learn("1.ARefreshTokenOfSomebody")
    desk(out, io.StringIO(), redactor).say("the server repeats 1.ARefreshTokenOf and \x1b[2J")
    assert "RefreshToken" not in out.getvalue()
    assert "\x1b" not in out.getvalue()


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desktop with two clipboard programs, of which the first cannot reach it; what the second got is in the file."""
    programs = tmp_path / "bin"
    programs.mkdir()
    program(programs, "wl-copy", "exit 1")
    program(programs, "xclip", f"cat > {tmp_path}/clip; echo x >> {tmp_path}/times")
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    return tmp_path


@pytest.mark.usefixtures("signs_in")
def test_copy_hands_it_to_the_first_clipboard_that_works(box: ThreadedBox, login: Login, desktop: Path) -> None:
    ended = login("--copy")
    assert (ended.status, ended.err) == (0, ""), ended.out
    assert renews(box, (desktop / "clip").read_text())
    assert "It is on the clipboard; clear that once it is pasted." in ended.lines
    assert (desktop / "times").read_text() == "x\nx\n"


def test_a_clipboard_that_does_not_work_is_found_out_before_anybody_signs_in(
    box: ThreadedBox, login: Login, desktop: Path
) -> None:
    program(desktop / "bin", "xclip", "exit 3")
    ended = login("--copy")
    assert (ended.status, ended.out) == (2, "")
    assert "xclip ended with status 3. Use --store file:PATH instead" in " ".join(ended.err.split())
    assert box.ask(lambda tenant: tenant.transcript.events()) == []


def test_without_a_clipboard_nobody_signs_in(box: ThreadedBox, login: Login) -> None:
    ended = login("--copy")
    assert (ended.status, ended.out) == (2, "")
    assert "--copy needs one of wl-copy, xclip, xsel, pbcopy or clip.exe" in " ".join(ended.err.split())
    assert box.ask(lambda tenant: tenant.transcript.events()) == []


@pytest.mark.usefixtures("signs_in")
def test_a_place_that_fails_after_all_is_said_and_the_others_are_filled(
    box: ThreadedBox, login: Login, desktop: Path
) -> None:
    program(desktop / "bin", "xclip", f"grep -q '{PLACEHOLDER}'")
    ended = login("--copy", "--store", f"file:{desktop}/t")
    assert (ended.status, ended.err) == (1, ""), ended.out
    assert "NOT COPIED: " in ended.lines
    assert f"It is in file:{desktop}/t." in ended.lines
    assert renews(box, (desktop / "t").read_text())
    assert "The token is gone" not in ended.lines
    assert "Verify: oauthmail diagnose" in ended.lines


@pytest.mark.usefixtures("signs_in")
def test_a_disk_that_fills_up_meanwhile_is_said(login: Login, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "t").write_text("the old one")
    monkeypatch.setattr("os.fsync", full)
    ended = login("--store", f"file:{tmp_path}/t")
    assert ended.status == 1
    assert f"NOT KEPT: file:{tmp_path}/t cannot be written: No space left on device." in ended.lines
    assert "The token is gone, which harms nobody: sign in again, with another place." in ended.lines
    assert "Verify:" not in ended.out
    assert (tmp_path / "t").read_text() == "the old one"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["profile.toml", "t"]


@pytest.mark.parametrize("store", ["env:TOKEN", "keyring:mail/svc", "/etc/token", "file:", "prompt:"])
def test_what_is_no_place_is_said(login: Login, store: str) -> None:
    ended = login("--store", store)
    assert (ended.status, ended.out) == (2, "")
    assert "--store takes file:PATH or file:PATH#json.key" in ended.err


@pytest.mark.usefixtures("signs_in")
def test_a_file_that_others_can_read_is_said(login: Login, tmp_path: Path) -> None:
    (tmp_path / "t").touch(0o600)
    (tmp_path / "t").chmod(0o640)
    ended = login("--store", f"file:{tmp_path}/t")
    assert ended.status == 0
    assert "Mind that others can read that file: its mode was left as it was." in ended.lines


class Gone(io.StringIO):
    """A standard output whose reader has gone."""

    def write(self, _text: str) -> int:
        raise BrokenPipeError(32, "Broken pipe")


@pytest.mark.usefixtures("signs_in")
def test_what_was_signed_in_for_is_kept_though_nobody_reads_along(
    box: ThreadedBox, login: Login, desktop: Path
) -> None:
    ended = login("--store", f"file:{desktop}/t", "--copy", stdout=Gone())
    assert (ended.status, ended.err) == (0, "")
    for place in ("t", "clip"):
        assert renews(box, (desktop / place).read_text())


@pytest.mark.usefixtures("signs_in")
def test_a_standard_output_that_takes_nothing_is_said_and_the_other_place_is_filled(
    box: ThreadedBox, login: Login, tmp_path: Path
) -> None:
    ended = login("--store", f"file:{tmp_path}/t", "--reveal", stdout=Gone())
    assert ended.status == 1
    assert "NOT PRINTED: standard output takes nothing (Broken pipe)." in " ".join(ended.err.split())
    assert renews(box, (tmp_path / "t").read_text())
    ended = login.again("--reveal", stdout=Gone())
    assert ended.status == 1
    assert "The token is gone, which harms nobody" in ended.err


@pytest.mark.usefixtures("signs_in")
def test_a_file_that_fails_after_all_leaves_the_clipboard_its_turn(
    box: ThreadedBox, login: Login, desktop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    ended = login("--store", f"file:{desktop}/t", "--copy")
    assert ended.status == 1
    assert "NOT KEPT: " in ended.lines and "It is on the clipboard" in ended.lines
    assert renews(box, (desktop / "clip").read_text())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_stream_that_was_turned_away_fails_no_more() -> None:
    with open("/dev/full", "w", encoding="utf-8") as stream:  # noqa: PTH123 - a stream as a caller has it
        stream.write("x")
        with pytest.raises(OSError):
            stream.flush()
        turn_away(stream)
        stream.write("y")
