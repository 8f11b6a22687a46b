"""Which version of the suite is this?"""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path


def version() -> str:
    """From the checkout beside us, else from what is installed."""
    beside = Path(__file__).resolve().parent.parent / "oauthmail" / "__init__.py"
    if beside.is_file() and (found := re.search(r'__version__ = "([^"]+)"', beside.read_text(encoding="utf-8"))):
        return found[1]
    return metadata.version("oauthmail")
