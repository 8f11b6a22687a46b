"""A file that gets the new refresh token: of a JSON file only one key changes, and no two writers lose each other's."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import durable
from .config.files import Unreadable, read_file
from .config.references import MAX_FILE_BYTES, SecretRef, SecretUnavailable

LOCK_SECONDS = 30.0


class CannotStore(Exception):  # reads as a sentence where it is caught
    """A token cannot be kept there; str() says why."""


class TokenFile:
    """The file of a reference `file:PATH` or `file:PATH#json.key`. Raises CannotStore where there is no such place."""

    def __init__(self, ref: SecretRef) -> None:
        self.where = ref.where
        try:
            # Behind a link it is the file that changes, not the link.
            self._path = Path(os.path.realpath(ref.path))
        except SecretUnavailable as error:
            raise CannotStore(str(error)) from None
        self._keys = tuple(ref.target.partition("#")[2].split(".")) if "#" in ref.target else ()

    def check(self) -> None:
        """Raise CannotStore when a token could not be written: to be asked before anybody signs in."""
        with self.locked() as file:
            file.check()

    def write(self, token: str) -> None:
        """Keep a token; on return it survives a crash, and at no instant is there less than the old file.

        Raises CannotStore; the old file is then as it was.
        """
        with self.locked() as file:
            file.write(token)

    @contextlib.contextmanager
    def locked(self, seconds: float = LOCK_SECONDS) -> Iterator[LockedTokenFile]:
        """The file while nobody else writes it. Raises CannotStore when another writer does not end in time."""
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(durable.locked(self._path, seconds))
            except durable.Locked as error:
                raise CannotStore(f"{self.where}: {durable.reason(error)}") from None
            except OSError as error:
                raise self.cannot_be_written(error) from None
            yield LockedTokenFile(self, self._path, self._keys)

    def cannot_be_written(self, error: OSError) -> CannotStore:
        """The sentence for an error of the system."""
        words = f"{self.where}: no file with the owner and group of this one can be written there"
        return CannotStore(f"{words} ({durable.reason(error)})")

    @property
    def open_to_others(self) -> bool:
        """Can others than its owner read it? Asked after writing."""
        with contextlib.suppress(OSError):
            return os.name == "posix" and bool(self._path.stat().st_mode & 0o077)
        return False


class LockedTokenFile:
    """A token file that nobody else writes for now."""

    def __init__(self, file: TokenFile, path: Path, keys: tuple[str, ...]) -> None:
        self._file, self._path, self._keys = file, path, keys

    def check(self) -> None:
        """Raise CannotStore when a token could not be written."""
        self._content("")
        try:
            durable.check_replaceable(self._path)
        except OSError as error:
            raise self._file.cannot_be_written(error) from None

    def write(self, token: str) -> None:
        """Keep a token, as `TokenFile.write`."""
        content = self._content(token)
        try:
            durable.replace(self._path, content)
        except OSError as error:
            raise CannotStore(f"{self._file.where} cannot be written: {durable.reason(error)}") from None

    def _content(self, token: str) -> bytes:
        old = self._read()
        if not self._keys:
            return token.encode()
        document: Any = {} if old is None else self._document(old)
        at = document
        for key in self._keys[:-1]:
            at = at.setdefault(key, {}) if isinstance(at, dict) else None
        if not isinstance(at, dict):
            raise CannotStore(f"{self._file.where} does not fit the JSON that is in the file")
        at[self._keys[-1]] = token
        content = (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")
        if len(content) > MAX_FILE_BYTES:
            raise CannotStore(f"{self._file.where} would be longer than {MAX_FILE_BYTES} bytes, and could not be read")
        return content

    def _document(self, old: bytes) -> Any:
        try:
            # An empty file has nothing to lose: it may have been made for its owner and mode.
            return json.loads(old.decode("utf-8-sig")) if old.strip() else {}
        except (ValueError, RecursionError):
            raise CannotStore(f"{self._file.where} is not a JSON file, and is left as it is") from None

    def _read(self) -> bytes | None:
        try:
            return read_file(self._path, MAX_FILE_BYTES)[0] if os.path.lexists(self._path) else None
        except Unreadable as error:
            raise CannotStore(f"{self._file.where} {error}") from None
