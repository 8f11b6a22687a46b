"""Refresh tokens and client authentication: what is accepted, what is refused, in which order."""

from __future__ import annotations

import base64
import datetime
import re
import time
import uuid
from typing import Any

import pytest

from fakes.tenant.model import App, Secret
from fakes.thread import ThreadedBox

from .client import fetch, post, refresh_form

KEYS = ["error", "error_description", "error_codes", "timestamp", "trace_id", "correlation_id", "error_uri", "suberror"]


def refused(box: ThreadedBox, code: int, **changes: str) -> dict[str, object]:
    status, answer = post(box, refresh_form(box, **changes))
    assert answer.get("error_codes") == [code], answer
    assert status == (401 if answer["error"] == "invalid_client" else 400)
    return dict(answer)


def accepted(box: ThreadedBox, **changes: str) -> dict[str, Any]:
    status, answer = post(box, refresh_form(box, **changes))
    assert status == 200, answer
    return dict(answer)


def test_answer_keys_in_order(box: ThreadedBox) -> None:
    answer = accepted(box, scope="https://outlook.office.com/SMTP.Send offline_access openid profile", client_info="1")
    expected = ["token_type", "scope", "expires_in", "ext_expires_in", "access_token", "refresh_token", "id_token"]
    assert [*answer] == [*expected, "client_info"]
    assert answer["token_type"] == "Bearer" and isinstance(answer["expires_in"], int)
    assert answer["scope"].split() == [
        f"https://outlook.office.com/{name}" for name in ("IMAP.AccessAsUser.All", "POP.AccessAsUser.All", "SMTP.Send")
    ]
    assert 3600 <= answer["expires_in"] < 5400


def test_the_old_token_goes_on_and_a_new_one_needs_offline_access(box: ThreadedBox) -> None:
    assert "refresh_token" not in accepted(box, scope="https://outlook.office.com/SMTP.Send")
    newer = accepted(box)["refresh_token"]
    assert newer != box.settings.refresh_token and newer.startswith("1.A") and len(newer) > 1000
    accepted(box)
    accepted(box, refresh_token=newer)


def test_without_scope_the_token_is_for_what_was_consented(box: ThreadedBox) -> None:
    assert "https://outlook.office.com/SMTP.Send" in accepted(box, scope="")["scope"]


def test_ninety_days(box: ThreadedBox) -> None:
    box.advance("89d")
    newer = accepted(box)["refresh_token"]
    box.advance("2d")
    made = time.time() - 91 * 86400
    answer = refused(box, 700082)
    text = str(answer["error_description"])
    found = re.search(
        r"^AADSTS700082: The refresh token has expired due to inactivity\.\u00a0The token was issued on "
        r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d{7}Z and was inactive for 90\.00:00:00\. Trace ID: ",
        text,
    )
    assert found, text
    issued = datetime.datetime.fromisoformat(found[1] + "+00:00").timestamp()
    assert abs(issued - made) < 60
    assert answer["suberror"] == "bad_token"
    # Using a token does not make the old one younger; the one it gave is two days old.
    accepted(box, refresh_token=newer)
    box.advance("89d")
    refused(box, 700082, refresh_token=newer)


def test_the_fault_tells_of_an_old_token(box: ThreadedBox) -> None:
    box.faults("refresh-token-expired")
    text = str(refused(box, 700082)["error_description"])
    issued = datetime.datetime.fromisoformat(re.findall(r"issued on (\S+)\.", text)[0] + "+00:00").timestamp()
    assert time.time() - issued > 90 * 86400


def test_absurd_ages_are_survived(box: ThreadedBox) -> None:
    box.ask(lambda t: t.apps[box.settings.client_id].secrets.clear())
    box.advance("999999999d")
    assert "issued on 1970-01-01T" in str(refused(box, 700082, client_secret="")["error_description"])


def test_revoked(box: ThreadedBox) -> None:
    owner = box.settings.mailbox
    newer = accepted(box)["refresh_token"]
    box.ask(lambda t: setattr(t.users[owner], "tokens_valid_from", time.time()))
    for token in ("", newer):
        text = str(refused(box, 50173, **({"refresh_token": token} if token else {}))["error_description"])
        issued, valid_from = re.findall(r"'(\d{4}-\S+Z)'", text)
        assert issued < valid_from


@pytest.mark.parametrize("secret", ["", "wrong"])
@pytest.mark.parametrize(
    "damage",
    [
        lambda token: token[:100],
        lambda token: token[:80] + "\r\n" + token[80:],
        lambda token: token + "\n",
        lambda token: token.replace("-", "%2D") + "%3D",
        lambda token: " " + token,
        lambda token: base64.b64encode(token.encode()).decode(),
        lambda token: '"' + token + '"',
        lambda token: "PASTE_REFRESH_TOKEN_HERE",
        lambda token: "Bearer " + token,
    ],
)
def test_a_damaged_token_is_seen_before_the_secret(box: ThreadedBox, damage: object, secret: str) -> None:
    assert callable(damage)
    changes = {"client_secret": secret, "refresh_token": damage(box.settings.refresh_token)}
    assert refused(box, 9002313, **changes)["error"] == "invalid_grant"


