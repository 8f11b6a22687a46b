"""From a case to the jobs that a client is given: the words of the adapter contract, version 1."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

SUBJECT = "oauthmail client case"
ATTACHMENT = b"one,two\r\n"
_SCOPES = {"send": "SMTP.Send", "fetch-imap": "IMAP.AccessAsUser.All", "fetch-pop3": "POP.AccessAsUser.All"}
RESOURCE = "https://outlook.office.com"
LEG = {"send": "smtp", "fetch-imap": "imap", "fetch-pop3": "pop3"}
REFRESH, STATIC, SIGN_IN = "refresh", "static", "sign-in"


def scope_of(action: str) -> str:
    """What an action needs, in one resource."""
    wanted = [_SCOPES[action]] if action in _SCOPES else list(_SCOPES.values())
    return " ".join([*(f"{RESOURCE}/{name}" for name in wanted), "offline_access"])


def job(
    settings: Mapping[str, str | int],
    action: str,
    *,
    tls: str,
    token: str,
    seconds: float,
    state_dir: str,
    changes: Mapping[str, str],
) -> dict[str, Any]:
    """One job. `token` says what the client is given: a refresh token, an access token, or a sign-in to make.

    `changes` are values by dotted key, in which `{name}` stands for a setting of the server.
    """
    user = str(settings["mailbox"])
    made: dict[str, Any] = {
        "adapter": 1,
        "action": action,
        "timeout_s": seconds,
        "state_dir": state_dir,
        "ca_file": str(settings["ca_file"]),
        "oauth": _oauth(settings, action, token),
    }
    if action == "send":
        made |= {"from": user, "to": ["somebody@fabrikam.example"], "subject": SUBJECT, "text": "A case.\n"}
        content = base64.b64encode(ATTACHMENT).decode()
        made["attachments"] = [{"name": "case.csv", "content_base64": content}]
    leg = LEG.get(action)
    if leg is not None:
        starttls = tls == "starttls" and leg != "smtp"
        port = settings[f"{leg}_starttls_port" if starttls else f"{leg}_port"]
        made[leg] = {"host": str(settings[f"{leg}_host"]), "port": int(port), "tls": tls, "user": user}
    names = {name: str(text) for name, text in settings.items()}
    names |= {f"{name}_in_clear": "http" + names[name].removeprefix("https") for name in ("token_url", "authority")}
    for key, value in changes.items():
        place = made
        *path, last = key.split(".")
        for step in path:
            place = place[step]
        place[last] = value.format_map(names)
    return made


def _oauth(settings: Mapping[str, str | int], action: str, token: str) -> dict[str, Any]:
    if token == STATIC:
        return {"access_token": str(settings["access_token"])}
    common = {
        "flow": "refresh_token" if token == REFRESH else "authorization_code",
        **{name: str(settings[name]) for name in ("authority", "token_url", "client_id", "client_secret")},
        "scope": scope_of("token" if action == "login" else action),
        "redirect_uri": str(settings["redirect_uri"]),
    }
    return {**common, "refresh_token": str(settings["refresh_token"])} if token == REFRESH else common
