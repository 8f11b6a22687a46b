"""Puts a text on the clipboard through the program that this desktop has for it; the text travels by standard input."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

SECONDS = 10.0

# The program, its arguments, and the variable without which it has no desktop to talk to.
PROGRAMS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("wl-copy", (), "WAYLAND_DISPLAY"),
    ("xclip", ("-selection", "clipboard"), "DISPLAY"),
    ("xsel", ("--clipboard", "--input"), "DISPLAY"),
    ("pbcopy", (), ""),
    ("clip.exe", (), ""),
)
MISSING = (
    "--copy needs one of wl-copy, xclip, xsel, pbcopy or clip.exe, and a desktop; none is here. "
    "Use --store file:PATH instead"
)
PLACEHOLDER = "oauthmail: the refresh token takes this place after the sign-in"


@dataclass(frozen=True, slots=True)
class Clipboard:
    """A clipboard that can be written to. `environ` is what the program is started with."""

    command: tuple[str, ...]
    environ: Mapping[str, str] = field(repr=False)

    def write(self, text: str) -> str:
        """Replace what is on it; empty, or in one phrase why it could not be."""
        try:
            # What these programs leave running behind them must not hold a pipe of ours.
            ended = subprocess.run(
                self.command,
                input=text.encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=dict(self.environ),
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"{self.command[0]} did not end within {SECONDS:.0f} seconds"
        except OSError as error:
            return f"{self.command[0]} cannot be started: {error.strerror or type(error).__name__}"
        return f"{self.command[0]} ended with status {ended.returncode}" if ended.returncode else ""


def clipboards(environ: Mapping[str, str]) -> Iterator[Clipboard]:
    """What may reach the clipboard of this desktop, the likeliest first."""
    for program, arguments, variable in PROGRAMS:
        path = shutil.which(program, path=environ.get("PATH", ""))
        if path and (not variable or environ.get(variable)):
            yield Clipboard((path, *arguments), environ)
