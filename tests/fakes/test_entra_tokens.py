"""Scopes, tenants, discovery and the tokens themselves, decoded by an independent hand."""

from __future__ import annotations

import base64
import json
import re
import time
import uuid
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest

from fakes.entra.discovery import instance_document
from fakes.thread import ThreadedBox

from .client import Smtp, fetch, post, refresh_form

OUTLOOK, GRAPH = "https://outlook.office.com", "https://graph.microsoft.com"


def token(box: ThreadedBox, scope: str) -> dict[str, Any]:
    status, answer = post(box, refresh_form(box, scope=scope))
    assert status == 200, answer
    return dict(answer)


def part(token: str, n: int) -> dict[str, Any]:
    """Header or claims, without any library."""
    piece = token.split(".")[n]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(piece + "=" * (-len(piece) % 4)))
    return found


@pytest.mark.parametrize(
    ("scope", "audience"),
    [
        (f"{OUTLOOK}/SMTP.Send", OUTLOOK),
        ("https://outlook.office365.com/SMTP.Send offline_access", "https://outlook.office365.com"),
        (f"{OUTLOOK}/.default", OUTLOOK),
        (f"{OUTLOOK}//.default", OUTLOOK + "/"),
        ("HTTPS://Outlook.Office.com/smtp.send", OUTLOOK),
        ("00000002-0000-0ff1-ce00-000000000000/.default", "00000002-0000-0ff1-ce00-000000000000"),
        ("SMTP.Send", GRAPH),
        (f"{GRAPH}/SMTP.Send openid", GRAPH),
        (f"{OUTLOOK}/IMAP.AccessAsUser.All SMTP.Send", OUTLOOK),
        (f"SMTP.Send {OUTLOOK}/IMAP.AccessAsUser.All", GRAPH),
    ],
)
def test_the_scope_decides_the_audience(box: ThreadedBox, scope: str, audience: str) -> None:
    answer = token(box, scope)
    claims = part(answer["access_token"], 1)
    assert claims["aud"] == audience
    assert claims["scp"] == "IMAP.AccessAsUser.All POP.AccessAsUser.All SMTP.Send"
    assert all(s.startswith(audience.rstrip("/")) for s in answer["scope"].split() if s != "openid")
    with Smtp(box) as client:
        client.start_tls()
        reply = client.log_in(token=answer["access_token"])
    assert reply.startswith("535 5.7.3 " if audience == GRAPH else "235 ")


@pytest.mark.parametrize(
    ("scope", "code"),
    [
        (f"{GRAPH}/SMTP.Send {OUTLOOK}/SMTP.Send", 28000),
        (f"{OUTLOOK}/SMTP.Send {GRAPH}/User.Read", 28000),
        (f"{OUTLOOK}/SMTP.Sned", 70011),
        ("SMTP.Sned", 70011),
        (f"{OUTLOOK}/SMTP.Send\n{OUTLOOK}/IMAP.AccessAsUser.All", 500011),
        (f"{OUTLOOK}/SMTP.Send\n", 70011),
        (f"{OUTLOOK}/.default {OUTLOOK}/SMTP.Send", 70011),
        ("https://outlook.ofice.com/SMTP.Send", 500011),
        ("https://ps.outlook.com/.default", 500011),
        (f"{OUTLOOK}/Mail.Read", 65001),
    ],
)
def test_scopes_that_are_refused(box: ThreadedBox, scope: str, code: int) -> None:
    status, answer = post(box, refresh_form(box, scope=scope))
    assert (status, answer.get("error_codes")) == (400, [code]), answer


@pytest.mark.parametrize(
    ("scope", "code"),
    [
        ("https://outlook.office365.com/SMTP.SendAsApp", 1002012),
        (f"{OUTLOOK}/SMTP.Send", 1002012),
        ("offline_access", 1002012),
        ("SMTP.Send", 1002012),
        (f"{OUTLOOK}/.default {GRAPH}/.default", 28000),
        ("https://ofice.example/.default", 500011),
        ("", 900144),
    ],
)
def test_client_credentials_want_default(box: ThreadedBox, scope: str, code: int) -> None:
    form = refresh_form(box, grant_type="client_credentials", refresh_token="", scope=scope)
    assert post(box, form)[1].get("error_codes") == [code]


