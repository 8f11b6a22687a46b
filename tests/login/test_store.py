"""Where a refresh token is kept: nothing is lost at any instant, and what was there stays as it was."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from checks import durable
from checks.config.references import parse
from checks.login.clipboard import Clipboard, clipboards
from checks.mail.store import TokenStore
from checks.token_file import CannotStore, TokenFile
from tests.harness import ROOT, SECONDS

TOKEN = "1.AVeryNewRefreshToken-" + "x" * 40

# Ends the process at the n-th line that is run in the modules that write, and says when there was no such line. What is
# there afterwards is looked at as it lies, and once more after the next run has had its way.
KILLER = """
import json, os, signal, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from checks import durable, token_file
from checks.config.references import parse
spec, token, FILE = sys.argv[2], sys.argv[3], Path(sys.argv[4])
OLD = FILE.read_bytes() if FILE.exists() else None
MINE = {durable.__file__, token_file.__file__}
REF = parse(spec, Path.cwd(), "")
ended = killed = left_over = 0
seen = set()
while not ended:
    if OLD is None:
        FILE.unlink(missing_ok=True)
    else:
        FILE.write_bytes(OLD)
    child = os.fork()
    if not child:
        left = [killed + 1]
        def trace(frame, event, argument):
            if frame.f_code.co_filename not in MINE:
                return None
            if event == "line":
                left[0] -= 1
                if not left[0]:
                    os.kill(os.getpid(), signal.SIGKILL)
            return trace
        sys.settrace(trace)
        token_file.TokenFile(REF).write(token)
        sys.settrace(None)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    ended = os.WIFEXITED(status)
    killed += not ended
    seen.add(FILE.read_bytes() if FILE.exists() else None)
    wanted = 0o600 if OLD is None else 0o640
    assert not FILE.exists() or FILE.stat().st_mode & 0o777 == wanted, oct(FILE.stat().st_mode)
    others = [other for other in FILE.parent.iterdir() if other != FILE]
    assert all(other.stat().st_mode & 0o137 == 0 for other in others), others
    left_over += bool(others)
    token_file.TokenFile(REF).check()
    assert [*FILE.parent.iterdir()] in ([FILE], []), "the next run leaves something behind"
