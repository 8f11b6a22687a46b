"""A browser without scripts: it keeps cookies, reads the forms of a page and posts them as a browser would."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import requests

from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox

from .client import post

OUTLOOK = "https://outlook.office.com/"
SCOPE = f"{OUTLOOK}SMTP.Send offline_access"
COLLEAGUE = "adele@contoso.example"
_VOID = {"input", "meta", "br", "link"}


@dataclass
class Element:
    """A form control or link of a page."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """What stands on a page, in order."""

    html: str
    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1].tag == tag, f"</{tag}> closes nothing"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]

    @property
    def heading(self) -> str:
        (heading,) = self.all("h1")
        return heading.text

    @property
    def alert(self) -> str:
        return " ".join(e.text for e in self.elements if e.attributes.get("role") == "alert")


class Browser:
    """Where it is, and what it sees there. A redirect away from the tenant is `landed`, and is not followed."""

    def __init__(self, box: ThreadedBox) -> None:
        self._session = requests.Session()
        self._session.verify = box.settings.ca_file
        self._session.trust_env = False
        self.url = ""
        self.landed = ""
        self.page = Page("")
        self.response: requests.Response

    def open(self, url: str) -> Browser:
        return self._show(self._session.get(url, allow_redirects=False, timeout=10))

    def post(self, url: str, form: dict[str, str]) -> Browser:
        return self._show(self._session.post(url, data=form, allow_redirects=False, timeout=10))

    def press(self, label: str, **typed: str) -> Browser:
        """Fill in the fields of the form, press the button of that label."""
        (button,) = [b for b in self.page.all("button") if label in b.text]
        fields = self.fields() | typed
        if "name" in button.attributes:
            fields[button.attributes["name"]] = button.attributes["value"]
        (form,) = self.page.all("form")
        return self.post(urljoin(self.url, form.attributes.get("action", self.url)), fields)

    def fields(self) -> dict[str, str]:
        # A browser sends line ends as CRLF, whatever they were (HTML, "constructing the entry list").
        return {
            i.attributes["name"]: "\r\n".join(i.attributes.get("value", "").splitlines())
            for i in self.page.all("input")
        }

    @property
    def answer(self) -> dict[str, str]:
        """What the application gets: in the URL, or in the form that is posted to it."""
        if not self.landed:
            return self.fields()
        parts = urlsplit(self.landed)
        return {k: v[-1] for k, v in parse_qs(parts.query or parts.fragment, keep_blank_values=True).items()}

    def _show(self, response: requests.Response) -> Browser:
        self.url, self.response = str(response.url), response
        self.landed = response.headers.get("location", "")
        self.page = Page(response.text)
        return self


def url(box: ThreadedBox, **changes: str | None) -> str:
    query = {
        "client_id": box.settings.client_id,
        "response_type": "code",
        "redirect_uri": "http://localhost:8400",
        "scope": SCOPE,
        "state": "12345",
        **changes,
    }
    return box.settings.authorize_url + "?" + urlencode({k: v for k, v in query.items() if v is not None})


def password(box: ThreadedBox, upn: str = "") -> str:
    return box.ask(lambda t: t.users[upn or box.settings.mailbox].password)


def sign_in(box: ThreadedBox, browser: Browser, upn: str = "", **changes: str | None) -> Browser:
    """From whatever page comes first to the page after the password."""
    upn = upn or box.settings.mailbox
    browser.open(url(box, **changes))
    if browser.page.heading == "Pick an account":
        browser.press("Use another account")
    if browser.page.heading == "Sign in":
        browser.press("Next", login=upn)
    assert browser.page.heading == "Enter password", browser.page.html
    return browser.press("Sign in", passwd=password(box, upn))


def withdraw(tenant: Tenant) -> None:
    for app in tenant.apps.values():
        app.consented.clear()
        app.graph_consented.clear()
        app.consents.clear()


def change(box: ThreadedBox, **values: object) -> None:
    def apply(tenant: Tenant) -> None:
        for name, value in values.items():
            setattr(tenant.apps[box.settings.client_id], name, value)

    box.ask(apply)


def redeem(box: ThreadedBox, code: str, **more: str) -> tuple[int, dict[str, object]]:
    form = {
        "client_id": box.settings.client_id,
        "client_secret": box.settings.client_secret,
        "grant_type": "authorization_code",
        "redirect_uri": "http://localhost:8400",
        "code": code,
        "scope": SCOPE,
        **more,
    }
    return post(box, form)