def test_application_token(box: ThreadedBox) -> None:
    box.ask(lambda t: t.apps[box.settings.client_id].roles.update({"SMTP.SendAsApp", "IMAP.AccessAsApp"}))
    form = refresh_form(
        box, grant_type="client_credentials", refresh_token="", scope="https://outlook.office365.com/.default"
    )
    answer = post(box, form)[1]
    assert [*answer] == ["token_type", "expires_in", "ext_expires_in", "access_token"]
    claims = part(answer["access_token"], 1)
    assert claims["roles"] == ["IMAP.AccessAsApp", "SMTP.SendAsApp"] and claims["idtyp"] == "app"
    assert claims["oid"] == claims["sub"] and not {"scp", "upn", "unique_name"} & {*claims}


def test_access_token_claims_and_size(box: ThreadedBox) -> None:
    answer = token(box, f"{OUTLOOK}/SMTP.Send")
    text = answer["access_token"]
    head, claims = part(text, 0), part(text, 1)
    assert 1500 <= len(text) <= 3000
    assert [*head] == ["typ", "nonce", "alg", "x5t", "kid"] or set(head) == {"typ", "nonce", "alg", "x5t", "kid"}
    assert head["alg"] == "RS256" and head["x5t"] == head["kid"]
    tenant = box.settings.tenant_id
    assert claims["iss"] == f"https://sts.windows.net/{tenant}/" and claims["ver"] == "1.0" and claims["tid"] == tenant
    assert claims["upn"] == claims["unique_name"] == box.settings.mailbox
    assert claims["appid"] == box.settings.client_id and claims["appidacr"] == "1"
    # The start is backdated five minutes (jstedfast/MailKit#1811).
    assert claims["iat"] == claims["nbf"] and abs(time.time() - 300 - claims["nbf"]) < 30
    assert claims["exp"] - claims["nbf"] == answer["expires_in"] + 300
    again = part(token(box, f"{OUTLOOK}/SMTP.Send")["access_token"], 1)
    assert again["sub"] == claims["sub"] and again["uti"] != claims["uti"]


def test_a_token_that_is_dead_on_arrival_looks_alive(box: ThreadedBox) -> None:
    box.faults("token-expired")
    answer = token(box, f"{OUTLOOK}/SMTP.Send")
    assert answer["expires_in"] >= 3600 and part(answer["access_token"], 1)["exp"] < time.time()
    with Smtp(box) as client:
        client.start_tls()
        assert client.log_in(token=answer["access_token"]).startswith("535 5.7.3 ")


@pytest.mark.parametrize("damage", ["alg none", "other key", "cut", "no JSON", "deep JSON", "foreign kid", "words"])
def test_forged_tokens(box: ThreadedBox, damage: str) -> None:
    good = box.settings.access_token
    head, claims, signature = good.split(".")
    forged = {
        "alg none": jwt.encode(part(good, 1), "", algorithm="none", headers={"kid": part(good, 0)["kid"]}),
        "other key": jwt.encode(part(good, 1), "k" * 64, algorithm="HS256", headers={"kid": part(good, 0)["kid"]}),
        "cut": good[:-20],
        "no JSON": f"AAAA.{claims}.{signature}",
        "deep JSON": base64.urlsafe_b64encode(b"[" * 30000).decode() + f".{claims}.{signature}",
        "foreign kid": jwt.encode({}, "k" * 64, headers={"kid": "x"}),
        "words": "not-a-token",
    }[damage]
    with Smtp(box) as client:
        client.start_tls()
        assert client.log_in(token=forged).startswith("535 5.7.3 ")
        assert client.log_in().startswith("235 ")
    assert head and box.ask(lambda t: t.bugs) == []


def document(box: ThreadedBox, segment: str, path: str = "v2.0/.well-known/openid-configuration") -> tuple[int, Any]:
    base = box.settings.authority.rpartition("/")[0]
    status, body, _ = fetch(box, f"{base}/{segment}/{path}")
    return status, json.loads(body)


