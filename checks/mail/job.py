"""A job of the adapter contract becomes settings, a letter and a way out; what cannot be one gets one sentence.

Beyond the contract a job may hold `cc`, `bcc`, `reply_to` and `html`; beside a server's `user` also `oauth` (false:
sign in with its `password`), which `policy.basic_fallback` must allow.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..config.clouds import CLOUDS
from ..config.references import Secret
from ..redactor import Redactor
from .compose import Attachment, Letter, message_id
from .reach import Reach
from .settings import Grant, Place, Settings, default_scopes

ACTIONS = ("send", "fetch-imap", "fetch-pop3", "token", "login")
FLOWS = ("authorization_code", "device_code", "refresh_token", "client_credentials", "static_access_token")
LONGEST = 256 * 1024 * 1024
_TOKEN_PATH = "/oauth2/v2.0/token"
_DEFAULT_SECONDS = 60.0
_STEP_SHARE = 3
_MOST = 30.0


class BadJob(ValueError):
    """A job that cannot be done; str() is one sentence and holds no value of the job."""


@dataclass(frozen=True, slots=True)
class Job:
    """One job, ready to be done. `letter` is None when nothing is sent."""

    action: str
    settings: Settings
    reach: Reach
    state: Path | None
    letter: Letter | None
    redirect_uri: str


def read(text: str, redactor: Redactor) -> Job:
    """Read a job. Raises BadJob."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise BadJob("The job on standard input is not JSON.") from None
    if not isinstance(said, dict):
        raise BadJob("The job is not a JSON object.")
    part = _Part("", said)
    if said.get("adapter") != 1:
        raise BadJob("The job's adapter is not 1, the only version that this client knows.")
    action = part.text("action")
    if action not in ACTIONS:
        raise BadJob(f"The job's action is none of {', '.join(ACTIONS)}.")
    seconds = part.number("timeout_s", _DEFAULT_SECONDS)
    places = {name: place for name in ("smtp", "imap", "pop3") if (place := _place(part, name, redactor))}
    grant, authority = _grant(part, action, tuple(places), redactor)
    hosts = {f"{place.host.lower().rstrip('.')}:{place.port}" for place in places.values()}
    policy = part.part("policy")
    settings = Settings(
        "the job",
        "operation",
        grant=grant,
        from_address=part.text("from"),
        basic_fallback=policy.text("basic_fallback", "forbid") if policy else "forbid",
        smtp=places.get("smtp"),
        imap=places.get("imap"),
        pop3=places.get("pop3"),
    )
    ca_file, state = part.text("ca_file"), part.text("state_dir")
    # The job's own end comes before the caller's: a sentence is better than being killed.
    reach = Reach(
        frozenset({*hosts, authority} if authority else hosts),
        Path(ca_file) if ca_file else None,
        redactor,
        step_seconds=min(max(round(seconds / _STEP_SHARE, 1), 0.2), _MOST),
        ends=time.monotonic() + seconds * 0.9,
    )
    letter = _letter(part) if action == "send" else None
    oauth = part.part("oauth")
    return Job(
        action, settings, reach, Path(state) if state else None, letter, oauth.text("redirect_uri") if oauth else ""
    )


class _Part:
    """A table of the job; every value is asked for by name and type."""

    def __init__(self, name: str, values: Mapping[str, Any]) -> None:
        self._name = name
        self._values = values

    def text(self, key: str, default: str = "") -> str:
        found = self._values.get(key)
        if found is None:
            return default
        if not isinstance(found, str):
            raise BadJob(f"{self._name}{key} of the job is not a text.")
        if "\0" in found:
            raise BadJob(f"{self._name}{key} of the job holds a zero byte.")
        return found

    def number(self, key: str, default: float) -> float:
        found = self._values.get(key, default)
        if isinstance(found, bool) or not isinstance(found, int | float) or not 0 < found < math.inf:
            raise BadJob(f"{self._name}{key} of the job is not a number above zero.")
        return float(found)

    def flag(self, key: str, *, default: bool) -> bool:
        found = self._values.get(key, default)
        if not isinstance(found, bool):
            raise BadJob(f"{self._name}{key} of the job is not true or false.")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        found = self._values.get(key)
        if found is None:
            return ()
        if isinstance(found, str):
            return (found,)
        if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
            raise BadJob(f"{self._name}{key} of the job is not a list of texts.")
        return tuple(found)

    def part(self, key: str) -> _Part | None:
        found = self._values.get(key)
        if found is None:
            return None
        if not isinstance(found, dict):
            raise BadJob(f"{self._name}{key} of the job is not an object.")
        return _Part(f"{key}.", found)

    def parts(self, key: str) -> list[_Part]:
        found = self._values.get(key) or []
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise BadJob(f"{self._name}{key} of the job is not a list of objects.")
        return [_Part(f"{key}[{number}].", item) for number, item in enumerate(found, 1)]

    def secret(self, key: str, redactor: Redactor) -> Secret | None:
        found = self.text(key)
        if not found:
            return None
        redactor.learn(found)
        return Secret(found)


