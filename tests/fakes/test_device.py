"""Device codes: MSAL as the client and a program as the person; every end a polling can have."""

from __future__ import annotations

import re
import shutil
import subprocess
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import msal
import pytest
import requests

from fakes.entra import device
from fakes.entra.in_process import activate
from fakes.entra.keys import KeyRing
from fakes.entra.state import Manners
from fakes.tenant.example import Plan, build
from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox

from .client import Smtp, post

SCOPES = ["https://outlook.office.com/SMTP.Send", "https://outlook.office.com/IMAP.AccessAsUser.All"]
KEYS = ["user_code", "device_code", "verification_uri", "expires_in", "interval", "message"]


@pytest.fixture
def http(box: ThreadedBox) -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        session.verify = box.settings.ca_file
        yield session


@pytest.fixture
def tenant(keys: KeyRing) -> Iterator[Tenant]:
    tenant = build(Plan(), keys)
    with activate(tenant):
        yield tenant


def public(box: ThreadedBox, http: requests.Session) -> msal.PublicClientApplication:
    settings = box.settings
    return msal.PublicClientApplication(
        settings.client_id, authority=settings.authority, instance_discovery=False, http_client=http
    )


def start(tenant: Tenant, query: str = "", segment: str = "", **form: str) -> dict[str, Any]:
    url = f"https://login.microsoftonline.com/{segment or tenant.id}/oauth2/v2.0/devicecode{query}"
    data = {"client_id": next(iter(tenant.apps)), "scope": SCOPES[0] + " offline_access", **form}
    found: dict[str, Any] = requests.post(url, data=data, timeout=5).json()
    return found


def poll(tenant: Tenant, device_code: str, /, **form: str) -> requests.Response:
    url = f"https://login.microsoftonline.com/{tenant.id}/oauth2/v2.0/token"
    data = {"client_id": next(iter(tenant.apps)), "grant_type": device.GRANT, "device_code": device_code, **form}
    return requests.post(url, data=data, timeout=5)


@pytest.mark.filterwarnings("ignore:Attempted too soon")
def test_msal_signs_in_while_a_program_approves(box: ThreadedBox, http: requests.Session) -> None:
    app = public(box, http)
    flow = app.initiate_device_flow(SCOPES)
    waiting = app.acquire_token_by_device_flow(flow, exit_condition=lambda _: True)
    assert (waiting["error"], waiting["error_codes"]) == ("authorization_pending", [70016])
    mailbox = box.settings.mailbox
    assert box.ask(lambda t: device.approve(t, flow["user_code"].lower(), mailbox)) is not None
    answer = app.acquire_token_by_device_flow(flow)
    assert answer["id_token_claims"]["preferred_username"] == mailbox, answer.get("error")
    with Smtp(box) as client:
        client.start_tls()
        assert client.log_in(token=answer["access_token"]).startswith("235 ")
    # The refresh token works without a secret, as it was got without one.
    [account] = app.get_accounts()
    assert app.acquire_token_silent(SCOPES, account, force_refresh=True)["access_token"]
    assert box.ask(lambda t: t.bugs) == []


def test_the_answer_of_devicecode(tenant: Tenant) -> None:
    answer = start(tenant)
    assert [*answer] == KEYS
    assert re.fullmatch(r"[A-Z0-9]{9}", answer["user_code"]) and not set("01IO") & {*answer["user_code"]}
    assert len(answer["device_code"]) > 200 and (answer["expires_in"], answer["interval"]) == (900, 5)
    assert answer["message"] == (
        "To sign in, use a web browser to open the page https://login.microsoft.com/device and enter the code "
        f"{answer['user_code']} to authenticate."
    )
    assert start(tenant)["user_code"] != answer["user_code"]


