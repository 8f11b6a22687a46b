"""The error body of Entra ID: keys and their order as recorded, with trace and correlation ids.

Source: azure-sdk-for-js recordings of 2021 and 2023; since the end of 2023 the parts of `error_description` are
joined by one blank, before by CRLF.
"""

from __future__ import annotations

import datetime
import json
import re
import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..faults.model import Fault, TokenError

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# Codes for which the recordings show no error_uri.
_WITHOUT_PAGE = {54005, 70043}
_OWN_MEMBERS = ("claims", "password_change_url")


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP answer."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """A request that the tenant refuses, with an entry of the fault table and what its message needs."""

    def __init__(self, fault: Fault, error: str = "", **values: str) -> None:
        super().__init__(fault.id)
        self.fault = fault
        self.error = error
        self.values = values


def describe(refused: Refused, correlation: str, trace: str, between: str = " ") -> dict[str, object]:
    """The JSON members of a refusal, in Entra's order. `between` joins the parts of the description.

    A value called `claims` or `password_change_url` is a member of its own.
    """
    effect = refused.fault.effect
    assert isinstance(effect, TokenError)
    now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    message = effect.message.format_map(defaultdict(str, {**refused.fault.defaults, **refused.values}))
    members: dict[str, object] = {
        "error": refused.error or effect.error,
        "error_description": between.join(
            (
                f"AADSTS{effect.code}: {message}",
                f"Trace ID: {trace}",
                f"Correlation ID: {correlation}",
                f"Timestamp: {now}",
            )
        ),
        "error_codes": [effect.code],
        "timestamp": now,
        "trace_id": trace,
        "correlation_id": correlation,
    }
    if effect.code not in _WITHOUT_PAGE:
        members["error_uri"] = f"https://login.microsoftonline.com/error?code={effect.code}"
    if effect.suberror:
        members["suberror"] = effect.suberror
    return members | {name: refused.values[name] for name in _OWN_MEMBERS if name in refused.values}


def error_response(refused: Refused, headers: Mapping[str, str], between: str = " ") -> Response:
    """The whole answer to a refused token or discovery request."""
    effect = refused.fault.effect
    assert isinstance(effect, TokenError)
    trace = str(uuid.uuid4())
    sent = headers.get("client-request-id", "")
    correlation = sent if _GUID.fullmatch(sent) else str(uuid.uuid4())
    body = json.dumps(
        describe(refused, correlation, trace, between), separators=(",", ":"), ensure_ascii=False
    ).encode()
    more = {"x-ms-request-id": trace, "x-ms-clitelem": f"1,{effect.code},0,,"}
    if effect.status == 429:
        # MSAL documentation on throttling.
        more["Retry-After"] = "60"
    return Response(effect.status, body, {**HEADERS, **more})


def echo_request_id(headers: Mapping[str, str]) -> dict[str, str]:
    """`client-request-id` comes back to those who ask for it (unverified)."""
    sent = headers.get("client-request-id", "")
    wanted = headers.get("return-client-request-id", "").lower() == "true"
    return {"client-request-id": sent} if wanted and _GUID.fullmatch(sent) else {}


HEADERS = {
    "Cache-Control": "no-store, no-cache",
    "Pragma": "no-cache",
    "Content-Type": "application/json; charset=utf-8",
    "Expires": "-1",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "P3P": 'CP="DSP CUR OTPi IND OTRi ONL FIN"',
    "x-ms-ests-server": "2.1.0.0 - oauthmail fake",
}


def json_response(members: Mapping[str, object], **headers: str) -> Response:
    """A successful answer."""
    body = json.dumps(members, separators=(",", ":")).encode()
    return Response(200, body, {**HEADERS, "x-ms-request-id": str(uuid.uuid4()), "x-ms-clitelem": "1,0,0,,", **headers})
