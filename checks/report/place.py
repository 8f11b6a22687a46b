"""Where a connection failed, for commands that look there: read from our own words about it."""

from __future__ import annotations

import re
from collections.abc import Mapping

# As `checks/probes/dialog.py` writes it.
_PLACE = re.compile(r"\b(?P<host>[A-Za-z0-9][\w.-]{0,252}) port (?P<port>\d{1,5})\b")
_NAME = re.compile(r"^host (?P<name>[A-Za-z0-9][\w.-]{0,252}) (?:not found|could not be looked up)\b")


def place_of(said: str, identity: Mapping[str, str], check: str = "") -> Mapping[str, str]:
    """The placeholders of the place that `said` names, else of the server that the `check` (its id) is about, if any.

    `starttls` of `identity` says by port which protocol begins TLS by STARTTLS there, `servers` where each is.
    """
    if named := _NAME.match(said):
        return {"host": named["name"]}
    servers = dict(pair.split("=", 1) for pair in identity.get("servers", "").split())
    asked = next((servers[part] for part in check.split(".") if part in servers), "")
    place = _PLACE.search(said) or _PLACE.search(asked.replace(":", " port "))
    if place is None:
        return {}
    host, port = place["host"], place["port"]
    spoken = dict(pair.split("=") for pair in identity.get("starttls", "").split())
    first = f"-starttls {spoken[port]} " if port in spoken else ""
    return {"host": host, "port": port, "s_client": f"{first}-connect {host}:{port}"}
