"""Secrets are read from where they are kept, only when they may be, and never show."""

from __future__ import annotations

import copy
import hashlib
import json
import os
import pickle
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from checks.config import Profile, Secret, SecretRef, SecretUnavailable, SecretView, five_lines, load, references
from checks.config.references import parse

from .good import ENVIRON, FIVE, REFRESH_TOKEN, SECRET, profile_of


def ref(text: str, base: Path = Path("/"), untrusted: str = "") -> SecretRef:
    found = parse(text, base, untrusted)
    assert found is not None
    return found


def why(reference: SecretRef, purpose: references.Purpose = "live") -> str:
    with pytest.raises(SecretUnavailable) as unavailable:
        reference.read(purpose, dict(os.environ))
    assert unavailable.value.__cause__ is None
    return str(unavailable.value)


def test_a_variable_and_a_file_are_read_statically(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(SECRET)
    (tmp_path / "svc.json").write_text(json.dumps({"a": {"refresh_token": SECRET}, "list": ["x"]}))
    for text in ("env:MAIL_SECRET", "file:token", f"file:{tmp_path}/token", "file:svc.json#a.refresh_token"):
        assert ref(text, tmp_path).read("static", ENVIRON).reveal() == SECRET
    for text, sentence in (
        ("env:NONE", "env:NONE is not set"),
        ("file:none", "file:none does not exist"),
        ("file:.", "file:. cannot be read: Is a directory"),
        ("file:token#a", "file:token#a is not a JSON file"),
        ("file:svc.json#a.b", "file:svc.json#a.b has no such key"),
        ("file:svc.json#a", "file:svc.json#a is not a string"),
        ("file:svc.json#list.0", "file:svc.json#list.0 has no such key"),
    ):
        assert why(ref(text, tmp_path), "static") == sentence


def test_strange_files_are_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"x\xff")
    (tmp_path / "deep").write_text("[" * 60_000)
    (tmp_path / "long").write_bytes(b"x" * 65_537)
    os.mkfifo(tmp_path / "pipe")
    for name, end in (
        ("binary", "UTF-8 text"),
        ("deep#a", "JSON file"),
        ("long", "65536 bytes"),
        ("pipe", "ordinary file"),
    ):
        assert why(ref(f"file:{name}", tmp_path), "static").endswith(end)


def test_a_variable_of_other_bytes_than_utf_8_is_refused() -> None:
    with pytest.raises(SecretUnavailable, match="env:X is not UTF-8 text"):
        ref("env:X").read("static", {"X": os.fsdecode(b"a\xff")})


@pytest.mark.parametrize(
    ("text", "value", "stripped"),
    [("a\n", "a", True), ("a\r\n", "a", True), ("a\n\n", "a\n", True), ("a", "a", False), ("a\r", "a\r", False)],
)
def test_one_final_newline_is_dropped_and_noted(text: str, value: str, stripped: bool) -> None:
    secret = ref("env:X").read("static", {"X": text})
    assert (secret.reveal(), secret.stripped_newline) == (value, stripped)


def test_static_purposes_run_and_ask_nothing(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    for text in (f"cmd:touch {ran}", "keyring:mail/svc", "prompt:"):
        assert why(ref(text), "static").endswith("is read only when the tenant is contacted")
    assert not ran.exists()


def test_a_command_runs_without_a_shell() -> None:
    code = "import sys; print(sys.argv[1])"
    secret = ref(f"cmd:{sys.executable} -c '{code}' '$HOME; echo x'").read("live", dict(os.environ))
    assert (secret.reveal(), secret.stripped_newline) == ("$HOME; echo x", True)


def test_a_command_that_fails_says_so_without_its_output_or_arguments() -> None:
    failing = ref(f"cmd:{sys.executable} -c 'import sys; print(sys.argv); sys.exit(3)' CanaryArgument")
    assert why(failing) == f"cmd:{sys.executable} ... ended with status 3"
    assert (
        why(ref("cmd:/no/such/program CanaryArgument"))
        == "cmd:/no/such/program ... cannot be started: No such file or directory"
    )
    assert why(ref(f"cmd:{sys.executable} -c 'import os; os.write(1, bytes([255]))'")).endswith(
        "did not print UTF-8 text"
    )


def test_a_command_is_bounded_with_all_that_it_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(references, "CMD_SECONDS", 0.5)
    child = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])"
    assert why(ref(f'cmd:{sys.executable} -c "{child}"')).endswith("did not end within 0 seconds")


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_a_command_from_a_profile_that_others_can_write_is_not_run(tmp_path: Path, mode: int) -> None:
    ran, path = tmp_path / "ran", tmp_path / "aem.toml"
    path.write_text(five_lines().replace("env:MAIL_SECRET", f"cmd:touch {ran}"))
    path.chmod(mode)
    secret = load(path, {}).grant.client_secret
    assert secret is not None
    assert why(secret) == "cmd:touch ... is not run, because its profile can be written by others (chmod go-w)"
    assert not ran.exists()
    path.chmod(0o644)
    secret = load(path, {}).grant.client_secret
    assert secret is not None
    secret.read("live", dict(os.environ))
    assert ran.exists()


