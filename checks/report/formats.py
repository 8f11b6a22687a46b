"""Which report formats there are, by file ending."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Document = Mapping[str, Any]


def _json(document: Document) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


FORMATS: Mapping[str, Callable[[Document], str]] = {".json": _json}


def write(path: Path, document: Document) -> None:
    """Write a report in the format of its ending. Raises OSError."""
    path.write_text(FORMATS[path.suffix](document), encoding="utf-8")
