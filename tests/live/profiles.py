"""Profiles of a live run: the example for loopback with a few values changed, as a file."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fakes.box import Settings
from tests.harness import ROOT

EXAMPLE = ROOT / "examples" / "loopback.toml"


def variables(settings: Settings) -> dict[str, str]:
    """What `python -m fakes run` puts into the environment of its command."""
    return {f"FAKE_{name.upper()}": str(value) for name, value in settings.as_dict().items()}


def write(folder: Path, changes: Mapping[str, Any]) -> Path:
    """The example profile with `changes` by dotted key; None takes a key or a whole table away."""
    values = _flat(tomllib.loads(EXAMPLE.read_text(encoding="utf-8")))
    for key, value in changes.items():
        values = {name: old for name, old in values.items() if name != key and not name.startswith(f"{key}.")}
        if value is not None:
            values[key] = value
    path = folder / "profile.toml"
    path.write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items()), encoding="utf-8")
    return path


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in table.items():
        found |= _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
    return found
