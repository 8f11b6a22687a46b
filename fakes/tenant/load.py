"""Reading `--tenant FILE.toml`: users, mailboxes, the application and policies of a tenant of one's own."""

from __future__ import annotations

import difflib
import tomllib
import typing
from collections.abc import Iterable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from ..entra.policy.demands import KNOWN
from ..entra.state import Manners
from ..exchange.dialect import DIALECTS
from .example import LONGEST_DELAYS, PORTS, Plan, PlannedConsent, PlannedPolicy, PlannedSecret, PlannedUser
from .model import AUDIENCES, PLATFORMS, REGISTRATIONS, RESOURCES, SCOPE_MODES, Limits

_LISTS: dict[str, type] = {"users": PlannedUser, "other_secrets": PlannedSecret, "consents": PlannedConsent}
_TABLES: dict[str, type] = {"policy": PlannedPolicy, "manners": Manners, "limits": Limits}
_NOT_FROM_A_FILE = {*_LISTS, *_TABLES, "app_object_id", "object_id", "ports"}
_NEEDED: dict[type, tuple[str, ...]] = {PlannedUser: ("address", "name"), PlannedConsent: ("scopes",)}


class TenantFileError(ValueError):
    """The file cannot be read or says something unknown; str() is one sentence that names file and key."""


def load_plan(path: Path) -> Plan:
    """Read a tenant file. Raises TenantFileError.

    Top-level keys are those of `Plan`; `[[users]]`, `[[other_secrets]]`, `[[consents]]`, `[policy]`, `[limits]` and
    `[manners]` those of their classes; `[ports]` those of `--port`. A file may hold test credentials, which are good on
    this machine only.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise TenantFileError(f"{path}: cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TenantFileError(f"{path}: not valid TOML ({error})") from None
    lists = {name: _tables(path, name, document.pop(name, []), kind) for name, kind in _LISTS.items()}
    tables = {}
    for name, table_kind in _TABLES.items():
        table = document.pop(name, {})
        if not isinstance(table, dict):
            raise TenantFileError(f"{path}: {name} must be written as a [{name}] table")
        tables[name] = _made(path, f"{name}.", table, table_kind)
    ports = _ports(path, document.pop("ports", {}))
    plan = _made(path, "", document, Plan)
    assert isinstance(plan, Plan)
    for name, value in {**lists, **tables, "ports": ports}.items():
        setattr(plan, name, value)
    _check_words(path, plan)
    return plan


def _tables(path: Path, name: str, found: object, kind: type) -> list[Any]:
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise TenantFileError(f"{path}: {name} must be written as [[{name}]] tables")
    return [_made(path, f"{name}[{n}].", entry, kind) for n, entry in enumerate(found)]


def _ports(path: Path, found: object) -> dict[str, int]:
    if not isinstance(found, dict):
        raise TenantFileError(f"{path}: ports must be written as a [ports] table")
    for name, number in found.items():
        if name not in PORTS:
            raise TenantFileError(f"{path}: unknown key 'ports.{name}'{_near(name, PORTS)}")
        if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 65536:
            raise TenantFileError(f"{path}: 'ports.{name}' must be a number from 1 to 65535")
    return found


def _made(path: Path, where: str, values: dict[str, Any], kind: type) -> Any:
    checked = _checked(path, where, values, kind)
    try:
        return kind(**checked)
    except ValueError as error:
        raise TenantFileError(f"{path}: {where.rstrip('.')}: {error}") from None


def _check_words(path: Path, plan: Plan) -> None:
    """Values that are one of a few words, or not below nothing. Raises TenantFileError."""
    if not 0 <= plan.delay_scale <= LONGEST_DELAYS:
        raise TenantFileError(f"{path}: 'delay_scale' must be between 0 and {LONGEST_DELAYS:.0f}")
    spans = [(f"users[{n}].rights_spread_s", user.rights_spread_s) for n, user in enumerate(plan.users)]
    for key, number in [*((f"limits.{name}", value) for name, value in asdict(plan.limits).items()), *spans]:
        if number is not None and not number >= 0:
            raise TenantFileError(f"{path}: '{key}' must be 0 or more")
    choices: list[tuple[str, str, Iterable[str]]] = [
        ("dialect", plan.dialect, DIALECTS),
        ("exchange_registration", plan.exchange_registration, ("", *REGISTRATIONS)),
        ("audience", plan.audience, ("", *AUDIENCES)),
        ("redirect_platform", plan.redirect_platform, PLATFORMS),
        ("policy.scope_mode", plan.policy.scope_mode, SCOPE_MODES),
        *(("policy.demands", demand, sorted(KNOWN)) for demand in plan.policy.demands),
        *((f"users[{n}].demands", d, sorted(KNOWN)) for n, user in enumerate(plan.users) for d in user.demands),
        *(("policy.missing_resources", name, RESOURCES) for name in plan.policy.missing_resources),
        *(("policy.disabled_resources", name, RESOURCES) for name in plan.policy.disabled_resources),
        *((f"consents[{n}].resource", c.resource, RESOURCES) for n, c in enumerate(plan.consents)),
    ]
    for key, value, allowed in choices:
        if value not in allowed:
            raise TenantFileError(f"{path}: '{key}' is one of {', '.join(filter(None, allowed))}")


def _checked(path: Path, where: str, values: dict[str, Any], kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    known = [f.name for f in fields(kind) if f.name not in _NOT_FROM_A_FILE]
    checked = {}
    for key, value in values.items():
        if key not in known:
            raise TenantFileError(f"{path}: unknown key '{where}{key}'{_near(key, known)}")
        words = isinstance(value, list) and all(isinstance(item, str) for item in value)
        checked[key] = tuple(value) if words else value
        if not _fits(checked[key], hints[key]):
            raise TenantFileError(f"{path}: '{where}{key}' has the wrong type")
    for key in _NEEDED.get(kind, ()):
        if key not in checked:
            raise TenantFileError(f"{path}: '{where}{key}' is missing")
    return checked


def _near(key: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(key, known, 1, 0.5)
    return f"; did you mean '{near[0]}'?" if near else ""


def _fits(value: object, hint: Any) -> bool:
    if typing.get_origin(hint) is tuple:
        return isinstance(value, tuple)
    allowed = typing.get_args(hint) or (hint,)
    if bool not in allowed and isinstance(value, bool):
        return False
    if float in allowed and isinstance(value, int):
        return True
    return isinstance(value, tuple(allowed))
