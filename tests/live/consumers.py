"""Profiles with consumers that hold copies of the credentials, tenants to try them, and what a run made of them."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fakes.tenant.model import Secret
from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox
from tests.harness import Outcome

from .profiles import write

OLD = "old~secret-before-Friday.Wd3nYb6hJ1sFgE4uRt"
SECOND = "second~secret-that-is-good.Lx7vQm2aZp9kBc5y"
OTHER_APP = "77777777-1111-4222-8333-444444444444"
NOBODY = "99999999-1111-4222-8333-444444444444"
DAY = 86_400

Diagnose = Callable[..., Outcome]


def consumer(name: str, kind: str = "other", **values: Any) -> dict[str, Any]:
    """An entry of [[consumers]]; without values, it holds what the profile holds."""
    return {"name": name, "kind": kind, "oauth": True, **values}


def service(**values: Any) -> dict[str, Any]:
    return consumer("Email Service", "email-service", smtp_tls="TLS", receive_tls="TLS", **values)


def endpoint(name: str = "Invoices", **values: Any) -> dict[str, Any]:
    return consumer(name, "email-endpoint", smtp_tls="TLS", receive_tls="TLS", **values)


def written(folder: Path, consumers: list[dict[str, Any]], **changes: Any) -> Path:
    """The profile of a live run, with these consumers."""
    profile = write(folder, {key.replace("__", "."): value for key, value in changes.items()})
    profile.chmod(0o600)
    with profile.open("a", encoding="utf-8") as file:
        for one in consumers:
            file.write("\n[[consumers]]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in one.items()))
    return profile


def another_token(box: ThreadedBox, *, made: float = 0.0, client_id: str = "") -> str:
    def add(tenant: Tenant) -> str:
        grant = copy.copy(tenant.grants[box.settings.refresh_token])
        grant.made += made
        grant.first_made += made
        grant.client_id = client_id or grant.client_id
        token = f"1.A{len(tenant.grants)}" + box.settings.refresh_token[::-1]
        tenant.grants[token] = grant
        return token

    return box.ask(add)


def another_secret(box: ThreadedBox, value: str = SECOND, *, lives: float = 700.0 * DAY) -> None:
    def add(tenant: Tenant) -> None:
        tenant.apps[box.settings.client_id].secrets.append(Secret(value, tenant.clock.now(), lives))

    box.ask(add)


def requests(box: ThreadedBox) -> int:
    """How many token requests reached the login host."""
    events: list[dict[str, Any]] = box.ask(lambda tenant: tenant.transcript.events())
    came = "".join(event["data"] for event in events if (event["listener"], event["kind"]) == ("token", "in"))
    return len(re.findall(r"POST \S+/token HTTP", came))


def cause(ended: Outcome) -> dict[str, Any]:
    (found,) = ended.causes
    return found


def held_by(found: dict[str, Any]) -> list[list[str]]:
    return [one["holders"] for one in found["copies"]]


def text(ended: Outcome) -> str:
    return " ".join(ended.output.split())
