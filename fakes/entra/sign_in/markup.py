"""How a page is made: every value escaped, nothing remote, no script except the one that posts a form by itself."""

from __future__ import annotations

import base64
import hashlib
import re
from html import escape
from urllib.parse import urlsplit

from ..errors import Response

STYLE = """\
*{box-sizing:border-box}
body{margin:0;background:#eef1f5;color:#1b1b1b;font:16px/1.5 system-ui,"Segoe UI",sans-serif}
main{max-width:28rem;margin:3rem auto;padding:2rem 2.25rem;background:#fff;border:1px solid #c9ced6;border-radius:8px}
h1{font-size:1.5rem;line-height:1.25;margin:1rem 0}
label{display:block;margin:1rem 0 .25rem;font-weight:600}
input{font:inherit;width:100%;padding:.5rem .625rem;color:#1b1b1b;background:#fff;
 border:1px solid #5c5c5c;border-radius:4px}
button{font:inherit;padding:.5rem 1.25rem;border:1px solid #0f5ea8;border-radius:4px;
 background:#0f5ea8;color:#fff;cursor:pointer}
button.quiet{background:#fff;color:#0f5ea8}
.actions{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:1.75rem}
.account{width:100%;text-align:left;background:#fff;color:#1b1b1b;border-color:#c9ced6;margin-top:.5rem}
.account span{display:block;color:#4d4d4d;font-size:.9rem;overflow-wrap:anywhere}
a{color:#0f5ea8}
:focus-visible{outline:3px solid #0f5ea8;outline-offset:2px}
.who{overflow-wrap:anywhere;font-weight:600;margin:0}
.error{color:#a4262c;background:#fdf3f4;border-left:4px solid #a4262c;padding:.5rem .75rem;overflow-wrap:anywhere}
small{display:block;margin-top:.5rem}
.note{background:#fff4ce;color:#3b2e00;padding:.5rem .75rem;border-radius:4px;margin:0;font-size:.9rem}
ul.plain{list-style:none;padding:0}
dt{font-weight:600;margin-top:.75rem}dd{margin:0;color:#4d4d4d}
"""
SCRIPT = 'document.getElementById("f").submit()'
NOTE = "This is a test tenant on this machine, not Microsoft. Use its own test accounts only, never a real password."
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[A-Za-z0-9.:\[\]-]+")


def hidden(name: str, value: str) -> str:
    """A value that a form carries along."""
    return f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'


def page(title: str, body: str, *, redirect: str = "", script: bool = False) -> Response:
    """A whole page. A form on it may end at `redirect`, which the browser is then allowed to follow."""
    html = (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)} - test tenant</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>'
        f'<body><main><p class="note">{NOTE}</p><h1>{escape(title)}</h1>{body}</main></body></html>\n'
    )
    policy = [
        "default-src 'none'",
        f"style-src '{_digest(STYLE)}'",
        f"form-action 'self' {_origin(redirect)}".rstrip(),
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
    if script:
        policy.append(f"script-src '{_digest(SCRIPT)}'")
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "no-store, no-cache",
        "Pragma": "no-cache",
        "Content-Security-Policy": "; ".join(policy),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
    }
    return Response(200, html.encode("utf-8", "replace"), headers)


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _origin(uri: str) -> str:
    """The source expression of a redirect URI: browsers hold redirects after a form against `form-action` too."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return ""
    origin = f"{parts.scheme}://{parts.netloc}"
    if parts.scheme in {"http", "https"}:
        return origin if _ORIGIN.fullmatch(origin) else ""
    return f"{parts.scheme}:" if parts.scheme else ""
