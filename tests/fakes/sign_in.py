"""The browser's part of a sign-in: one form post, and what comes back in each response mode."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlencode, urlsplit

from fakes.thread import ThreadedBox

from .client import fetch

_INPUT = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
_ACTION = re.compile(r'<form id="f" method="post" action="([^"]*)">')


def sign_in(box: ThreadedBox, url: str, **changes: str) -> tuple[str, dict[str, str]]:
    """Sign the mailbox's user in at an authorize URL: where the browser is sent, and the fields that go there."""
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    form = {**query, "login": box.settings.mailbox, "passwd": box.settings.password, **changes}
    status, body, headers = fetch(box, parts._replace(query="").geturl(), urlencode(form).encode())
    return outcome(status, body.decode(), headers["location"])


def outcome(status: int, page: str, location: str | None) -> tuple[str, dict[str, str]]:
    if location is None:
        action = _ACTION.search(page)
        assert status == 200 and action, page[-2000:]
        return html.unescape(action[1]), {html.unescape(k): html.unescape(v) for k, v in _INPUT.findall(page)}
    assert status == 302
    target = urlsplit(location)
    assert not (target.query and target.fragment)
    fields = {name: values[-1] for name, values in parse_qs(target.query or target.fragment).items()}
    return location[: -len(target.query or target.fragment)], fields
