"""A tenant file sets every part of the policy, and bad values get one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.entra.keys import KeyRing
from fakes.tenant.example import build
from fakes.tenant.load import TenantFileError, load_plan

WHOLE = """
audience = "AzureADMultipleOrgs"
redirect_uri = "http://localhost/x"
redirect_platform = "public"
spa_redirect_uris = ["https://app.example/"]
allow_public_client = false
implicit_id_token = true
assignment_required = true
assigned = ["A@contoso.example"]

[[users]]
address = "A@contoso.example"
name = "A"
mfa_required = true
mfa_registered = false
personal = true
home_tenant = "11111111-1111-1111-1111-111111111111"
sign_in_frequency_s = 3600
demands = ["compliant-device"]

[[other_secrets]]
value = "next"
id = "22222222-2222-2222-2222-222222222222"
days = 10
age_days = 5.5
starts_in_days = 2

[[consents]]
resource = "graph"
scopes = ["Mail.Send"]
user = "A@contoso.example"

[policy]
scope_mode = "strict"
rotate_refresh_tokens = true
loop_limit = 7
throttle_limit = 8
demands = ["block"]
user_consent = false
admin_consent_requests = true
refresh_max_age_s = 100
block_device_code = true
missing_resources = ["graph"]
disabled_resources = ["outlook"]

[manners]
separator = "crlf"
"""


@pytest.fixture(scope="module")
def keys() -> KeyRing:
    return KeyRing()


def test_everything_reaches_the_tenant(tmp_path: Path, keys: KeyRing) -> None:
    file = tmp_path / "tenant.toml"
    file.write_text(WHOLE)
    tenant = build(load_plan(file), keys)
    (app,), (user,), policy = tenant.apps.values(), tenant.users.values(), tenant.policy
    assert (app.audience, app.multi_tenant, app.allow_public_client) == ("AzureADMultipleOrgs", True, False)
    assert app.redirect_uris["public"] == ["http://localhost/x"]
    assert app.redirect_uris["spa"] == ["https://app.example/"]
    assert app.implicit_id_token and not app.implicit_access_token
    assert app.assignment_required and app.assigned == {"a@contoso.example"}
    second = app.secrets[1]
    assert (second.value, second.id, second.lives) == ("next", "22222222-2222-2222-2222-222222222222", 864000)
    assert second.starts - second.made == pytest.approx(7.5 * 86400)
    (consent,) = app.consents
    assert (consent.resource, consent.scopes, consent.upn) == ("graph", {"Mail.Send"}, "a@contoso.example")
    assert (user.mfa_required, user.mfa_registered, user.personal) == (True, False, True)
    assert (user.sign_in_frequency_s, user.demands) == (3600, {"compliant-device"})
    assert (policy.scope_mode, policy.rotate_refresh_tokens, policy.loop_limit) == ("strict", True, 7)
    assert (policy.throttle_limit, policy.demands, policy.user_consent) == (8, {"block"}, False)
    assert (policy.admin_consent_requests, policy.refresh_max_age_s, policy.block_device_code) == (True, 100, True)
    assert (policy.missing_resources, policy.disabled_resources) == ({"graph"}, {"outlook"})
    assert tenant.entra.manners.separator == "crlf"
    (grant,) = tenant.grants.values()
    assert (grant.platform, grant.confidential, grant.spa) == ("public", False, False)


def test_the_secret_of_a_file_is_redacted_in_the_transcript(tmp_path: Path, keys: KeyRing) -> None:
    file = tmp_path / "tenant.toml"
    file.write_text('[[other_secrets]]\nvalue = "canary-of-the-file-0123456789"\n')
    plan = load_plan(file)
    assert "canary" not in repr(plan) and "canary" not in repr(build(plan, keys))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('audience = "Everybody"', "'audience' is one of AzureADMyOrg, AzureADMultipleOrgs"),
        ('redirect_platform = "native"', "'redirect_platform' is one of web, spa, public"),
        ('[policy]\nscope_mode = "loose"', "'policy.scope_mode' is one of as-seen, strict, lenient"),
        ('[policy]\ndemands = ["blok"]', "'policy.demands' is one of "),
        ("[policy]\nstrict = true", "unknown key 'policy.strict'"),
        ("policy = 1", "policy must be written as a [policy] table"),
        ("consents = 1", "consents must be written as [[consents]] tables"),
        ("[[consents]]\nresource = 'graph'", "'consents[0].scopes' is missing"),
        ('[[consents]]\nscopes = []\nresource = "sharepoint"', "'consents[0].resource' is one of outlook, graph"),
        ('[[other_secrets]]\ndays = "many"', "'other_secrets[0].days' has the wrong type"),
        ('[manners]\nseparator = "tab"', "separator is one of blank, crlf"),
        ('[[users]]\naddress = "a"\nname = "A"\ndemands = ["x"]', "'users[0].demands' is one of "),
    ],
)
def test_bad_values_get_one_sentence(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "tenant.toml"
    file.write_text(text)
    with pytest.raises(TenantFileError) as refused:
        load_plan(file)
    assert says in str(refused.value) and "\n" not in str(refused.value)
