"""J4: from /common to a single tenant. It works in curl and fails in the application, or the reverse."""

from __future__ import annotations

import re
import sys
from urllib.parse import urlencode

from .desk import CLIENT, TENANT, Desk

TABLE = """\
Application {client} at https://localhost:<port>: at most 9 requests,
  none repeated. Nobody signs in, nothing rotates, every token is thrown away.

  authority                             authorize        token            refresh
  common                                AADSTS50194      AADSTS50194      AADSTS50194
  organizations                         AADSTS50194      AADSTS50194      AADSTS50194
  8f0c1e52-6d3a-4b57-9a53-0f6f2d1c7e11  ok               ok               ok

"""

# The application: it has no field for the tenant, so nobody knows which one it calls.
APPLICATION = """
import ssl, sys, urllib.error, urllib.request
url, body, bundle = sys.argv[1:]
trust = ssl.create_default_context(cafile=bundle)
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trust))
try:
    opener.open(url, body.encode(), timeout=10).read()
except urllib.error.HTTPError as error:
    error.read()
"""


def test_the_table_says_which_authority_answers(desk: Desk) -> None:
    desk.profile()
    desk.token(desk.tenant.refresh_token)
    found = desk.type(f"oauthmail matrix aem.toml --tenants common,organizations,{TENANT}")
    assert (found.status, found.err) == (0, "")
    assert found.page.startswith(TABLE.format(client=CLIENT))
    lines = found.out.splitlines()
    assert lines.index("  oauthmail explain AADSTS50194") < lines.index(f"USE    {TENANT}, as in the profile")
    assert "Not shown: which authority the application itself calls." in found.words
    assert len(asked(desk)) == 9, "nine questions, none twice"
    heard = "".join(str(event["data"]) for event in desk.tenant.transcript() if event["kind"] == "in")
    assert heard.count("prompt=none") == heard.count("=client_credentials") == heard.count("refresh_token=[") == 3
    # The code that the table shows is explained by the command that the page proposes.
    (explain, *_) = found.commands()
    assert desk.type(explain).out.startswith("authority-not-multitenant ")


def test_the_fake_tells_which_authority_the_application_calls(desk: Desk) -> None:
    desk.profile()
    desk.token(desk.tenant.refresh_token)
    # The profile says what the product's manual says; the application was built with /common.
    form = {"client_id": CLIENT, "grant_type": "refresh_token", "refresh_token": desk.tenant.refresh_token}
    url = desk.tenant.token_url.replace(TENANT, "common")
    command = [sys.executable, "-c", APPLICATION, url, urlencode(form), str(desk.here / "ca.pem")]
    with desk.running(command) as application:
        assert desk.ended("the application", application).status == 0
    (called,) = asked(desk)
    assert called == "/common/oauth2/v2.0/token"

    # Written into the profile, it is judged.
    desk.profile(authority__observed_app_tenant="common", app_registration__sign_in_audience="AzureADMyOrg")
    found = desk.type("oauthmail check aem.toml")
    assert found.status == 1 and "observed_app_tenant" in found.out, found.out


def asked(desk: Desk) -> list[str]:
    """The paths under which the login host was asked for something, other than its own description."""
    heard = "".join(str(event["data"]) for event in desk.tenant.transcript() if event["kind"] == "in")
    paths = re.findall(r"(?:GET|POST) (/\S+?)(?:\?\S*)? HTTP/1\.1", heard)
    return [path for path in paths if "openid-configuration" not in path]