def test_both_eras_personal_accounts_and_languages(tenant: Tenant) -> None:
    tenant.entra.manners = Manners(device_page="devicelogin")
    assert start(tenant)["verification_uri"] == "https://microsoft.com/devicelogin"
    german = start(tenant, "?mkt=de-DE")
    assert german["user_code"] in german["message"] and "Webbrowser" in german["message"]
    assert start(tenant, "?mkt=xx-XX")["message"].startswith("To sign in, use a web browser")
    next(iter(tenant.apps.values())).audience = "AzureADandPersonalMicrosoftAccount"
    assert start(tenant, segment="consumers")["verification_uri"] == "https://www.microsoft.com/link"


def test_on_loopback_the_page_is_ours(box: ThreadedBox, http: requests.Session) -> None:
    flow = public(box, http).initiate_device_flow(SCOPES)
    assert flow["verification_uri"].startswith(box.settings.authority.rpartition("/")[0] + "/")
    assert "microsoft.com" not in flow["message"]


@pytest.mark.parametrize(
    ("changes", "code"), [({"scope": ""}, 900144), ({"client_id": ""}, 900144), ({"scope": "SMTP.Sned"}, 70011)]
)
def test_a_start_that_is_refused(tenant: Tenant, changes: dict[str, str], code: int) -> None:
    assert start(tenant, **changes)["error_codes"] == [code]


def age(by: float) -> Callable[[Tenant, str], None]:
    return lambda tenant, _: tenant.clock.advance(by)


ENDS: list[tuple[Callable[[Tenant, str], object], str, int]] = [
    (lambda _t, _c: None, "authorization_pending", 70016),
    (device.decline, "authorization_declined", 65004),
    (age(901), "expired_token", 70020),
]


@pytest.mark.parametrize(("happens", "error", "number"), ENDS)
def test_how_a_polling_ends(tenant: Tenant, happens: Callable[[Tenant, str], object], error: str, number: int) -> None:
    answer = start(tenant)
    happens(tenant, answer["user_code"])
    reply = poll(tenant, answer["device_code"])
    assert (reply.status_code, reply.json()["error"], reply.json()["error_codes"]) == (400, error, [number])


def test_codes_are_good_once_and_for_their_application_only(tenant: Tenant) -> None:
    answer = start(tenant)
    owner = next(iter(tenant.users))
    assert poll(tenant, answer["user_code"]).json()["error"] == "bad_verification_code"
    assert device.approve(tenant, "AAAAAAAAA", owner) is None
    app = next(iter(tenant.apps.values()))
    other = str(uuid.UUID(int=9))
    tenant.apps[other] = replace(app, client_id=other)
    assert poll(tenant, answer["device_code"], client_id=other).json()["error"] == "bad_verification_code"
    with pytest.raises(ValueError, match="no such user"):
        device.approve(tenant, answer["user_code"], "nobody@contoso.example")
    assert device.approve(tenant, f" {answer['user_code'][:4]}-{answer['user_code'][4:]} ", owner)
    assert device.pending(tenant, answer["user_code"]) is None
    # What is approved cannot be declined any more.
    assert device.decline(tenant, answer["user_code"]) is None
    good = poll(tenant, answer["device_code"]).json()
    assert [*good] == ["token_type", "scope", "expires_in", "ext_expires_in", "access_token", "refresh_token"]
    grant = tenant.grants[good["refresh_token"]]
    assert (grant.origin, grant.confidential) == ("device", False)
    again = poll(tenant, answer["device_code"])
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_polling_too_fast(tenant: Tenant) -> None:
    code = start(tenant)["device_code"]
    assert poll(tenant, code).json()["error"] == "authorization_pending"
    assert poll(tenant, code).json()["error"] == "slow_down"
    # Five seconds more from now on (RFC 8628 3.5).
    tenant.clock.advance(5.5)
    assert poll(tenant, code).json()["error"] == "slow_down"
    tenant.clock.advance(15.5)
    assert poll(tenant, code).json()["error"] == "authorization_pending"
    tenant.entra.manners = Manners(device_slow_down=False)
    assert poll(tenant, code).json()["error"] == "authorization_pending"