def test_published_keys_verify_the_tokens(box: ThreadedBox) -> None:
    answer = token(box, f"{OUTLOOK}/SMTP.Send openid")
    discovery = document(box, box.settings.tenant_id)[1]
    keys = json.loads(fetch(box, discovery["jwks_uri"])[1])["keys"]
    assert all(set(key) >= {"kty", "use", "kid", "x5t", "n", "e"} and "alg" not in key for key in keys)
    head = part(answer["access_token"], 0)
    key = jwt.PyJWK(next(k for k in keys if k["kid"] == head["kid"]), "RS256").key
    jwt.decode(answer["access_token"], key, ["RS256"], audience=OUTLOOK)
    identity = jwt.decode(
        answer["id_token"], key, ["RS256"], audience=box.settings.client_id, issuer=discovery["issuer"]
    )
    assert identity["preferred_username"] == box.settings.mailbox and identity["ver"] == "2.0"
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(answer["access_token"][:-8] + "AAAAAAAA", key, ["RS256"], audience=OUTLOOK)


@pytest.mark.parametrize(
    "name", ["GUID", "guid in capitals", "contoso.example", "CONTOSO.example", "common", "organizations"]
)
def test_names_of_the_tenant(box: ThreadedBox, name: str) -> None:
    guid = box.settings.tenant_id
    segment = {"GUID": guid, "guid in capitals": guid.upper()}.get(name, name)
    status, found = document(box, segment)
    shown = name if name in {"common", "organizations"} else guid
    assert status == 200 and urlsplit(found["token_endpoint"]).path == f"/{shown}/oauth2/v2.0/token"
    assert found["issuer"].endswith("/{tenantid}/v2.0" if shown == name else f"/{guid}/v2.0")
    assert [*found][:3] == ["token_endpoint", "token_endpoint_auth_methods_supported", "jwks_uri"]
    assert [*found][-1] == "rbac_url" and "grant_types_supported" not in found
    status, answer = document(box, segment, "oauth2/v2.0/token")
    assert (status, answer["error_codes"]) == (405, [900561])


@pytest.mark.parametrize(
    ("segment", "code"),
    [(str(uuid.UUID(int=7)), 90002), ("fabrikam.example", 90002), ("%7Btenant%7D", 900023), ("YOUR_TENANT", 900023)],
)
def test_unknown_and_malformed_tenants(box: ThreadedBox, segment: str, code: int) -> None:
    status, answer = document(box, segment)
    assert (status, answer["error_codes"]) == (400, [code])
    assert answer["error"] == ("invalid_tenant" if code == 90002 else "invalid_request")
    assert ("{tenant}" if segment.startswith("%") else segment) in answer["error_description"]
    base = box.settings.authority.rpartition("/")[0]
    _, body, _ = fetch(box, f"{base}/{segment}/oauth2/v2.0/token", b"grant_type=refresh_token")
    assert json.loads(body)["error"] == "invalid_request"


@pytest.mark.parametrize("segment", ["common", "organizations"])
def test_a_single_tenant_application_on_common(box: ThreadedBox, segment: str) -> None:
    url = box.settings.token_url.replace(box.settings.tenant_id, segment)
    body = "&".join(f"{k}={v}" for k, v in refresh_form(box, scope="").items()).encode()
    assert json.loads(fetch(box, url, body)[1])["error_codes"] == [50194]
    box.ask(lambda t: setattr(t.apps[box.settings.client_id], "multi_tenant", True))
    assert fetch(box, url, body)[0] == 200


@pytest.mark.parametrize(
    ("host", "known"),
    [("login.microsoftonline.com", True), ("login.microsoftonline.us", True), ("evil.example", False), ("[", False)],
)
def test_instance_discovery(box: ThreadedBox, host: str, known: bool) -> None:
    response = instance_document("https://login.microsoftonline.com", f"https://{host}/common/oauth2/v2.0/authorize")
    found = json.loads(response.body)
    assert response.status == (200 if known else 400)
    assert ("metadata" in found) is known and (found.get("error") == "invalid_instance") is not known


def test_unknown_paths_and_hosts(box: ThreadedBox) -> None:
    base = box.settings.authority
    for path in (
        "",
        "/",
        "/oauth2/v2.0/tokens",
        "/oauth2/v2.0/logoff",
        "/..%2f..%2f",
        "/\xe5".encode().decode("latin-1"),
    ):
        assert fetch(box, base + re.sub(r"[^ -~]", "%C3", path))[0] == 404
    for host in ("[", "]", "a b", "x" * 300):
        assert fetch(box, box.settings.token_url, b"", {"Host": host})[0] in {400, 404}
    assert box.ask(lambda t: t.bugs) == []
