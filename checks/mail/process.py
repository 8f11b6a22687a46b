"""What an endpoint hands a message's attachments to: a function, or a command in a folder of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .compose import Attachment

OUTPUT_LIMIT = 100_000
RESULTS_LIMIT = 25 * 1024 * 1024
"""Octets of the files that are mailed back; more would not pass through Exchange."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a message asks for: its attachments under safe, different names."""

    sender: str
    subject: str
    message_id: str
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What is mailed back: words, and files."""

    ok: bool
    text: str
    attachments: tuple[Attachment, ...] = field(default=())


Process = Callable[[Work], Result]


def command(arguments: Sequence[str], seconds: float, environ: Mapping[str, str]) -> Process:
    """A process that runs a command, with the attachments in `in/` of its folder; what it leaves in `out/` is mailed.

    The command gets MAIL_SENDER, MAIL_SUBJECT and MAIL_MESSAGE_ID, nothing on standard input, and `seconds` of time.
    Status 0 is success; what it prints is the text of the answer.
    """

    def run(work: Work) -> Result:
        with tempfile.TemporaryDirectory(prefix="oauthmail-") as name:
            folder = Path(name)
            for sub in ("in", "out"):
                (folder / sub).mkdir()
            for attachment in work.attachments:
                (folder / "in" / attachment.name).write_bytes(attachment.content)
            more = {"MAIL_SENDER": work.sender, "MAIL_SUBJECT": work.subject, "MAIL_MESSAGE_ID": work.message_id}
            return _run(arguments, folder, {**environ, **more}, seconds)

    return run


def _run(arguments: Sequence[str], folder: Path, environ: Mapping[str, str], seconds: float) -> Result:
    with (folder / "printed").open("w+b") as printed:
        try:
            process = subprocess.Popen(
                arguments,
                cwd=folder,
                env=dict(environ),
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            return Result(False, f"The process cannot be started: {error.strerror or type(error).__name__}.")
        try:
            status = process.wait(seconds)
        except subprocess.TimeoutExpired:
            return Result(False, f"The process did not end within {seconds:g} seconds and was stopped.")
        finally:
            # With what it started, which may go on after it.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        printed.seek(0)
        text = printed.read(OUTPUT_LIMIT).decode("utf-8", "replace").replace("\0", "")
    if status != 0:
        return Result(False, f"The process ended with status {status}.\n\n{text}")
    return _with_results(text, folder / "out")


def _with_results(text: str, folder: Path) -> Result:
    found: list[Attachment] = []
    left = RESULTS_LIMIT
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or not path.is_file():
            continue
        left -= path.stat().st_size
        if left < 0:
            return Result(False, f"The process left more than {RESULTS_LIMIT} octets of files to mail.")
        found.append(Attachment(path.name, path.read_bytes()))
    return Result(True, text or "Done.", tuple(found))