def test_a_v1_style_code_parameter_alone(tenant: Tenant) -> None:
    code = start(tenant)["device_code"]
    reply = poll(tenant, "", code=code)
    assert (reply.status_code, reply.json()["error_codes"]) == (400, [900144])
    assert "'device_code'" in reply.json()["error_description"]


def test_without_the_switch_for_public_clients_a_secret_is_needed(tenant: Tenant) -> None:
    app = next(iter(tenant.apps.values()))
    app.allow_public_client = False
    answer = start(tenant)
    device.approve(tenant, answer["user_code"], next(iter(tenant.users)))
    reply = poll(tenant, answer["device_code"])
    assert (reply.status_code, reply.json()["error_codes"]) == (401, [7000218])
    good = poll(tenant, answer["device_code"], client_secret=app.secrets[0].value).json()
    assert good["access_token"]


def test_what_the_account_may_not_do_is_said_when_polling(tenant: Tenant) -> None:
    owner = next(iter(tenant.users.values()))
    answer = start(tenant)
    device.approve(tenant, answer["user_code"], owner.upn)
    owner.enabled = False
    assert poll(tenant, answer["device_code"]).json()["error_codes"] == [50057]


@pytest.mark.parametrize("fault", ["device-code-pending*1", "device-slow-down*1", "device-code-declined*1"])
def test_faults_come_before_the_answer(tenant: Tenant, fault: str) -> None:
    answer = start(tenant)
    device.approve(tenant, answer["user_code"], next(iter(tenant.users)))
    tenant.faults.switch([fault])
    assert "error" in poll(tenant, answer["device_code"]).json()
    assert poll(tenant, answer["device_code"]).json()["access_token"]


def test_unknown_codes_are_forgotten_beyond_a_bound(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fakes.entra.state._KEPT", 3)
    first, *_, last = [start(tenant) for _ in range(4)]
    assert len(tenant.entra.devices) == 3
    assert device.pending(tenant, first["user_code"]) is None and device.pending(tenant, last["user_code"])


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl(box: ThreadedBox) -> None:
    curl = ["curl", "-sS", "--noproxy", "*", "--max-time", "10", "--cacert", box.settings.ca_file]
    form = ["-d", f"client_id={box.settings.client_id}", "--data-urlencode", f"scope={SCOPES[0]}"]
    done = subprocess.run(
        [*curl, "-i", *form, box.settings.device_code_url], capture_output=True, text=True, check=True, timeout=15
    )
    head, _, body = done.stdout.partition("\n\n" if "\n\n" in done.stdout else "\r\n\r\n")
    assert "Cache-Control: no-store, no-cache" in head and "application/json; charset=utf-8" in head
    assert body.startswith('{"user_code":"') and '"expires_in":900,"interval":5,"message":"To sign in' in body
    assert post(box, {"client_id": box.settings.client_id, "grant_type": device.GRANT})[1]["error_codes"] == [900144]


def test_the_transcript_holds_no_credential(box: ThreadedBox, http: requests.Session) -> None:
    settings = box.settings
    form = {"client_id": settings.client_id, "scope": SCOPES[0]}
    code = http.post(settings.device_code_url, data=form, timeout=5).json()["device_code"]
    for name in ("device_code", "code"):
        http.post(settings.token_url, data={**form, "grant_type": device.GRANT, name: code}, timeout=5)
    assertion = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJlLXRoYXQtaXMtbm9uZQ"
    secret = {"username": "x@contoso.example", "password": "canary-7f3a-password", "client_assertion": assertion}
    http.post(settings.token_url, data={**form, "grant_type": "password", **secret}, timeout=5)
    seen = str(box.ask(lambda t: t.transcript.events()))
    assert "devicecode" in seen
    for value in (code, assertion, assertion.split(".")[1], secret["password"]):
        assert value not in seen
