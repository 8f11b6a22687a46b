"""A small file that holds a secret: replaced whole and durably, one writer at a time, nothing left lying about."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_PAUSE = 0.02
# What an earlier writer leaves in the folder when it is killed: `.NAME.new-xxxxxxxx`, only while nobody holds the lock.
_UNFINISHED = ".{}.new-"
# Where a folder cannot be synchronised at all, the file system says so by one of these.
_NO_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EBADF)


class Locked(OSError):  # reads as a sentence where it is caught
    """Another writer did not finish in time."""


@contextlib.contextmanager
def locked(path: Path, seconds: float) -> Iterator[None]:
    """Keep every other writer of `path` out, in this process and in others; what one that was killed left is removed.

    The lock is a file beside it that is gone afterwards, so that it never stands in the way of another user. Raises
    OSError, and Locked after so many seconds.
    """
    lock = path.with_name(f".{path.name}.lock")
    deadline = time.monotonic() + seconds
    while (number := _take(lock)) is None:
        if time.monotonic() > deadline:
            raise Locked(errno.EAGAIN, f"{path.name} is locked by another process")
        threading.Event().wait(_PAUSE)
    try:
        _tidy(path)
        yield
    finally:
        # First the name, then the lock: whoever waits for this very file finds that it is no longer there.
        with contextlib.suppress(OSError):
            lock.unlink()
        os.close(number)


def replace(path: Path, content: bytes) -> None:
    """Put `content` in the place of a file, with the owner, group and mode that it had; a new one is its owner's alone.

    On return it survives a crash, and at every instant there is the old content or the new one. To be called while
    `locked`. Raises OSError; the old file is then as it was, unless only its folder could not be synchronised.
    """
    number, name = tempfile.mkstemp(dir=path.parent, prefix=_UNFINISHED.format(path.name))  # 0600
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            _like_before(path, number)
            os.fsync(number)
        os.replace(name, path)  # noqa: PTH105 - beside the other calls on a descriptor
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def check_replaceable(path: Path) -> None:
    """Raise OSError when `replace` could not write there: to be asked before a token is spent. While `locked`."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=_UNFINISHED.format(path.name))
    try:
        os.write(number, b"x")  # what a full disk refuses
        _like_before(path, number)
    finally:
        os.close(number)
        Path(name).unlink(missing_ok=True)


def reason(error: OSError) -> str:
    """Why, in the system's words and without a path."""
    return error.strerror or type(error).__name__


def _like_before(path: Path, number: int) -> None:
    try:
        before = path.stat()
    except FileNotFoundError:
        return
    if sys.platform == "win32":
        return
    now = os.fstat(number)
    if (before.st_uid, before.st_gid) != (now.st_uid, now.st_gid):
        os.fchown(number, before.st_uid, before.st_gid)
    os.fchmod(number, stat.S_IMODE(before.st_mode))


def _tidy(path: Path) -> None:
    with contextlib.suppress(OSError):  # what cannot be listed or removed does no harm to what is written next
        for left in path.parent.iterdir():
            if left.name.startswith(_UNFINISHED.format(path.name)):
                left.unlink()


def _take(lock: Path) -> int | None:
    """The descriptor of the lock if it is ours now."""
    try:
        number = os.open(lock, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except PermissionError:
        if lock.exists():  # another user's
            return None
        raise
    try:
        if _flock(number) and os.path.samestat(os.fstat(number), lock.stat()):
            return number
    except FileNotFoundError:  # it was taken away with its name
        pass
    os.close(number)
    return None


def _flock(number: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _sync_folder(folder: Path) -> None:
    """Make a rename in a folder durable, where the system has a way to."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    try:
        number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except PermissionError:  # a folder that may be written to and not be read
        return
    try:
        os.fsync(number)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(number)
