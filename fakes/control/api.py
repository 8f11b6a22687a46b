"""A small HTTP API on a loopback port of its own: state, faults, clock, transcript, messages, reset.

Who may ask: only who knows the path, which is in `control_url`. Requests with an Origin header (a web page) or a
foreign Host (DNS rebinding) are refused. JSON throughout; `GET schema` is the published JSON Schema.
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from importlib import resources
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

from ..exchange.dialect import DIALECTS
from ..exchange.store import Message
from ..faults.switchboard import SpecError
from ..tenant.tenant import Outgoing, Tenant


class Controlled(Protocol):
    """What the API can do to the box it belongs to."""

    tenant: Tenant

    def set_faults(self, specs: list[str]) -> None: ...
    def set_dialect(self, name: str) -> None: ...
    def advance(self, span: str) -> None: ...
    def reset(self) -> None: ...


class BadRequest(ValueError):
    """The request cannot be carried out; str() is one sentence."""


class ControlApi:
    """Answers one request. `secret` is the unguessable first path segment, `port` the port it listens on."""

    def __init__(self, box: Controlled, secret: str, port: int) -> None:
        self._box = box
        self._secret = secret
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}

    def answer(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body; nothing is raised."""
        try:
            status, value = self._answer(method, target, headers, body)
        except (BadRequest, SpecError) as error:
            status, value = 400, {"error": str(error)}
        return status, {"Content-Type": "application/json"}, json.dumps(value).encode() + b"\n"

    def _answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Any]:
        if "origin" in headers or headers.get("host", "").lower() not in self._hosts:
            return 403, {"error": "requests from web pages and for other host names are refused"}
        try:
            parts = urlsplit(target)
        except ValueError:
            raise BadRequest("the path cannot be read") from None
        secret, _, verb = parts.path.lstrip("/").partition("/")
        if not hmac.compare_digest(secret.encode(), self._secret.encode()):
            return 404, {"error": "no such path"}
        action = getattr(self, f"_{method.lower()}_{verb}", None) if verb.isalpha() and method.isalpha() else None
        if action is None:
            return 404, {"error": "see GET schema for what can be asked"}
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        return 200, action(query, body)

    def _get_state(self, _query: Mapping[str, str], _body: bytes) -> Any:
        tenant = self._box.tenant
        return {
            "faults": tenant.faults.active(),
            "dialect": tenant.dialect.name,
            "mailboxes": {a: len(m.store.folders["INBOX"].messages) for a, m in tenant.mailboxes.items()},
            "outgoing": len(tenant.outgoing),
            "transcript": {"events": len(tenant.transcript.events()), "dropped": tenant.transcript.dropped},
            "own_errors": len(tenant.bugs),
        }

    def _put_faults(self, _query: Mapping[str, str], body: bytes) -> Any:
        specs = _members(body, faults=list)["faults"]
        if not all(isinstance(spec, str) for spec in specs):
            raise BadRequest("faults must be a list of strings")
        self._box.set_faults(specs)
        return {"faults": self._box.tenant.faults.active()}

    def _put_dialect(self, _query: Mapping[str, str], body: bytes) -> Any:
        name = _members(body, dialect=str)["dialect"]
        if name not in DIALECTS:
            raise BadRequest(f"unknown dialect {name!r}: it is one of {', '.join(DIALECTS)}")
        self._box.set_dialect(name)
        return {"dialect": name}

    def _post_clock(self, _query: Mapping[str, str], body: bytes) -> Any:
        span = _members(body, advance=str)["advance"]
        try:
            self._box.advance(span)
        except ValueError as error:
            raise BadRequest(str(error)) from None
        return {"advanced": span}

    def _get_transcript(self, _query: Mapping[str, str], _body: bytes) -> Any:
        transcript = self._box.tenant.transcript
        return {"dropped": transcript.dropped, "events": transcript.events()}

    def _get_messages(self, query: Mapping[str, str], _body: bytes) -> Any:
        tenant = self._box.tenant
        address = query.get("mailbox")
        if address is None:
            return {"messages": [_sent(m) for m in tenant.outgoing]}
        mailbox = tenant.mailbox(address)
        if mailbox is None:
            kept = [m for m in tenant.outgoing if address.lower() in {r.lower() for r in m.recipients}]
            return {"messages": [_sent(m) for m in kept]}
        return {
            "messages": [
                _kept(name, message) for name, folder in mailbox.store.folders.items() for message in folder.messages
            ]
        }

    def _post_messages(self, _query: Mapping[str, str], body: bytes) -> Any:
        members = _members(body, mailbox=str, content_base64=str)
        mailbox = self._box.tenant.mailbox(members["mailbox"])
        if mailbox is None:
            raise BadRequest(f"no mailbox {members['mailbox']!r} in this tenant")
        folder = members.get("folder", "INBOX")
        if not isinstance(folder, str) or folder not in mailbox.store.folders:
            raise BadRequest(f"no folder {folder!r} in that mailbox")
        try:
            content = base64.b64decode(members["content_base64"], validate=True)
        except ValueError:
            raise BadRequest("content_base64 is not base64") from None
        return _kept(folder, mailbox.store.deliver(content, folder))

    def _post_reset(self, _query: Mapping[str, str], _body: bytes) -> Any:
        self._box.reset()
        return {"reset": True}

    def _get_schema(self, _query: Mapping[str, str], _body: bytes) -> Any:
        return json.loads(resources.files(__package__).joinpath("schema.json").read_text())


def _members(body: bytes, **wanted: type) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequest("the body is not JSON") from None
    if not isinstance(value, dict):
        raise BadRequest("the body is not a JSON object")
    for name, kind in wanted.items():
        if not isinstance(value.get(name), kind):
            raise BadRequest(f"'{name}' is missing or not a {'list' if kind is list else 'string'}")
    return value


def _sent(message: Outgoing) -> dict[str, Any]:
    return {
        "from": message.sender,
        "to": list(message.recipients),
        "content_base64": base64.b64encode(message.content).decode(),
        "at": message.at,
    }


def _kept(folder: str, message: Message) -> dict[str, Any]:
    return {
        "folder": folder,
        "uid": message.uid,
        "flags": sorted(message.flags),
        "content_base64": base64.b64encode(message.content).decode(),
        "at": message.received,
    }
