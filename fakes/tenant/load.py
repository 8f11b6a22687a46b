"""Reading `--tenant FILE.toml`: users, mailboxes, the application and policies of a tenant of one's own."""

from __future__ import annotations

import difflib
import tomllib
import typing
from dataclasses import fields
from pathlib import Path
from typing import Any

from .example import Plan, PlannedUser

_NOT_FROM_A_FILE = {"users", "app_object_id", "object_id"}


class TenantFileError(ValueError):
    """The file cannot be read or says something unknown; str() is one sentence that names file and key."""


def load_plan(path: Path) -> Plan:
    """Read a tenant file. Raises TenantFileError.

    Top-level keys are those of `Plan`, `[[users]]` those of `PlannedUser`; a file may hold test credentials, which
    are good on this machine only.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TenantFileError(f"{path}: cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TenantFileError(f"{path}: not valid TOML ({error})") from None
    users = document.pop("users", [])
    if not isinstance(users, list) or not all(isinstance(user, dict) for user in users):
        raise TenantFileError(f"{path}: users must be written as [[users]] tables")
    plan = Plan(**_checked(path, "", document, Plan))
    plan.users = [PlannedUser(**_checked(path, f"users[{n}].", user, PlannedUser)) for n, user in enumerate(users)]
    return plan


def _checked(path: Path, where: str, values: dict[str, Any], kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    known = [f.name for f in fields(kind) if f.name not in _NOT_FROM_A_FILE]
    checked = {}
    for key, value in values.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, 1, 0.5)
            raise TenantFileError(
                f"{path}: unknown key '{where}{key}'" + (f"; did you mean '{near[0]}'?" if near else "")
            )
        words = isinstance(value, list) and all(isinstance(item, str) for item in value)
        checked[key] = tuple(value) if words else value
        if not _fits(checked[key], hints[key]):
            raise TenantFileError(f"{path}: '{where}{key}' has the wrong type")
    if kind is PlannedUser:
        for key in ("address", "name"):
            if key not in checked:
                raise TenantFileError(f"{path}: '{where}{key}' is missing")
    return checked


def _fits(value: object, hint: Any) -> bool:
    if typing.get_origin(hint) is tuple:
        return isinstance(value, tuple)
    allowed = typing.get_args(hint) or (hint,)
    if bool not in allowed and isinstance(value, bool):
        return False
    if float in allowed and isinstance(value, int):
        return True
    return isinstance(value, tuple(allowed))
