"""Are the scopes and the app registration right for what the profile does?"""

from __future__ import annotations

from ..check import WARNING, check, fail, not_applied
from .effective import SCOPES
from .judging import SEVERITY_BY_POLICY, is_one_tenant, presets_only
from .profile import OIDC_SCOPES, Profile
from .suggest import nearest

# Exchange Online may also be named by its application id (accepted; from memory, unverified).
EXCHANGE_APP_ID = "00000002-0000-0ff1-ce00-000000000000"
GRAPH = "https://graph.microsoft.com"


def _resource(scope: str) -> str:
    """The resource that a scope names. A bare name is Microsoft Graph's (Microsoft: scopes and permissions)."""
    resource, slash, _ = scope.rpartition("/")
    return resource.rstrip("/").lower() if slash else GRAPH


def _name(scope: str) -> str:
    return scope.rpartition("/")[2]


def _delegated_scopes(profile: Profile) -> tuple[str, ...]:
    presets_only(profile)
    if profile.grant.flow in ("client_credentials", "static_access_token"):
        not_applied(f'flow = "{profile.grant.flow}" has no scopes of its own choice')
    return profile.grant.mail_scopes


@check("settings.scopes_resource", refs=["R10", "R16", "S56", "E06", "Microsoft: scopes and permissions"])
def check_scopes_are_of_the_outlook_resource(profile: Profile) -> None:
    """Every scope is of one resource, the Outlook host of the cloud."""
    known = {*profile.cloud.resources, EXCHANGE_APP_ID}
    for scope in _delegated_scopes(profile):
        if "/" not in scope:
            fail(f"the scope {scope} has no resource before it and means Microsoft Graph", "settings-scopes-resource")
        if _resource(scope) not in known:
            fail(f"the scope {scope} is not of {profile.cloud.resource}", "settings-scopes-resource")


@check("settings.scopes_use", refs=["R10", "S17", "S21"])
def check_scopes_cover_the_use(profile: Profile) -> None:
    """The scopes hold the right one for each protocol in use."""
    have = [_name(scope) for scope in _delegated_scopes(profile)]
    if have == [".default"]:
        not_applied("the scope .default stands for what the registration says")
    for server in profile.servers:
        needed = SCOPES[server.protocol]
        if needed.lower() in (name.lower() for name in have):
            continue
        written = nearest(needed, have)
        meant = f" ({written} does not exist)" if written and written not in SCOPES.values() else ""
        fail(f"the scope {needed} is missing, which {server.protocol} needs{meant}", "settings-scopes-use")


@check("settings.offline_access", refs=["R11", "S39", "Microsoft: scopes and permissions"])
def check_offline_access_is_asked_for(profile: Profile) -> None:
    """The scopes that are written down ask for offline_access."""
    if not profile.grant.renews:
        not_applied(f'flow = "{profile.grant.flow}" needs no refresh token')
    written = {
        key: scopes
        for key, scopes in (
            ("authorize_scopes", profile.grant.authorize_scopes),
            ("token_scopes", profile.grant.token_scopes),
        )
        if profile.stated(f"grant.{key}")
    }
    if not written:
        not_applied("no scopes are written down in the profile")
    for key, scopes in written.items():
        if "offline_access" not in scopes:
            fail(f"grant.{key} does not hold offline_access", "settings-offline-access")


@check("settings.scopes_least", refs=["R19", "S18", "S20", "S22"], severity=WARNING)
def check_scopes_are_not_beyond_need(profile: Profile) -> None:
    """No scope and no permission goes beyond what the profile uses."""
    if profile.policy.least_privilege not in SEVERITY_BY_POLICY:
        not_applied('policy.least_privilege = "allow"')
    names = [_name(scope) for scope in profile.grant.mail_scopes] if profile.stated("grant.token_scopes") else []
    names += [permission.name for permission in profile.app_registration.permissions if permission.kind == "delegated"]
    if not names:
        not_applied("neither scopes nor permissions are written down in the profile")
    needed = {SCOPES[server.protocol] for server in profile.servers} | OIDC_SCOPES | {".default"}
    lower = {name.lower() for name in needed}
    beyond = list(dict.fromkeys(name for name in names if name.lower() not in lower and not _misspelt(name, needed)))
    if beyond:
        severity = SEVERITY_BY_POLICY[profile.policy.least_privilege]
        fail(f"not needed: {', '.join(beyond)}", "settings-scopes-least", severity=severity)


def _misspelt(name: str, needed: set[str]) -> bool:
    """A misspelt scope is missing, not too much."""
    return name not in SCOPES.values() and nearest(name, needed) is not None


@check("settings.app_only", refs=["R27", "Microsoft: client credentials for SMTP, POP and IMAP"])
def check_app_only_access_is_complete(profile: Profile) -> None:
    """Client credentials have one tenant, the .default scope and application permissions of Exchange."""
    if profile.grant.flow != "client_credentials":
        not_applied('flow is not "client_credentials"')
    if not is_one_tenant(profile.authority.tenant):
        fail(f"tenant is {profile.authority.tenant}, and must be one tenant", "settings-app-only")
    expected = f"{profile.cloud.app_only_resource}/.default"
    if profile.cloud.is_preset and profile.grant.mail_scopes != (expected,):
        fail(f"the scope is not {expected} alone", "settings-app-only")
    permissions = profile.app_registration.permissions
    if permissions and not any(p.resource == "exchange" and p.kind == "application" for p in permissions):
        fail("no application permission of Exchange is registered", "settings-app-only")


@check("settings.implicit_grant", refs=["R17", "S29", "S30", "E10"], severity=WARNING)
def check_implicit_grant_is_off(profile: Profile) -> None:
    """The switches for implicit grant are off in the app registration."""
    registration = profile.app_registration
    if registration.implicit_access_token or registration.implicit_id_token:
        fail("app_registration.implicit is on", "settings-implicit-grant")
    if not any(profile.stated(f"app_registration.implicit.{token}") for token in ("access_token", "id_token")):
        not_applied("app_registration.implicit is not stated")


@check("settings.redirect_platform", refs=["R18", "S23", "Microsoft: reply URL restrictions"])
def check_redirect_uri_is_of_the_web_platform(profile: Profile) -> None:
    """The redirect URI is registered, and under Web where the client has a secret."""
    registration, redirect_uri = profile.app_registration, profile.grant.redirect_uri
    by_platform = {
        "Web": registration.redirect_uris_web,
        "Mobile and desktop": registration.redirect_uris_public,
        "Single-page application": registration.redirect_uris_spa,
    }
    if redirect_uri is None or not any(by_platform.values()):
        not_applied("grant.redirect_uri or app_registration.redirect_uris is not stated")
    platforms = [platform for platform, uris in by_platform.items() if redirect_uri in uris]
    if not platforms:
        fail("grant.redirect_uri is not among the registered ones, letter for letter", "settings-redirect-platform")
    if profile.grant.client_secret and "Web" not in platforms:
        fail(f"grant.redirect_uri is registered under {platforms[0]}, not under Web", "settings-redirect-platform")