def _place(job: _Part, protocol: str, redactor: Redactor) -> Place | None:
    said = job.part(protocol)
    if said is None:
        return None
    host, port = said.text("host"), said.number("port", 0.5)
    if not host or port != int(port) or port > 65535:
        raise BadJob(f"{protocol} of the job needs a host and a port.")
    return Place(
        protocol,
        host,
        int(port),
        said.text("tls").lower(),
        said.text("user"),
        oauth=said.flag("oauth", default=True),
        password=said.secret("password", redactor),
    )


def _grant(job: _Part, action: str, protocols: tuple[str, ...], redactor: Redactor) -> tuple[Grant | None, str]:
    """The grant, and `host:port` of its authority."""
    said = job.part("oauth")
    if said is None:
        return None, ""
    authority = said.text("authority").rstrip("/")
    token_url = said.text("token_url")
    if not authority and token_url:
        if not token_url.endswith(_TOKEN_PATH):
            raise BadJob("oauth.authority of the job is missing, and cannot be told from oauth.token_url.")
        authority = token_url.removesuffix(_TOKEN_PATH)
    given = {name: said.secret(name, redactor) for name in ("client_secret", "refresh_token", "access_token")}
    static = given["access_token"] is not None and given["refresh_token"] is None
    flow = said.text("flow") or ("static_access_token" if static else "authorization_code")
    if flow not in FLOWS:
        raise BadJob(f"oauth.flow of the job is none of {', '.join(FLOWS)}.")
    try:
        parts = urlsplit(authority)
        port = parts.port or 443
    except ValueError:
        raise BadJob("oauth.authority of the job is not a URL.") from None
    if authority and (parts.scheme != "https" or not parts.hostname):
        raise BadJob("oauth.authority of the job does not begin with https://, and no secret goes anywhere else.")
    needs_endpoint = flow != "static_access_token" and (given["access_token"] is None or action in ("token", "login"))
    if needs_endpoint and not (authority and said.text("client_id")):
        raise BadJob("oauth of the job needs authority (or token_url) and client_id.")
    cloud = CLOUDS["public"]
    asked = {"send": ("smtp",), "fetch-imap": ("imap",), "fetch-pop3": ("pop3",)}.get(action, protocols)
    scopes = tuple(said.text("scope").split()) or default_scopes(
        flow, asked or ("smtp", "imap"), cloud.resource, cloud.app_only_resource
    )
    secret, refresh_token, access_token = (given[name] for name in ("client_secret", "refresh_token", "access_token"))
    grant = Grant(flow, authority, said.text("client_id"), scopes, secret, refresh_token, access_token)
    return grant, f"{parts.hostname}:{port}" if authority else ""


def _letter(job: _Part) -> Letter:
    sender, now = job.text("from"), datetime.now(UTC)
    attachments = []
    for said in job.parts("attachments"):
        try:
            content = base64.b64decode(said.text("content_base64"), validate=True)
        except (binascii.Error, ValueError):
            raise BadJob("content_base64 of an attachment of the job is not base64.") from None
        attachments.append(Attachment(said.text("name"), content))
    to = job.texts("to")
    subject, text = job.text("subject"), job.text("text")
    mark = message_id(sender, now.isoformat(), *to, subject) if "@" in sender else ""
    return Letter(
        sender,
        to,
        subject,
        text,
        mark,
        now.replace(microsecond=0),
        cc=job.texts("cc"),
        bcc=job.texts("bcc"),
        reply_to=job.texts("reply_to"),
        html=job.text("html"),
        attachments=tuple(attachments),
    )