def test_a_command_from_no_file_is_not_run() -> None:
    secret = profile_of(FIVE | {"client_secret": "cmd:true"}).grant.client_secret
    assert secret is not None
    assert why(secret) == "cmd:true ... is not run, because its profile is not a file"


def test_the_keyring_is_optional(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert why(ref("keyring:mail/svc")) == "keyring:mail/svc needs the package keyring: pip install keyring"
    asked: list[tuple[str, str]] = []

    def get_password(service: str, name: str) -> str | None:
        asked.append((service, name))
        return SECRET if name == "svc" else None

    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(get_password=get_password))
    assert ref("keyring:https://a/svc").read("live", {}).reveal() == SECRET
    assert asked == [("https://a", "svc")]
    assert why(ref("keyring:mail/other")) == "keyring:mail/other holds nothing"


def test_a_prompt_without_a_terminal_is_no_value_and_never_echoes(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_terminal(*_: object, **__: object) -> int:
        raise OSError("no terminal here")

    monkeypatch.setattr(os, "open", no_terminal)
    assert why(ref("prompt:")) == "prompt: needs a terminal to ask on"


@pytest.mark.parametrize(
    "text", ["", "x", "env:", "env:A B", "file:", "file:#a", "cmd:", "cmd:'", "keyring:a", "http://x", "ENV:X"]
)
def test_what_is_no_reference(text: str) -> None:
    assert parse(text, Path("/"), "") is None


def test_the_home_folder_of_nobody_is_no_value() -> None:
    assert (
        why(ref("file:~no-such-user/token"))
        == "file:~no-such-user/token begins with a home folder that cannot be found"
    )


def test_a_secret_neither_shows_nor_travels() -> None:
    secret = Secret(SECRET)
    assert SECRET not in f"{secret} {secret!r} {vars(ref('env:X')) if hasattr(ref('env:X'), '__dict__') else ''}"
    assert len(secret) == len(SECRET)
    assert secret.fingerprint() == hashlib.sha256(SECRET.encode()).hexdigest()[:8]
    assert (Secret("x" * 30).fingerprint(), bool(Secret("x" * 31).fingerprint())) == ("", True)
    for leave in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            leave(secret)


def test_the_view_reads_each_secret_once_and_says_why_one_is_absent() -> None:
    environ = {"MAIL_SECRET": SECRET}
    view = SecretView(profile_of(FIVE), environ)
    first = view.get("client_secret")
    environ.clear()
    assert first is not None
    assert view.get("client_secret") is first
    assert view.why_absent("client_secret") == ""
    assert view.get("refresh_token") is None
    assert view.why_absent("refresh_token") == "refresh_token: env:MAIL_TOKEN is not set"
    assert view.why_absent("access_token") == "the profile has no access_token"


def test_the_store_beats_the_refresh_token_that_was_given(tmp_path: Path) -> None:
    store = tmp_path / "store"

    def token(profile: Profile) -> str:
        found = SecretView(profile, ENVIRON).get("refresh_token")
        assert found is not None
        return found.reveal()

    profile = profile_of(FIVE | {"refresh_token_store": f"file:{store}"})
    assert token(profile) == REFRESH_TOKEN
    store.write_text("")
    assert token(profile) == REFRESH_TOKEN
    store.write_text("newer")
    assert token(profile) == "newer"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_named_with_the_command_that_writes_it_right(tmp_path: Path, encoding: str) -> None:
    """`'value' > file` in Windows PowerShell 5 makes UTF-16 with a byte order mark."""
    (tmp_path / "token").write_bytes(f"{SECRET}\r\n".encode(encoding))
    said = why(ref("file:token", tmp_path), "static")
    assert said == (
        "file:token is UTF-16 text, as > of Windows PowerShell writes it: "
        "write it with Set-Content -NoNewline -Encoding ascii"
    )


def test_a_byte_order_mark_is_dropped_and_noted(tmp_path: Path) -> None:
    """`Set-Content -Encoding utf8` in Windows PowerShell 5 writes one."""
    (tmp_path / "token").write_bytes(f"{SECRET}\r\n".encode("utf-8-sig"))
    (tmp_path / "svc.json").write_bytes(json.dumps({"a": SECRET}).encode("utf-8-sig"))
    secret = ref("file:token", tmp_path).read("static", {})
    assert (secret.reveal(), secret.stripped_mark, secret.stripped_newline) == (SECRET, True, True)
    secret = ref("file:svc.json#a", tmp_path).read("static", {})
    assert (secret.reveal(), secret.stripped_mark, secret.stripped_newline) == (SECRET, False, False)


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_a_file_that_everybody_can_read_is_noted(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(SECRET)
    for mode, noted in ((0o644, True), (0o640, False), (0o600, False)):
        (tmp_path / "token").chmod(mode)
        assert ref("file:token", tmp_path).read("static", {}).open_to_others is noted
    assert not ref("env:X").read("static", {"X": SECRET}).open_to_others


def test_a_file_that_may_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "token").write_text(SECRET)

    def closed(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", closed)
    assert why(ref("file:token", tmp_path), "static") == "file:token cannot be read: Permission denied"
