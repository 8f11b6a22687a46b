"""Documents, the v1.0 endpoints, and the error body of both eras."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
import pytest

from fakes.entra.errors import Response
from fakes.entra.handle import handle
from fakes.entra.keys import KeyRing
from fakes.entra.state import Manners
from fakes.tenant.example import Plan, build
from fakes.tenant.model import App
from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox

HOST = "https://login.microsoftonline.com"
CONSUMERS = "9188040d-6c67-4c5b-b112-36a304b66dad"
TENANT = "8f0c1e52-6d3a-4b57-9a53-0f6f2d1c7e11"
OUTLOOK = "https://outlook.office.com"
FORM = {"content-type": "application/x-www-form-urlencoded"}
# Key by key as recorded in October 2023 (azure-sdk-for-js).
RECORDED = """token_endpoint token_endpoint_auth_methods_supported jwks_uri response_modes_supported
subject_types_supported id_token_signing_alg_values_supported response_types_supported scopes_supported issuer
request_uri_parameter_supported userinfo_endpoint authorization_endpoint device_authorization_endpoint
http_logout_supported frontchannel_logout_supported end_session_endpoint claims_supported kerberos_endpoint
tenant_region_scope cloud_instance_name cloud_graph_host_name msgraph_host rbac_url"""


@pytest.fixture
def tenant(keys: KeyRing) -> Tenant:
    return build(Plan(), keys)


def get(tenant: Tenant, path: str, **query: str) -> Response:
    return handle(tenant, "GET", f"{HOST}/{path}" + (f"?{urlencode(query)}" if query else ""), {}, b"")


def post(tenant: Tenant, path: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Response:
    return handle(tenant, "POST", f"{HOST}/{path}", {**FORM, **(headers or {})}, urlencode(form).encode())


def read(answer: Response) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.body)
    return found


def app_of(tenant: Tenant) -> App:
    return next(iter(tenant.apps.values()))


# Documents


@pytest.mark.parametrize(
    ("segment", "shown", "issuing", "region"),
    [
        (TENANT, TENANT, TENANT, "WW"),
        ("Contoso.Example", TENANT, TENANT, "WW"),
        ("common", "common", "{tenantid}", None),
        ("organizations", "organizations", "{tenantid}", None),
        ("consumers", "consumers", CONSUMERS, "WW"),
        (CONSUMERS, CONSUMERS, CONSUMERS, "WW"),
    ],
)
def test_openid_documents(tenant: Tenant, segment: str, shown: str, issuing: str, region: str | None) -> None:
    answer = get(tenant, f"{segment}/v2.0/.well-known/openid-configuration")
    found = read(answer)
    assert [*found] == " ".join(RECORDED.splitlines()).split(" ")
    assert found["issuer"] == f"{HOST}/{issuing}/v2.0" and found["tenant_region_scope"] == region
    for name, path in {
        "token_endpoint": "oauth2/v2.0/token",
        "authorization_endpoint": "oauth2/v2.0/authorize",
        "device_authorization_endpoint": "oauth2/v2.0/devicecode",
        "end_session_endpoint": "oauth2/v2.0/logout",
        "jwks_uri": "discovery/v2.0/keys",
        "kerberos_endpoint": "kerberos",
    }.items():
        assert found[name] == f"{HOST}/{shown}/{path}"
    assert answer.headers["Cache-Control"] == "max-age=86400, private"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    old = read(get(tenant, f"{segment}/.well-known/openid-configuration"))
    assert old["issuer"] == f"https://sts.windows.net/{issuing}/" and old["microsoft_multi_refresh_token"] is True
    assert old["token_endpoint"] == f"{HOST}/{shown}/oauth2/token" and "check_session_iframe" in old


def test_documents_point_at_endpoints_that_answer(tenant: Tenant) -> None:
    for version in ("v2.0/", ""):
        found = read(get(tenant, f"{TENANT}/{version}.well-known/openid-configuration"))
        for name in (
            "token_endpoint",
            "device_authorization_endpoint",
            "authorization_endpoint",
            "end_session_endpoint",
        ):
            path = urlsplit(found[name]).path.lstrip("/")
            assert post(tenant, path, {}).status in {200, 400}, name
        assert get(tenant, urlsplit(found["jwks_uri"]).path.lstrip("/")).status == 200


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_instance_discovery(tenant: Tenant, version: str) -> None:
    asked = f"{HOST}/{TENANT}/oauth2/v2.0/authorize"
    answer = get(tenant, "common/discovery/instance", **{"api-version": version, "authorization_endpoint": asked})
    found = read(answer)
    assert found["tenant_discovery_endpoint"] == f"{HOST}/{TENANT}/v2.0/.well-known/openid-configuration"
    assert [*found][1:] == ([] if version == "1.0" else ["api-version", "metadata"])
    if version == "1.1":
        networks = [one["preferred_network"] for one in found["metadata"]]
        assert networks == [
            "login.microsoftonline.com",
            "login.partner.microsoftonline.cn",
            "login.microsoftonline.de",
            "login.microsoftonline.us",
            "login-us.microsoftonline.com",
        ]
        assert found["metadata"][0]["preferred_cache"] == "login.windows.net"


def test_instance_discovery_of_a_foreign_host(tenant: Tenant) -> None:
    answer = get(tenant, "common/discovery/instance", authorization_endpoint="https://evil.example/common/x")
    found = read(answer)
    assert (answer.status, found["error"], found["error_codes"]) == (400, "invalid_instance", [50049])
    assert [*found] == [
        "error",
        "error_description",
        "error_codes",
        "timestamp",
        "trace_id",
        "correlation_id",
        "error_uri",
    ]


# The error body


@pytest.mark.parametrize(("era", "between"), [("crlf", "\r\n"), ("blank", " ")])
def test_both_eras_of_the_description(tenant: Tenant, era: str, between: str) -> None:
    tenant.entra.manners = Manners(separator=era)
    asked = str(uuid.uuid4())
    answer = post(tenant, f"{TENANT}/oauth2/v2.0/token", {"a": "b"}, {"client-request-id": asked})
    found = read(answer)
    assert found["error_description"] == between.join(
        [
            "AADSTS900144: The request body must contain the following parameter: 'grant_type'.",
            f"Trace ID: {found['trace_id']}",
            f"Correlation ID: {asked}",
            f"Timestamp: {found['timestamp']}",
        ]
    )
    assert answer.headers["x-ms-request-id"] == found["trace_id"]
    page = get(tenant, "common/discovery/instance", authorization_endpoint="https://evil.example/")
    assert read(page)["error_description"].count(between + "Trace ID: ") == 1


@pytest.mark.parametrize("wrong", [{"separator": "lf"}, {"device_page": "elsewhere"}])
def test_manners_that_do_not_exist(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="is"):
        Manners(**wrong)


def test_headers_of_every_answer(tenant: Tenant) -> None:
    for answer in (
        post(tenant, f"{TENANT}/oauth2/v2.0/token", {}),
        post(tenant, f"{TENANT}/oauth2/v2.0/token", client_credentials(tenant)),
        post(tenant, f"{TENANT}/oauth2/v2.0/devicecode", {}),
    ):
        headers = answer.headers
        assert headers["Cache-Control"] == "no-store, no-cache" and headers["Pragma"] == "no-cache"
        assert headers["Expires"] == "-1" and headers["Content-Type"] == "application/json; charset=utf-8"
        assert headers["X-Content-Type-Options"] == "nosniff" and "Access-Control-Allow-Origin" not in headers
        assert re.fullmatch(r"1,[0-9]+,0,[^,]*,", headers["x-ms-clitelem"]) and "P3P" in headers


def test_only_a_web_page_may_read_across_origins(tenant: Tenant) -> None:
    token = next(iter(tenant.grants))
    tenant.grants[token].platform = "spa"
    form = {"client_id": app_of(tenant).client_id, "grant_type": "refresh_token", "refresh_token": token}
    path = f"{TENANT}/oauth2/v2.0/token"
    answer = post(tenant, path, form, {"Origin": "http://localhost:3000"})
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, "*")
    assert read(post(tenant, path, form))["error_codes"] == [9002327]
    tenant.grants[token].platform = "web"
    answer = post(tenant, path, client_credentials(tenant, **form), {"Origin": "http://localhost:3000"})
    assert read(answer)["error_codes"] == [9002326] and "Access-Control-Allow-Origin" not in answer.headers


# Version 1.0


def client_credentials(tenant: Tenant, **form: str) -> dict[str, str]:
    return {
        "client_id": app_of(tenant).client_id,
        "client_secret": app_of(tenant).secrets[0].value,
        "grant_type": "client_credentials",
        "scope": "https://outlook.office365.com/.default",
        **form,
    }


def test_version_1_writes_numbers_as_strings(tenant: Tenant) -> None:
    form = client_credentials(tenant, resource=OUTLOOK)
    del form["scope"]
    found = read(post(tenant, f"{TENANT}/oauth2/token", form))
    assert [*found] == [
        "token_type",
        "expires_in",
        "ext_expires_in",
        "expires_on",
        "not_before",
        "resource",
        "access_token",
    ]
    assert all(isinstance(value, str) for value in found.values())
    claims = jwt.decode(found["access_token"], options={"verify_signature": False})
    assert claims["aud"] == found["resource"] == OUTLOOK
    assert abs(int(found["expires_on"]) - claims["exp"]) <= 1 and abs(int(found["not_before"]) - claims["nbf"]) <= 1


def test_version_1_always_gives_a_refresh_token(tenant: Tenant) -> None:
    refresh = next(iter(tenant.grants))
    form = client_credentials(tenant, grant_type="refresh_token", refresh_token=refresh, resource=OUTLOOK)
    found = read(post(tenant, f"{TENANT}/oauth2/token", form))
    assert found["scope"] == "IMAP.AccessAsUser.All POP.AccessAsUser.All SMTP.Send"
    assert found["refresh_token"].startswith("1.A") and isinstance(found["expires_in"], str)
    identity = jwt.decode(found["id_token"], options={"verify_signature": False})
    assert (identity["ver"], identity["iss"]) == ("1.0", f"https://sts.windows.net/{TENANT}/")
    assert identity["upn"] == identity["unique_name"] and "preferred_username" not in identity
    # Without a resource it is the one of before.
    del form["resource"]
    assert "refresh_token" in read(post(tenant, f"{TENANT}/oauth2/token", form))
    bare = client_credentials(tenant)
    assert "'resource'" in read(post(tenant, f"{TENANT}/oauth2/token", bare))["error_description"]


def test_version_2_wants_scopes(tenant: Tenant) -> None:
    found = read(post(tenant, f"{TENANT}/oauth2/v2.0/token", client_credentials(tenant, resource=OUTLOOK)))
    assert (found["error"], found["error_codes"]) == ("invalid_request", [901002])


def test_version_1_and_demands(tenant: Tenant) -> None:
    user = next(iter(tenant.users.values()))
    user.blocked_by_conditional_access = True
    form = client_credentials(tenant, grant_type="refresh_token", refresh_token=next(iter(tenant.grants)))
    new = read(post(tenant, f"{TENANT}/oauth2/v2.0/token", form))
    old = read(post(tenant, f"{TENANT}/oauth2/token", {**form, "resource": OUTLOOK}))
    assert (new["error"], old["error"]) == ("invalid_grant", "interaction_required")
    assert new["error_codes"] == old["error_codes"] == [53003]
    assert new["suberror"] == old["suberror"] == "message_only"
    # Other refusals are the same in both.
    wrong = {**form, "refresh_token": "1.A" + "x" * 900}
    assert read(post(tenant, f"{TENANT}/oauth2/token", wrong))["error"] == "invalid_grant"


def test_version_1_device_code(tenant: Tenant) -> None:
    form = {"client_id": app_of(tenant).client_id, "resource": OUTLOOK}
    found = read(post(tenant, f"{TENANT}/oauth2/devicecode", form))
    poll = {**form, "grant_type": "device_code", "code": found["device_code"]}
    assert read(post(tenant, f"{TENANT}/oauth2/token", poll))["error"] == "authorization_pending"


@pytest.mark.parametrize("segment", ["common", "consumers"])
def test_client_credentials_want_a_tenant(tenant: Tenant, segment: str) -> None:
    app_of(tenant).audience = "AzureADandPersonalMicrosoftAccount"
    found = read(post(tenant, f"{segment}/oauth2/v2.0/token", client_credentials(tenant)))
    assert found["error_codes"] == [9001023]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_at_version_1(box: ThreadedBox) -> None:
    settings = box.settings
    command = ["curl", "-sS", "--noproxy", "*", "--max-time", "10", "--cacert", settings.ca_file]
    for name, value in {
        "client_id": settings.client_id,
        "client_secret": settings.client_secret,
        "grant_type": "refresh_token",
        "refresh_token": settings.refresh_token,
        "resource": "https://outlook.office365.com",
    }.items():
        command += ["--data-urlencode", f"{name}={value}"]
    url = settings.token_url.replace("/v2.0/", "/")
    body = subprocess.run([*command, url], capture_output=True, text=True, check=True, timeout=15).stdout
    assert re.match(r'\{"token_type":"Bearer","scope":"[A-Za-z. ]+","expires_in":"[0-9]{4}","ext_expires_in":"', body)
    assert box.ask(lambda t: t.bugs) == []
