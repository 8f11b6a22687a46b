"""Reads a profile from a TOML file, or builds one from a mapping; refuses in one sentence what cannot be used."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from .effective import profile_from
from .files import Unreadable, read_file
from .profile import Profile
from .values import Origin, ProfileError, read_values

MAX_BYTES = 1_000_000
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def load(path: Path | str, environ: Mapping[str, str], now: datetime | None = None) -> Profile:
    """Read the profile at `path`. Variables that plain values refer to are needed now, secrets only when read.

    `now` is what dates are judged against, by default this moment. Raises ProfileError.
    """
    path = Path(path)
    source = "".join(char if char.isprintable() else "?" for char in str(path))
    data, untrusted = _read(path, source)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if data[:2] in UTF_16:
            raise ProfileError(
                f"{source}: is UTF-16, which > of Windows PowerShell writes; save it as UTF-8, or let "
                "oauthmail init PRODUCT --output FILE write it."
            ) from None
        line = data[: error.start].count(b"\n") + 1
        raise ProfileError(f"{source}: line {line} is not UTF-8 text.") from None
    origin = Origin(source, path.absolute().parent, environ, untrusted)
    return _build(_parse(text, origin), origin, path, now)


def build(
    mapping: Mapping[str, object], source: str, environ: Mapping[str, str], now: datetime | None = None
) -> Profile:
    """Make a profile of a mapping shaped like the TOML file. `source` is what messages call it. Raises ProfileError."""
    origin = Origin(source, Path.cwd(), environ, "its profile is not a file")
    return _build(mapping, origin, None, now)


def _build(mapping: Mapping[str, object], origin: Origin, path: Path | None, now: datetime | None) -> Profile:
    return profile_from(read_values(mapping, origin), origin, path, now or datetime.now(UTC))


def _read(path: Path, source: str) -> tuple[bytes, str]:
    try:
        data, status = read_file(path, MAX_BYTES)
    except Unreadable as error:
        raise ProfileError(f"{source}: {error}.") from None
    return data, _who_else_writes(status)


def _who_else_writes(status: os.stat_result) -> str:
    """Why commands in the file must not be run: somebody else could have put them there. Empty when nobody could."""
    if os.name != "posix":
        return ""
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return "its profile can be written by others (chmod go-w)"
    if status.st_uid not in (0, os.geteuid()):
        return "its profile belongs to another user"
    return ""


def _parse(text: str, origin: Origin) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        if _says_mailbox_twice(text):
            origin.refuse(
                "mailbox = and [mailbox] cannot both be there; write the address as xoauth2_user in [mailbox]."
            )
        at = re.search(r"at line (\d+), column (\d+)", str(error))
        where = f"line {at[1]}, column {at[2]}" if at else f"line {len(text.splitlines())}, the last,"
        origin.refuse(f"{where} is not valid TOML; {_hint(text, at)}")
    except (RecursionError, ValueError, OverflowError):
        origin.refuse("is not valid TOML; a value is too long or too deeply nested.")


def _says_mailbox_twice(text: str) -> bool:
    return bool(re.search(r"^\s*mailbox\s*=", text, re.M) and re.search(r"^\s*\[mailbox(\.|\])", text, re.M))


def _hint(text: str, at: re.Match[str] | None) -> str:
    """tomllib's own words may quote what is written there, so the hint is ours."""
    line = text.splitlines()[int(at[1]) - 1 : int(at[1])] if at else text.splitlines()[-1:]
    if line and re.search(r"=\s*[^\s\"'\[{0-9+-]", line[0]) and not re.search(r"=\s*(true|false|inf|nan)\b", line[0]):
        return 'a text stands in straight quotation marks, as in name = "value".'
    if line and re.search(r'=[^"\']*"[^"\']*\\', line[0]):
        return "a backslash between double quotation marks is written twice, or the text stands in single ones."
    if line and line[0].split("#")[0].count('"') == 1:
        return "the closing quotation mark is missing."
    return "one key = value to a line, tables in [brackets], no key twice."