print(json.dumps([killed, left_over, [text and text.decode() for text in seen]]))
"""


def file_of(text: str) -> TokenFile:
    ref = parse(text, Path.cwd(), "")
    assert ref is not None
    return TokenFile(ref)


def killed_everywhere(file: Path, spec: str) -> set[str | None]:
    """What the file held after the process was ended at each line in turn."""
    command = [sys.executable, "-c", KILLER, str(ROOT), spec, TOKEN, str(file)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert ended.returncode == 0, ended.stderr
    killed, left_over, seen = json.loads(ended.stdout)
    assert killed > 40 and left_over > 5
    return set(seen)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="ends processes of its own")
def test_killed_at_any_line_there_is_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    file = tmp_path / "tokens.json"
    old = {"refresh_token": "the old one", "other": {"kept": [1, "\u00e5"]}}
    file.write_text(json.dumps(old), encoding="utf-8")
    file.chmod(0o640)
    found = [json.loads(text or "") for text in killed_everywhere(file, f"file:{file}#refresh_token")]
    assert len(found) == 2
    assert old in found
    assert {**old, "refresh_token": TOKEN} in found


@pytest.mark.skipif(not hasattr(os, "fork"), reason="ends processes of its own")
def test_killed_at_any_line_a_first_file_is_whole_or_not_there(tmp_path: Path) -> None:
    assert killed_everywhere(tmp_path / "token", f"file:{tmp_path}/token") == {None, TOKEN}


def test_it_is_on_the_disk_before_it_takes_the_old_ones_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    for name in ("fsync", "replace"):
        real = getattr(os, name)

        def recording(*arguments: object, name: str = name, real: Any = real) -> None:
            done.append(name)
            real(*arguments)

        monkeypatch.setattr(os, name, recording)
    file_of(f"file:{tmp_path}/token").write(TOKEN)
    assert done == ["fsync", "replace", "fsync"]


def test_only_the_key_changes_and_mode_and_link_stay(tmp_path: Path) -> None:
    real = tmp_path / "real.json"
    real.write_text('{"a": {"b": "old", "c": 1}, "d": "\u00e5"}', encoding="utf-8")
    real.chmod(0o640)
    link = tmp_path / "link.json"
    link.symlink_to(real)
    file = file_of(f"file:{link}#a.b")
    file.check()
    file.write(TOKEN)
    assert link.is_symlink()
    assert json.loads(real.read_text(encoding="utf-8")) == {"a": {"b": TOKEN, "c": 1}, "d": "\u00e5"}
    assert real.stat().st_mode & 0o777 == 0o640
    assert file.open_to_others
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.json", "real.json"]


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        file_of(f"file:{tmp_path}/new").write(TOKEN)
    finally:
        os.umask(before)
    assert (tmp_path / "new").read_text() == TOKEN
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs to give a file away")
def test_owner_and_group_stay(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("old")
    os.chown(file, 12345, 54321)
    file_of(f"file:{file}").write(TOKEN)
    assert (file.stat().st_uid, file.stat().st_gid, file.read_text()) == (12345, 54321, TOKEN)


@pytest.mark.parametrize(
    ("content", "spec", "words"),
    [
        (None, "file:{0}/none/token", "can be written there"),
        ("not json", "file:{0}/it#a", "is not a JSON file, and is left as it is"),
        ('"text"', "file:{0}/it#a", "does not fit the JSON"),
        ('{"a": "text"}', "file:{0}/it#a.b", "does not fit the JSON"),
        ("x" * 70_000, "file:{0}/it", "is longer than"),
    ],
)
def test_what_cannot_be_written_is_said_beforehand(tmp_path: Path, content: str | None, spec: str, words: str) -> None:
    if content is not None:
        (tmp_path / "it").write_text(content)
    with pytest.raises(CannotStore, match=words):
        file_of(spec.format(tmp_path)).check()
    if content is not None:
        assert (tmp_path / "it").read_text() == content


def test_an_empty_file_has_nothing_to_lose(tmp_path: Path) -> None:
    (tmp_path / "it").write_text("\n")
    file_of(f"file:{tmp_path}/it#a.b").write(TOKEN)
    assert json.loads((tmp_path / "it").read_text()) == {"a": {"b": TOKEN}}


def test_what_could_not_be_read_again_is_not_written(tmp_path: Path) -> None:
    """A reference is read up to 65536 bytes."""
    (tmp_path / "it").write_text(json.dumps({"rest": "x" * 65_480}))
    with pytest.raises(CannotStore, match="would be longer than 65536 bytes"):
        file_of(f"file:{tmp_path}/it#a").write(TOKEN)
    assert "a" not in json.loads((tmp_path / "it").read_text())


def test_a_home_folder_of_nobody_is_no_place() -> None:
    with pytest.raises(CannotStore, match="home folder that cannot be found"):
        file_of("file:~no-such-user/token")


def test_a_pipe_is_no_place(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "it")
    with pytest.raises(CannotStore, match="not an ordinary file"):
        file_of(f"file:{tmp_path}/it").check()


WRITER = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from checks.config.references import parse
from checks.token_file import TokenFile
sys.stdin.readline()
for number in range(int(sys.argv[4])):
    TokenFile(parse(f"file:{sys.argv[2]}#{sys.argv[3]}{number}", Path.cwd(), "")).write(sys.argv[3])
"""


