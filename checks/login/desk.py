"""The person's side of a sign-in on this machine: lines on a stream, the browser of this desktop, what is pasted."""

from __future__ import annotations

import os
import sys
import webbrowser
from collections.abc import Mapping
from typing import TextIO

from ..console import turn_away, write_lines
from ..lint.paste import MAX, TooLong, read_pasted
from ..redactor import Redactor
from ..report.cause import wrapped
from .sign_in import Person
from .unusable import Unusable

_DESKTOPS = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME")


def desk(stream: TextIO, stdin: TextIO, redactor: Redactor, environ: Mapping[str, str] = os.environ) -> Person:
    """Speaks on `stream`, without any piece of a secret, and reads what is pasted from `stdin`."""

    def say(line: str) -> None:
        # An address begins with blanks and stays whole, so that it can be copied.
        shown = redactor.hide(line)
        try:
            write_lines(stream, [shown] if shown.startswith(" ") else wrapped("", shown, "   "))
            stream.flush()
        except OSError:
            # Whoever read along is gone; what somebody signs in for reaches its place all the same.
            turn_away(stream)

    def paste() -> str:
        try:
            return read_pasted(stdin)
        except TooLong:
            raise Unusable(f"more than {MAX} characters were pasted") from None

    return Person(say, lambda url: _browse(url, environ), paste)


def _browse(url: str, environ: Mapping[str, str]) -> bool:
    # Without a desktop the standard library would start a browser that takes the terminal over.
    if sys.platform not in {"darwin", "win32"} and not any(environ.get(name) for name in _DESKTOPS):
        return False
    try:
        return webbrowser.open(url)
    except webbrowser.Error:
        return False
