"""A bad day of the service: HTTP errors with and without Retry-After, pages for JSON, answers that do not arrive.

What a body looks like at 429 has not been seen, so there is none. An answer that is not whole needs the wire: the
header TROUBLE tells it how.
"""

from __future__ import annotations

from ...wire.http import TROUBLE
from ..errors import Response

_PAGE = b"<!DOCTYPE html><html><body><h2>Our services aren't available right now</h2></body></html>"
_HTML = {"Content-Type": "text/html", "Cache-Control": "no-store"}


def trouble_response(how: str) -> Response:
    """`how` is a status, with `retry-after` or `html` behind it, or one of `truncate`, `drop` and `slow`."""
    first, _, more = how.partition(" ")
    if not first.isdigit():
        return Response(200, b'{"token_type":"Bearer","expires_in":3599,"access_to', {TROUBLE: first})
    headers = _HTML | ({"Retry-After": "60"} if more == "retry-after" or first == "429" else {})
    return Response(int(first), b"" if first == "429" else _PAGE, headers)
