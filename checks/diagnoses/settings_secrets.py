"""What is wrong with how a secret is kept, whatever it is."""

from __future__ import annotations

from . import links, roles
from .model import Diagnosis

_AGAIN = "verify: oauthmail check {profile}"

SECRETS: tuple[Diagnosis, ...] = (
    Diagnosis(
        id="settings-secret-ends",
        layer="settings",
        title="A secret begins or ends with a blank or a line break",
        cause="A line break at the end comes from echo or an editor, a byte order mark at the beginning from Windows "
        "PowerShell or Notepad. Both are dropped here, but the application may send them along. A blank is part of the "
        "value wherever it is read.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "write the file without it: printf %s instead of echo",
            "in PowerShell: Set-Content -NoNewline -Encoding ascii instead of >",
            "look at the copies in the application as well",
            _AGAIN,
        ),
        new_refresh_token_helps="no",
        helps_why="the value is good once it is clean.",
        doc=links.CODE_FLOW,
        evidence="AADSTS7000215 and 9002313 for values with a line break; fluent-smtp#154 for a scope with one",
    ),
    Diagnosis(
        id="settings-secret-files",
        layer="settings",
        title="A secret lies in a file that everybody on the machine can read",
        cause="Whoever can log in to this machine can read it and mail as this user.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "take the file from all but the user and group of the application: chmod o-rwx FILE",
            "if others may have read it, replace the secret or sign in again, and remove the old one",
            _AGAIN,
        ),
        new_refresh_token_helps="no",
        helps_why="it would lie in the same file.",
        doc=links.CODE_FLOW,
        evidence="POSIX file modes; --store makes a file 0600",
    ),
)