def test_a_token_of_nobody_or_of_another_app(box: ThreadedBox) -> None:
    other = str(uuid.uuid4())
    app = App(other, "Other", str(uuid.uuid4()), [Secret("s3cret", time.time(), 1e9)])
    box.ask(lambda t: t.apps.update({other: app}))
    refused(box, 70000, client_id=other, client_secret="s3cret")
    refused(box, 70000, refresh_token="1.A" + "x" * 900)


def test_the_secret(box: ThreadedBox) -> None:
    assert refused(box, 7000215, client_secret="wrong")["error"] == "invalid_client"
    refused(box, 7000218, client_secret="")
    box.advance("729d")
    refused(box, 700082)
    box.advance("2d")
    refused(box, 7000222)
    refused(box, 7000215, client_secret="wrong")


def test_two_secrets_during_a_rollover(box: ThreadedBox) -> None:
    newer = Secret("newer", time.time(), 1e9)
    box.ask(lambda t: t.apps[box.settings.client_id].secrets.append(newer))
    accepted(box)
    accepted(box, client_secret="newer")


def test_a_public_client_shows_no_secret(box: ThreadedBox) -> None:
    box.ask(lambda t: t.apps[box.settings.client_id].secrets.clear())
    refused(box, 700025)
    accepted(box, client_secret="")
    # And without a secret nobody is an application.
    form = {"client_id": box.settings.client_id, "grant_type": "client_credentials"}
    status, answer = post(box, form | {"scope": "https://outlook.office365.com/.default"})
    assert (status, answer["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("secret", ["good", "a+b%c&d e:f"])
def test_basic_authentication_of_the_client(box: ThreadedBox, secret: str) -> None:
    from urllib.parse import quote_plus

    box.ask(lambda t: setattr(t.apps[box.settings.client_id].secrets[0], "value", secret))
    pair = f"{quote_plus(box.settings.client_id)}:{quote_plus(secret)}"
    form = refresh_form(box, client_id="", client_secret="")

    def ask(value: str) -> tuple[int, dict[str, object]]:
        return post(box, form, {"Authorization": value})

    assert ask("Basic " + base64.b64encode(pair.encode()).decode())[0] == 200
    assert ask("Basic " + base64.b64encode((pair + "x").encode()).decode())[1]["error_codes"] == [7000215]
    for broken in ("Basic", "Basic !", "Basic \xe5\xe4", "Bearer x"):
        assert ask(broken)[1]["error_codes"] == [900144]


def test_a_disabled_and_a_deleted_user(box: ThreadedBox) -> None:
    box.ask(lambda t: setattr(t.users[box.settings.mailbox], "enabled", False))
    refused(box, 50057)


@pytest.mark.parametrize("missing", ["grant_type", "refresh_token", "client_id"])
def test_missing_parameters_are_named(box: ThreadedBox, missing: str) -> None:
    assert f"parameter: '{missing}'." in str(refused(box, 900144, **{missing: ""})["error_description"])


def test_unknown_grants(box: ThreadedBox) -> None:
    assert refused(box, 70003, grant_type="implicit")["error"] == "unsupported_grant_type"


def test_error_body_headers_and_correlation(box: ThreadedBox) -> None:
    asked = str(uuid.uuid4())
    headers = {"client-request-id": asked, "return-client-request-id": "true"}
    form = refresh_form(box, refresh_token="1.A" + "x" * 900)
    _, answer = post(box, form, headers)
    assert [*answer] == [key for key in KEYS if key in answer] and answer["correlation_id"] == asked
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ", answer["timestamp"])
    trace, stamp = answer["trace_id"], answer["timestamp"]
    assert answer["error_description"].endswith(f" Trace ID: {trace} Correlation ID: {asked} Timestamp: {stamp}")
    assert answer["error_uri"] == "https://login.microsoftonline.com/error?code=70000"
    _, body, found = fetch(box, box.settings.token_url, b"grant_type=x", headers)
    assert f'"trace_id":"{found["x-ms-request-id"]}"'.encode() in body
    names = {name.lower() for name in found}
    assert {"cache-control", "pragma", "expires", "x-ms-request-id", "x-ms-ests-server", "p3p"} <= names
    assert found["content-type"] == "application/json; charset=utf-8" and found["client-request-id"] == asked
    assert found["x-ms-clitelem"] == "1,70003,0,," and found["cache-control"] == "no-store, no-cache"
    _, answer = post(box, form, {"client-request-id": "<script>"})
    assert uuid.UUID(answer["correlation_id"])


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
def test_another_content_type_has_no_parameters(box: ThreadedBox, kind: str) -> None:
    assert post(box, refresh_form(box), {"Content-Type": kind})[1]["error_codes"] == [900144]
