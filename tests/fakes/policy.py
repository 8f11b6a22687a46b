"""A tenant without a listener, and token requests to it: for tests of what the policy says."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fakes.entra.grants import new_code
from fakes.entra.handle import handle
from fakes.entra.keys import KeyRing
from fakes.tenant.example import Plan, build
from fakes.tenant.model import App, User
from fakes.tenant.tenant import Code, Grant, Tenant

HOST = "https://login.microsoftonline.com"
OUTLOOK = "https://outlook.office.com/SMTP.Send"
REDIRECT = "http://localhost"
SPA = "https://app.example/spa"
PUBLIC = "http://localhost/public"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    members: dict[str, Any]
    headers: Mapping[str, str]

    @property
    def code(self) -> int:
        """The AADSTS number, 0 for a success."""
        return int(self.members.get("error_codes", [0])[0])


class Site:
    """The example tenant, and its first user's and application's part of a request."""

    def __init__(self, keys: KeyRing) -> None:
        self.plan = Plan(spa_redirect_uris=(SPA,), public_redirect_uris=(PUBLIC,))
        self.tenant: Tenant = build(self.plan, keys)

    @property
    def app(self) -> App:
        return self.tenant.apps[self.plan.client_id]

    @property
    def user(self) -> User:
        return self.tenant.users[self.plan.people()[0].address]

    @property
    def grant(self) -> Grant:
        return self.tenant.grants[self.plan.refresh_token]

    def post(self, form: Mapping[str, str], segment: str = "", headers: Mapping[str, str] | None = None) -> Answer:
        """A token request; values that are empty are left out."""
        url = f"{HOST}/{segment or self.tenant.id}/oauth2/v2.0/token"
        kind = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        body = urlencode({k: v for k, v in form.items() if v}).encode()
        response = handle(self.tenant, "POST", url, kind, body)
        return Answer(response.status, json.loads(response.body), response.headers)

    def refresh(self, segment: str = "", headers: Mapping[str, str] | None = None, **changes: str) -> Answer:
        form = {
            **self._client(),
            "grant_type": "refresh_token",
            "refresh_token": self.plan.refresh_token,
            "scope": f"{OUTLOOK} offline_access",
        }
        return self.post(form | changes, segment, headers)

    def code(self, **changes: Any) -> str:
        """A code as a sign-in would have made it."""
        value = new_code()
        made = {
            "client_id": self.plan.client_id,
            "upn": self.user.upn,
            "made": time.time(),
            "redirect_uri": REDIRECT,
            "scope": f"{OUTLOOK} offline_access",
            **changes,
        }
        self.tenant.codes[value] = Code(**made)
        return value

    def redeem(
        self, segment: str = "", headers: Mapping[str, str] | None = None, code: str = "", **changes: str
    ) -> Answer:
        form = {
            **self._client(),
            "grant_type": "authorization_code",
            "code": code or self.code(),
            "redirect_uri": REDIRECT,
        }
        return self.post(form | changes, segment, headers)

    def app_only(self, segment: str = "", **changes: str) -> Answer:
        form = {
            **self._client(),
            "grant_type": "client_credentials",
            "scope": "https://outlook.office365.com/.default",
        }
        return self.post(form | changes, segment)

    def password(self, segment: str = "", **changes: str) -> Answer:
        form = {
            **self._client(),
            "grant_type": "password",
            "username": self.user.upn,
            "password": self.user.password,
            "scope": OUTLOOK,
        }
        return self.post(form | changes, segment)

    def issue(self, **changes: Any) -> str:
        """A refresh token of another kind than the first."""
        from fakes.entra.grants import issue_refresh_token

        wanted = {"origin": "code", "made": time.time(), "scopes": frozenset({"SMTP.Send"}), **changes}
        return issue_refresh_token(self.tenant, self.app, self.user, **wanted)

    def _client(self) -> dict[str, str]:
        return {"client_id": self.plan.client_id, "client_secret": self.plan.client_secret}
