"""Where a connection failed, for commands that look there: read from our own words about it."""

from __future__ import annotations

import re
from collections.abc import Mapping

# As `checks/probes/dialog.py` writes it.
_PLACE = re.compile(r"\b(?P<host>[A-Za-z0-9][\w.-]{0,252}) port (?P<port>\d{1,5})\b")
_NAME = re.compile(r"^host (?P<name>[A-Za-z0-9][\w.-]{0,252}) (?:not found|could not be looked up)\b")


def place_of(said: str, identity: Mapping[str, str]) -> Mapping[str, str]:
    """The placeholders of the place that `said` names, none where it names none.

    `starttls` of `identity` says by port which protocol begins TLS by STARTTLS there.
    """
    if named := _NAME.match(said):
        return {"host": named["name"]}
    place = _PLACE.search(said)
    if place is None:
        return {}
    host, port = place["host"], place["port"]
    spoken = dict(pair.split("=") for pair in identity.get("starttls", "").split())
    first = f"-starttls {spoken[port]} " if port in spoken else ""
    return {"host": host, "port": port, "s_client": f"{first}-connect {host}:{port}"}