@pytest.mark.parametrize("there", [True, False], ids=["a file", "no file yet"])
def test_many_writers_at_once_lose_nothing(tmp_path: Path, there: bool) -> None:
    file, names, each = tmp_path / "tokens.json", ("a", "b", "c"), 20
    if there:
        file.write_text('{"kept": 1}')
    command = [sys.executable, "-c", WRITER, str(ROOT), str(file)]
    writers = [
        subprocess.Popen([*command, name, str(each)], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for name in names
    ]
    for writer in writers:  # all are up before the first begins
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        assert writer.communicate(timeout=SECONDS)[1] == ""
    wanted = {f"{name}{number}": name for name in names for number in range(each)}
    assert json.loads(file.read_text()) == {**wanted, **({"kept": 1} if there else {})}
    assert [path.name for path in tmp_path.iterdir()] == ["tokens.json"]


def test_a_login_and_a_mail_service_at_once_lose_nothing(tmp_path: Path) -> None:
    """`--store` into the very file in which the service keeps its newest token."""
    service = TokenStore(tmp_path, "a grant")
    rounds = 40

    def serve() -> None:
        for number in range(rounds):
            with service.locked(SECONDS):
                service.write({**service.read(), "obtained_at": number})

    serving = threading.Thread(target=serve)
    serving.start()
    for number in range(rounds):
        file_of(f"file:{service.path}#{number}").write(TOKEN)
    serving.join(SECONDS)
    kept = json.loads(service.path.read_text())
    assert kept == {"obtained_at": rounds - 1, **{str(number): TOKEN for number in range(rounds)}}


def test_a_writer_that_does_not_end_is_waited_for_and_named(tmp_path: Path) -> None:
    file = file_of(f"file:{tmp_path}/it")
    with file.locked(), pytest.raises(CannotStore, match="it is locked by another process"), file.locked(0.05):
        pass
    file.write(TOKEN)


def test_a_lock_that_was_taken_away_with_its_name_is_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waited for it would else hold a file that nobody else can see."""
    lock, real = tmp_path / ".it.lock", durable._flock
    gone: list[Path] = []

    def late(number: int) -> bool:
        if not gone:
            gone.append(lock)
            lock.unlink()
        return real(number)

    monkeypatch.setattr(durable, "_flock", late)
    with file_of(f"file:{tmp_path}/it").locked():
        assert gone == [lock]
        assert lock.exists()


def test_the_lock_of_another_user_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".it.lock").touch()
    real = os.open

    def theirs(path: Any, *arguments: Any, **named: Any) -> int:
        if Path(path).name == ".it.lock":
            raise PermissionError(13, "Permission denied")
        return real(path, *arguments, **named)

    monkeypatch.setattr(os, "open", theirs)
    with pytest.raises(CannotStore, match="locked by another process"), file_of(f"file:{tmp_path}/it").locked(0.05):
        pass


def program(folder: Path, name: str, script: str) -> Path:
    """A program of the test's own."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_the_clipboard_gets_it_on_standard_input_only(tmp_path: Path) -> None:
    program(tmp_path, "xclip", f'cat > {tmp_path}/got; echo "$@" > {tmp_path}/arguments')
    environ = {"PATH": f"{tmp_path}:/usr/bin:/bin", "DISPLAY": ":0"}
    (found,) = clipboards(environ)
    assert found.write(TOKEN) == ""
    assert (tmp_path / "got").read_text() == TOKEN
    assert TOKEN not in (tmp_path / "arguments").read_text() + repr(found)


def test_a_program_without_a_desktop_is_no_clipboard(tmp_path: Path) -> None:
    for name in ("xclip", "wl-copy", "xsel"):
        program(tmp_path, name, "exit 0")
    assert [*clipboards({"PATH": str(tmp_path)})] == []
    program(tmp_path, "pbcopy", "exit 0")
    (found,) = clipboards({"PATH": str(tmp_path)})
    assert found.command == (f"{tmp_path}/pbcopy",)


def test_a_clipboard_that_fails_says_so(tmp_path: Path) -> None:
    failing = program(tmp_path, "xclip", "exit 3")
    assert Clipboard((str(failing),), {}).write(TOKEN) == f"{failing} ended with status 3"
    assert "cannot be started" in Clipboard((str(tmp_path / "gone"),), {}).write(TOKEN)
