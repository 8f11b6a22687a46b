"""Causes that a check establishes by itself, where no server has words of its own for them."""

from __future__ import annotations

from . import links, roles
from .model import Diagnosis, Words

_READING = "our own reading of the token; the claims are those of Microsoft's access token reference"

OWN: tuple[Diagnosis, ...] = (
    Diagnosis(
        id="host-not-allowed",
        layer="network",
        title="A host of the profile is neither Microsoft's nor allowed on the command line",
        cause="The profile names a host that does not belong to its cloud. A credential sent there could be collected "
        "by whoever runs that host, so none was sent.",
        who="user",
        role="whoever runs oauthmail, knowing whose host that is",
        fix=(
            "look at the host in {profile}: a typing error, or a profile from somebody else",
            "if it is right (a relay or test server of your own): add --allow-host NAME to the command",
            "if the cloud is another one: authority.cloud in {profile}",
        ),
        new_refresh_token_helps="no",
        helps_why="nothing was sent.",
        doc=links.MAIL_OAUTH,
        evidence="a rule of oauthmail: a profile from a stranger cannot carry a secret away",
    ),
    Diagnosis(
        id="discovery-foreign-endpoint",
        layer="tenant",
        title="The login host points to a token endpoint on another host",
        cause="The OpenID document that the login host served names a token endpoint outside its cloud. Either "
        "something in between rewrote the answer, or this is not Microsoft's login host. No secret was sent.",
        who="network",
        role=roles.NETWORK_ADMIN,
        fix=(
            "look: curl https://{login}/{tenant}/v2.0/.well-known/openid-configuration",
            "token_endpoint must be on {login} (or another login host of your cloud)",
            "find the proxy that rewrites it, and have the login host exempted from TLS inspection",
        ),
        new_refresh_token_helps="no",
        helps_why="and none must be sent to such an endpoint.",
        doc=links.CODE_FLOW,
        evidence="OpenID Connect Discovery 1.0 section 4; not seen in the wild (unverified)",
    ),
    Diagnosis(
        id="server-silent",
        layer="network",
        title="The server takes the connection and then says nothing, or not all",
        cause="TCP works, but no answer comes, or not the whole of one: a firewall or proxy lets the connection "
        "through and keeps what is said on it, the server is overloaded, or the port belongs to another service.",
        who="network",
        role=roles.NETWORK_ADMIN,
        fix=(
            "look: openssl s_client {s_client}",
            "  it must answer at once",
            "try from another network; if it answers there, this one inspects or throttles the connection",
            "have {host} port {port} exempted from inspection",
            "verify: oauthmail diagnose {profile}",
        ),
        new_refresh_token_helps="no",
        helps_why="nobody refused it.",
        doc=links.ADDRESSES,
        evidence="a time limit of oauthmail; nodemailer#691, #1099 (2020-01), #1595 (2023-11): Greeting never "
        "received; dani-garcia/vaultwarden#1008 (2020-05): WouldBlock, a time limit in Rust",
        words=(
            Words(r"Greeting never received", 0.95, "network"),
            Words(r"\bkind: WouldBlock\b", 0.8, "network", named=True),
        ),
        tells_apart="openssl s_client says nothing either: the way; it greets: the client waits for TLS on a port that "
        "begins in plain text, or the reverse",
        tied_with=("connection-timed-out", "tls-wrong-version-number"),
    ),
    Diagnosis(
        id="login-host-not-entra",
        layer="tenant",
        title="The login host answers, but not as Entra ID does",
        cause="What came back is no answer of Entra ID: a captive portal or proxy put its own page in its place, or "
        "the login host in the settings is another service.",
        who="network",
        role=roles.NETWORK_ADMIN,
        fix=(
            "look: curl https://{login}/{tenant}/v2.0/.well-known/openid-configuration",
            "  it must print JSON that begins with token_endpoint",
            "if it prints a page: sign in to the network, or have the login host exempted from the proxy",
            "if {profile} names another login host: authority.login_base",
            "verify: oauthmail diagnose {profile} --only token",
        ),
        new_refresh_token_helps="no",
        helps_why="the answer did not come from Entra ID.",
        doc=links.ADDRESSES,
        evidence="OpenID Connect Discovery 1.0 section 4: the document is JSON; PHPMailer/PHPMailer#3301 (2026-02)",
        words=(Words(r"Invalid response received from Authorization Server\. Expected JSON", 0.9, "entra"),),
        tells_apart="The address that is asked: a wrong tenant or path gives a page as well.",
    ),
    Diagnosis(
        id="token-of-another-tenant",
        layer="token",
        title="The token was issued by another tenant than the mailbox's",
        cause="The authority that the application uses belongs to another tenant, so Exchange does not know the "
        "user in the token.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "set the tenant of the authority to the one that holds {mailbox}",
            "sign in again there as {mailbox} (steps: oauthmail login {profile} --copy)",
        ),
        new_refresh_token_helps="yes",
        helps_why="if it is obtained from the right tenant.",
        doc=links.CLAIMS,
        evidence=_READING + "; Exchange's words for it are inferred (unverified)",
        tells_apart="oauthmail diagnose {profile} --only token: tid must be the tenant of the mailbox.",
    ),
    Diagnosis(
        id="token-audience-wrong",
        layer="token",
        title="The token is for another service than Exchange Online",
        cause="The scopes of the request name another resource, so the token is for that one. Mail servers refuse it.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "ask for scopes of Outlook only, in the sign-in and in the token request:",
            f"  {roles.MAIL_SCOPES}",
        ),
        new_refresh_token_helps="no",
        helps_why="the same refresh token serves Outlook once the scope says so; consent may still be needed.",
        doc=links.MAIL_OAUTH,
        evidence=f"{_READING}; jenkinsci/azure-ad-plugin#570 (2024-07)",
        words=(Words(r"Access token validation failure\. Invalid audience", 0.9),),
        tells_apart="oauthmail diagnose {profile} --only token: aud must be https://outlook.office.com.",
    ),
    Diagnosis(
        id="token-lifetime-short",
        layer="token",
        title="The token lives for less than ten minutes",
        cause="A token lifetime policy, or a session control of Conditional Access, cuts access tokens short. An "
        "application that asks for one and uses it later finds it expired.",
        who="tenant-admin",
        role=roles.APP_ADMIN,
        fix=(
            "look: Get-MgPolicyTokenLifetimePolicy      (Microsoft Graph PowerShell)",
            "change: lengthen AccessTokenLifetime (10 minutes to 1 day), or remove the policy from {client_id}",
            "or let the application ask for a token before each connection",
        ),
        new_refresh_token_helps="no",
        helps_why="the policy would cut its access tokens as short.",
        doc=links.TOKEN_LIFETIMES,
        evidence="Microsoft: configurable token lifetimes, 2025; the cmdlet is from memory (unverified)",
        ticket=(
            "Please look which token lifetime policy applies to app {client_id}: its access tokens live under "
            "ten minutes.",
        ),
        wait=roles.ENTRA_WAIT,
    ),
    Diagnosis(
        id="pop3-mailbox-not-opened",
        layer="pop3",
        title="POP3 signs in, but refuses the first command",
        cause="The token was accepted, yet the mailbox does not answer: the session is in a state in which Exchange "
        "takes no mailbox command.",
        who="tenant-admin",
        role=roles.EXCHANGE_ADMIN,
        fix=(
            roles.CONNECT,
            "Get-CASMailbox {mailbox} | fl PopEnabled,ImapEnabled      # look",
            "Set-CASMailbox {mailbox} -PopEnabled $true      # change; undo with $false",
            "verify: oauthmail diagnose {profile} --only pop3",
        ),
        new_refresh_token_helps="no",
        helps_why="the token was accepted.",
        doc=links.MAIL_OAUTH,
        evidence="text: public transcript, 2024; behind an accepted AUTH it is unverified",
        words=(Words(r"-ERR Command is not valid in this state", 0.6, "pop3"),),
        tells_apart="Does IMAP open the same mailbox, and POP3 not after some minutes either? Then POP3 is at fault.",
        tied_with=("pop3-server-unavailable",),
        ticket=("Please switch POP3 on for {mailbox}: Set-CASMailbox {mailbox} -PopEnabled $true",),
        wait=roles.EXCHANGE_WAIT,
    ),
    Diagnosis(
        id="refresh-token-invalid",
        layer="token",
        title="The refresh token is not one that this application can redeem",
        cause="The value has the shape of a refresh token, but the authority cannot use it with this client id: it was "
        "made for another app registration, or was changed on its way.",
        who="user",
        role=roles.SIGNS_IN,
        fix=(
            "compare the client id in the settings with the one that the token was obtained with",
            *roles.SIGN_IN_AGAIN,
        ),
        new_refresh_token_helps="yes",
        helps_why="if it is obtained with this client id and pasted whole.",
        doc=links.ERROR_CODES,
        evidence="EntraIDErrorCodes.csv (f-bader), 2025-09: the text of 70000; the condition is unverified; "
        "freescout#5101 (2025-12), QuePort/passport-azure-oauth#6 (2014), BingAds/BingAds-Python-SDK#279 (2024-04)",
        codes=(70000,),
        words=(
            Words(r"Provided grant is invalid or malformed"),
            Words(r"provided access grant is invalid or malformed"),
            Words(r"input parameter 'refresh_token' or 'assertion' is not valid"),
        ),
        tells_apart="The sentence behind 70000: 'scopes requested are unauthorized' means consent instead.",
        tied_with=("personal-account-grant-refused",),
    ),
    Diagnosis(
        id="refresh-token-not-kept",
        layer="token",
        title="A newer refresh token came back, and nobody kept it",
        cause="The authority replaced the refresh token although the request did not ask for a newer one. Entra ID "
        "does not; other providers do so at every use, and end the old one (RFC 9700 4.14.2).",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            'say in the profile where newer ones are kept: refresh_token_store = "file:PATH", best the store of the '
            "application itself",
            "if the application is refused now: oauthmail login {profile} --store file:PATH",
        ),
        new_refresh_token_helps="maybe",
        helps_why="it does where the old one is dead by now; it stays alive only if newer ones are kept.",
        doc=links.REFRESH_TOKENS,
        evidence="RFC 6749 6 and RFC 9700 4.14.2; no case of Entra ID is known",
    ),
)
