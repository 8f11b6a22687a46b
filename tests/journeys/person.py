"""Somebody who signs in at the fake: as the program that BROWSER names, or asked for where the sign-in ends.

It knows nothing of the suite, so that it can run as a program of its own: `python person.py URL`.
"""

from __future__ import annotations

import html
import os
import re
import ssl
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any


class _Stay(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer, not a place to go."""

    def redirect_request(self, *_: Any) -> None:
        return None


def sign_in(url: str, environ: Mapping[str, str]) -> str:
    """Type account and password. Returns the address of the last page, or posts the form that the page holds."""
    trust = ssl.create_default_context(cafile=environ["FAKE_CA_FILE"])
    opener = urllib.request.build_opener(
        _Stay(), urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trust)
    )
    parts = urllib.parse.urlsplit(url)
    form = dict(urllib.parse.parse_qsl(parts.query))
    form |= {"login": environ["FAKE_MAILBOX"], "passwd": environ["FAKE_PASSWORD"]}
    try:
        with opener.open(parts._replace(query="").geturl(), urllib.parse.urlencode(form).encode(), 10) as answer:
            page = answer.read().decode()
    except urllib.error.HTTPError as redirect:
        with redirect:
            return str(redirect.headers["Location"])
    action = html.unescape(re.search(r'action="(http:[^"]*)"', page)[1])  # type: ignore[index] # or it fails here
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    fields = {html.unescape(name): html.unescape(value) for name, value in found}
    with opener.open(action, urllib.parse.urlencode(fields).encode(), 10) as answer:
        answer.read()
    return action


if __name__ == "__main__":
    sign_in(sys.argv[1], os.environ)
