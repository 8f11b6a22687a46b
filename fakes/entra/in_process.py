"""The login host inside a process: requests to its production names are answered by `handle()`, no socket involved.

For tests that use `requests`, as MSAL does, in the process of the tenant itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import requests
import responses

from ..tenant.tenant import Tenant
from .discovery import PUBLIC
from .handle import handle

_HOSTS = re.compile(rf"https://(?:{'|'.join(map(re.escape, PUBLIC))})/.*")
_METHODS = (responses.GET, responses.POST, responses.HEAD, responses.OPTIONS)


@contextmanager
def activate(tenant: Tenant) -> Iterator[responses.RequestsMock]:
    """Answer `https://login.microsoftonline.com/...` and its aliases from this tenant while the context lasts.

    Every other host raises requests.ConnectionError, except loopback, which is really asked. The tenant must not be in
    use by a running box at the same time: it belongs to one thread.
    """

    def answer(request: requests.PreparedRequest) -> tuple[int, dict[str, str], bytes]:
        body = request.body or b""
        data = body.encode() if isinstance(body, str) else bytes(body)
        response = handle(tenant, request.method or "GET", request.url or "", dict(request.headers), data)
        return response.status, dict(response.headers), response.body

    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.add_passthru(re.compile(r"https?://(?:localhost|127\.0\.0\.1|\[::1\])[:/]"))
        for method in _METHODS:
            # Without a content type of its own, `responses` would add text/plain beside the one of the answer.
            mock.add_callback(method, _HOSTS, callback=answer, content_type=None)
        yield mock
