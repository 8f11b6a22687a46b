"""What a profile puts into the steps: values, conditions and blocks of commands. No credential among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..config.judging import is_aem, is_one_tenant
from ..config.profile import OIDC_SCOPES, Profile, Server
from ..config.references import SecretRef
from ..lint import write
from ..lint.model import Artefact, read_url
from ..lint.scopes import mended, name_of
from ..redact import printable

# Nothing needs to answer there: the code stays in the address bar.
USUAL_REDIRECT = "http://localhost"
_PORTAL = "https://entra.microsoft.com"
_ANSWER = "token.json"
_AUDIENCES: Mapping[str, str] = {
    "AzureADMyOrg": "Accounts in this organizational directory only",
    "AzureADMultipleOrgs": "Accounts in any organizational directory",
    "AzureADandPersonalMicrosoftAccount": "Accounts in any organizational directory and personal Microsoft accounts",
    "PersonalMicrosoftAccount": "Personal Microsoft accounts only",
}
_BY_TENANT: Mapping[str, str] = {
    "organizations": "AzureADMultipleOrgs",
    "common": "AzureADandPersonalMicrosoftAccount",
    "consumers": "PersonalMicrosoftAccount",
}
CONDITIONS: Mapping[str, Callable[[Profile], bool]] = {
    "always": lambda _profile: True,
    "secret": lambda profile: profile.grant.client_secret is not None,
    "sends": lambda profile: profile.smtp is not None,
    "imap": lambda profile: profile.imap is not None,
    "pop3": lambda profile: profile.pop3 is not None,
    "shared": lambda profile: profile.mailbox.signed_in_user.lower() != profile.mailbox.xoauth2_user.lower(),
    "send-as": lambda profile: profile.mailbox.from_address.lower() != profile.mailbox.signed_in_user.lower(),
}


@dataclass(frozen=True, slots=True)
class Filling:
    """Values by placeholder and blocks of commands by name."""

    values: Mapping[str, str]
    blocks: Mapping[str, tuple[str, ...]]


def is_forms(profile: Profile) -> bool:
    """Is this AEM Forms on JEE, whose screens the document describes? The cloud edition has others."""
    return is_aem(profile) and profile.product.edition in ("jee", "lts", "other")


def filling(profile: Profile, state: str) -> Filling:
    """What the profile says, ready for the steps. `state` goes into the authorize URL: new and unguessable."""
    redirect_uri = profile.grant.redirect_uri or USUAL_REDIRECT
    base, tenant, client_id = profile.authority.login_base, profile.authority.tenant, profile.grant.client_id
    written = profile.grant.authorize_scopes or profile.grant.token_scopes
    scopes = mended(Artefact("scopes", url=read_url(base), words=written))
    values = {
        "portal": _PORTAL if profile.cloud.name == "public" else "the Entra admin center",
        "audience": _AUDIENCES[profile.app_registration.sign_in_audience or _audience(tenant)],
        "client_id": client_id,
        "tenant": tenant,
        "client_secret": _where(profile.grant.client_secret),
        "refresh_token": _where(profile.grant.refresh_token),
        "answer": _answer(profile.grant.refresh_token),
        "permissions": ", ".join(sorted({name_of(scope) for scope in scopes} - (OIDC_SCOPES - {"offline_access"}))),
        "redirect_uri": redirect_uri,
        "signed_in_user": profile.mailbox.signed_in_user,
        "mailbox": profile.mailbox.xoauth2_user,
        "from_address": profile.mailbox.from_address,
        "token_url": profile.authority.token_url,
        "endpoints": _endpoints(profile),
    }
    for protocol, server in (("smtp", profile.smtp), ("imap", profile.imap), ("pop3", profile.pop3)):
        values |= _server(protocol, server)
    login = write.authorize_url(base, tenant, client_id, redirect_uri, scopes, state)
    return Filling({name: printable(value) for name, value in values.items()}, _blocks(profile, login, scopes))


def _blocks(profile: Profile, login: str, scopes: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    mailbox = profile.mailbox
    user, signed_in = _quoted(mailbox.xoauth2_user), _quoted(mailbox.signed_in_user)
    command = write.token_command(
        profile.authority.login_base,
        profile.authority.tenant,
        profile.grant.client_id,
        "authorization_code",
        scopes,
        redirect_uri=profile.grant.redirect_uri or USUAL_REDIRECT,
        credentials=("client_secret",) if profile.grant.client_secret else (),
        options=(("cacert", str(profile.network.ca_bundle)),) if profile.network.ca_bundle else (),
        output=_answer(profile.grant.refresh_token),
    )
    file = write.shell(str(profile.path)) if profile.path else "PROFILE"
    return {
        "authorize-url": (login,),
        "login": (f"oauthmail login {file} --paste --store {write.shell(_store(profile.grant.refresh_token))}",),
        "take-the-code": write.TAKE_THE_CODE,
        "ask-secret": tuple(write.ask_for(("CLIENT_SECRET",))),
        "token-command": ("umask 077", *command),
        "diagnose": (f"oauthmail diagnose {file}",),
        "explain": ("oauthmail explain",),
        "smtp-auth": ("Connect-ExchangeOnline", f"Set-CASMailbox {user} -SmtpClientAuthenticationDisabled $false"),
        "imap-enabled": (f"Set-CASMailbox {user} -ImapEnabled $true",),
        "pop3-enabled": (f"Set-CASMailbox {user} -PopEnabled $true",),
        "full-access": (f"Add-MailboxPermission -Identity {user} -User {signed_in} -AccessRights FullAccess",),
        "send-as": (
            f"Add-RecipientPermission {_quoted(mailbox.from_address)} -Trustee {signed_in} -AccessRights SendAs",
        ),
    }


def _audience(tenant: str) -> str:
    return "AzureADMyOrg" if is_one_tenant(tenant) else _BY_TENANT[tenant.lower()]


def _where(ref: SecretRef | None) -> str:
    return ref.where if ref else "(none)"


def _endpoints(profile: Profile) -> str:
    names = [consumer.name for consumer in profile.consumers if consumer.kind == "email-endpoint"]
    return f" ({', '.join(names)})" if names else ""


def _server(protocol: str, server: Server | None) -> dict[str, str]:
    if server is None:
        return {f"{protocol}_{key}": "-" for key in ("host", "port", "wire")}
    wire = {"implicit": "implicit TLS", "starttls-required": "STARTTLS, required"}.get(server.wire, server.wire)
    return {f"{protocol}_host": server.host, f"{protocol}_port": str(server.port), f"{protocol}_wire": wire}


def _answer(ref: SecretRef | None) -> str:
    """Where the answer goes: into the file that the profile reads, if that is where an answer fits."""
    fits = ref is not None and ref.kind == "file" and ref.target.endswith("#refresh_token")
    return str(ref.path) if ref is not None and fits else _ANSWER


def _store(ref: SecretRef | None) -> str:
    """Where `login` puts the token: where the profile reads it, if that is a file."""
    if ref is None or ref.kind != "file":
        return f"file:{_ANSWER}#refresh_token"
    return ref.from_anywhere


def _quoted(text: str) -> str:
    """`text` as one word of PowerShell."""
    plain = set(text) <= set("@.-_+") | {char for char in text if char.isalnum()}
    return text if plain else "'" + text.replace("'", "''") + "'"
