"""The person in a case: signs in in a browser without a screen, where a client asks for it."""

from __future__ import annotations

import contextlib
import html
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

_SECONDS = 10.0
_INPUT = re.compile(r"<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">")
_ACTION = re.compile(r"<form id=\"f\" method=\"post\" action=\"([^\"]*)\">")


def sign_in(settings: Mapping[str, str | int], asked: Mapping[str, Any]) -> None:
    """Do what a client asks of a person; a client that asks for something else is left waiting."""
    url = asked.get("open")
    authorize = str(settings["authorize_url"])
    if not isinstance(url, str) or not url.startswith(authorize + "?"):
        return
    query = {name: values[-1] for name, values in parse_qs(urlsplit(url).query).items()}
    form = {**query, "login": str(settings["mailbox"]), "passwd": str(settings["password"])}
    # A client that closes its door early is judged by what it then does.
    with contextlib.suppress(requests.RequestException), requests.Session() as browser:
        browser.trust_env = False
        browser.verify = str(settings["ca_file"])
        answer = browser.post(authorize, data=form, timeout=_SECONDS, allow_redirects=False)
        back, fields = answer.headers.get("Location", ""), {}
        if not back and (action := _ACTION.search(answer.text)):
            back = html.unescape(action[1])
            fields = {html.unescape(name): html.unescape(value) for name, value in _INPUT.findall(answer.text)}
        if urlsplit(back).hostname in {"localhost", "127.0.0.1"}:
            method = "POST" if fields else "GET"
            browser.request(method, back, data=fields or None, timeout=_SECONDS, allow_redirects=False)
