"""Writes requests that are right, without any credential: an authorize URL for a browser, a command for bash."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence
from urllib.parse import quote

VARIABLES = ("CLIENT_ID", "TENANT", "REDIRECT_URI")
_VARIABLE = re.compile(rf"\$({'|'.join(VARIABLES)})\b")
# How the code gets from the address of the page into a variable, whatever stands before and behind it.
TAKE_THE_CODE = (
    "read -rs ADDRESS",
    "CODE=${ADDRESS#*[?&#]code=}; CODE=${CODE%%[&#]*}; unset ADDRESS",
)
CREDENTIALS = ("client_secret", "refresh_token", "code_verifier", "device_code", "client_assertion")


def authorize_url(
    base: str,
    tenant: str,
    client_id: str,
    redirect_uri: str,
    scopes: Iterable[str],
    state: str,
    *,
    prompt: str = "login",
    more: Iterable[tuple[str, str]] = (),
) -> str:
    """The address that a person opens to sign in. `base` is the login host's, without a path.

    Source: Microsoft, authorization code flow. Both legs name the same Outlook scopes, and `state` must be new.
    """
    query = [
        ("client_id", client_id),
        ("response_type", "code"),
        ("redirect_uri", redirect_uri),
        ("response_mode", "query"),
        ("scope", " ".join(scopes)),
        ("state", state),
        ("prompt", prompt),
        *more,
    ]
    written = "&".join(f"{name}={quote(value, safe='$')}" for name, value in query)
    return f"{base}/{tenant}/oauth2/v2.0/authorize?{written}"


def token_command(
    base: str,
    tenant: str,
    client_id: str,
    grant: str,
    scopes: Iterable[str],
    *,
    redirect_uri: str = "",
    credentials: Sequence[str] = ("client_secret",),
    options: Iterable[tuple[str, str]] = (),
    output: str = "",
) -> list[str]:
    """The lines of a command that asks for a token, for bash. Credentials come from variables of the shell and
    stay out of the list of processes.

    `credentials` are names of parameters; `$CLIENT_ID`, `$TENANT` and `$REDIRECT_URI` may stand for what is not
    known; `output` is a file that gets the answer.
    """
    plain = [("client_id", client_id), ("scope", " ".join(scopes)), ("grant_type", grant)]
    plain += [("redirect_uri", redirect_uri)] if redirect_uri else []
    parts = [f"curl -sS {shell(f'{base}/{tenant}/oauth2/v2.0/token')}"]
    parts += [f"--{name} {shell(value)}" for name, value in options]
    parts += [f"--data-urlencode {shell(f'{name}={value}')}" for name, value in plain]
    # As it stands in the address the code is encoded already, and curl must not do it again.
    parts += ["--data @<(printf 'code=%s' \"$CODE\")"] if grant == "authorization_code" else []
    parts += [f'--data-urlencode {name}@<(printf %s "${name.upper()}")' for name in credentials]
    parts += [f"--output {shell(output)}"] if output else []
    return " \\\n  ".join(parts).splitlines()


def shell(text: str) -> str:
    """`text` as one word of bash; only our own variables are left to be expanded."""
    quoted = shlex.quote(text)
    if not _VARIABLE.search(text):
        return quoted
    pieces: list[str] = []
    at = 0
    for match in _VARIABLE.finditer(text):
        pieces += [shlex.quote(text[at : match.start()])] if match.start() > at else []
        pieces.append(f'"${match[1]}"')
        at = match.end()
    return "".join([*pieces, *([shlex.quote(text[at:])] if at < len(text) else [])])


def ask_for(names: Iterable[str]) -> list[str]:
    """The lines that fill variables; what is typed is not kept, and a credential is not shown."""
    return [f"read {'-r' if name in VARIABLES else '-rs'} {name}" for name in names]
