"""Which report formats there are, by file ending."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .markdown import markdown

Document = Mapping[str, Any]
Identity = Mapping[str, str]


def _json(document: Document, _identity: Identity, _page: Sequence[str]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


FORMATS: Mapping[str, Callable[[Document, Identity, Sequence[str]], str]] = {".json": _json, ".md": markdown}


def write(path: Path, document: Document, identity: Identity, page: Sequence[str]) -> None:
    """Write a report in the format of its ending; `page` is what a person reads on the terminal. Raises OSError."""
    path.write_text(FORMATS[path.suffix](document, identity, page), encoding="utf-8")
