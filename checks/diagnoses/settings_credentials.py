"""What is wrong in the settings about who asks: ids, secrets, tokens, users and their dates."""

from __future__ import annotations

from . import links, roles
from .model import Diagnosis

_AGAIN = "verify: oauthmail check {profile}"
_SEED = "Adobe: OAuth2 support for the Microsoft mail server protocols (AEM Forms)"
_PORTAL_SECRETS = f"{roles.PORTAL_APP} > Certificates & secrets"
_TOKEN_UNTOUCHED = "the refresh token has nothing to do with it."

CREDENTIALS: tuple[Diagnosis, ...] = (
    Diagnosis(
        id="settings-client-id",
        layer="settings",
        title="The client id is not the id of an application",
        cause="The client id must be the Application (client) ID of the app registration: a GUID, without brackets "
        "and other than the tenant's id.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "Entra admin center > App registrations > (the application) > Overview > Application (client) ID",
            "copy it into client_id, and into {places}",
            _AGAIN,
        ),
        new_refresh_token_helps="no",
        helps_why="the request would not reach the application it was issued to.",
        doc=links.CODE_FLOW,
        evidence=f"{_SEED}, which writes the place of the id in three different brackets; AADSTS700016 otherwise",
    ),
    Diagnosis(
        id="settings-tenant",
        layer="settings",
        title="The tenant is not one that Entra can know",
        cause="The tenant must be the directory's GUID, one of its verified domains, or common, organizations or "
        "consumers. What stands there is a placeholder or part of a URL.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "Entra admin center > Overview > Tenant ID (or Primary domain)",
            "copy it into tenant, without brackets and without https://",
            _AGAIN,
        ),
        new_refresh_token_helps="no",
        helps_why=_TOKEN_UNTOUCHED,
        doc=links.CODE_FLOW,
        evidence=f"{_SEED}: [tenantid] left in the URL; AADSTS90002 otherwise",
    ),
    Diagnosis(
        id="settings-mailbox",
        layer="settings",
        title="The mailbox is not an e-mail address",
        cause="XOAUTH2 names the mailbox by its address, and the token is issued to a user name of the same form.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "write the address alone, as in svc@contoso.com: no display name, no brackets, no DOMAIN\\user",
            _AGAIN,
        ),
        new_refresh_token_helps="no",
        helps_why=_TOKEN_UNTOUCHED,
        doc=links.XOAUTH2,
        evidence="Microsoft: Authenticate an IMAP, POP or SMTP connection using OAuth (SASL XOAUTH2), 2026-06",
    ),
    Diagnosis(
        id="settings-client-secret",
        layer="settings",
        title="The client secret is missing",
        cause="The reference leads to nothing, to a placeholder, or to the masked form that the portal shows once the "
        "secret has been seen.",
        who="app-owner",
        role=roles.APP_OWNER,
        fix=(
            "if the value was kept somewhere, copy it from there: the portal never shows it again",
            f"otherwise {_PORTAL_SECRETS} > New client secret",
            "  copy Value at once, and put it into {places}",
            _AGAIN,
        ),
        new_refresh_token_helps="no",
        helps_why="the refresh token stays good; without the secret it cannot be used.",
        doc=links.CODE_FLOW,
        evidence=f"{_SEED}: the secret is looked for on pages that mask it; AADSTS7000215 or 7000218 otherwise",
        ticket=("Please make a new client secret for app {client_id} and hand over its Value by a safe way.",),
    ),
    Diagnosis(
        id="settings-client-secret-id",
        layer="settings",
        title="The client secret is the secret's id, not its value",
        cause="The portal lists two columns for each secret: Value and Secret ID. The Secret ID is a GUID and opens "
        "nothing; what stands in the settings is a GUID.",
        who="app-owner",
        role=roles.APP_OWNER,
        fix=(
            f"{_PORTAL_SECRETS} > New client secret, and copy the column Value at once",
            "put it into {places}, then delete the secret whose value was lost",
            _AGAIN,
        ),
        new_refresh_token_helps="no",
        helps_why="the refresh token stays good; the secret beside it is wrong.",
        doc=links.CODE_FLOW,
        evidence="the usual cause of AADSTS7000215; thephpleague/oauth2-client#840, nextcloud/mail#11211",
        ticket=("Please make a new client secret for app {client_id}; hand over its Value, not its Secret ID.",),
    ),
    Diagnosis(
        id="settings-client-secret-characters",
        layer="settings",
        title="The client secret has characters that must be encoded",
        cause="In a form a + is read as a blank, an & ends the value, % begins a code. A program or a command line "
        "that does not URL-encode the secret sends another one.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "in curl, use --data-urlencode 'client_secret@FILE' in place of -d client_secret=...",
            "if the application does not encode, make a new secret without + & % = and delete this one",
        ),
        new_refresh_token_helps="no",
        helps_why="the refresh token stays good.",
        doc=links.CODE_FLOW,
        evidence="experiment with curl, 2026-11: a+b arrives as a b, a&b as a; AADSTS7000215 follows",
    ),
    Diagnosis(
        id="settings-refresh-token",
        layer="settings",
        title="The refresh token is missing or broken",
        cause="The reference leads to nothing, to a placeholder, or to a text with blanks or line breaks inside: a "
        "token copied from a terminal or a mail is often wrapped.",
        who="user",
        role=roles.SIGNS_IN,
        fix=(
            "copy it again in one piece, from where it is kept",
            "or sign in again:",
            *roles.SIGN_IN_AGAIN,
        ),
        new_refresh_token_helps="yes",
        helps_why="if the one you have cannot be copied in one piece.",
        doc=links.REFRESH_TOKENS,
        evidence=f"{_SEED}; AADSTS9002313 or 900144 otherwise",
    ),
    Diagnosis(
        id="settings-refresh-token-kind",
        layer="settings",
        title="What is kept as refresh token is something else",
        cause="The answer of the token endpoint holds an access token and a refresh token, and the redirect before it "
        "held a code. Here one of the others was copied, or a piece of the URL, the client secret, or an id.",
        who="user",
        role=roles.SIGNS_IN,
        fix=(
            "take the value of refresh_token from the JSON answer, not access_token, id_token or code",
            "or sign in again:",
            *roles.SIGN_IN_AGAIN,
        ),
        new_refresh_token_helps="yes",
        helps_why="the value here never was one.",
        doc=links.CODE_FLOW,
        evidence=f"{_SEED}: asks to note the refresh token and does not say which field it is",
        tells_apart="An access token begins with eyJ; an authorization code ends within ten minutes; a refresh token "
        "has many hundred characters.",
    ),
    Diagnosis(
        id="settings-rotation",
        layer="settings",
        title="The refresh token ends, because newer ones are not kept",
        cause="A refresh token lives 90 days from its issue; using it does not prolong it. Each use returns a newer "
        "one, and this application is not known to keep that.",
        who="user",
        role=roles.SIGNS_IN,
        fix=(
            *roles.SIGN_IN_AGAIN,
            "write the day into the profile as obtained_at in [grant.refresh_token]",
            'if the application keeps the newer tokens, say rotation = "persisted" there',
        ),
        new_refresh_token_helps="yes",
        helps_why="for another 90 days.",
        doc=links.REFRESH_TOKENS,
        evidence="Microsoft: Refresh tokens in the Microsoft identity platform, 2025-05; Odoo #109213, "
        "tarickb/sasl-xoauth2#30",
    ),
    Diagnosis(
        id="settings-client-secret-end",
        layer="settings",
        title="The client secrets end soon, or there are too many",
        cause="By the dates in the profile the newest client secret has ended or ends soon, or several are alive at "
        "once, so that nobody knows which one the application uses.",
        who="app-owner",
        role=roles.APP_OWNER,
        fix=(
            f"{_PORTAL_SECRETS} > New client secret; copy Value at once",
            "put it into {places}, and its end into [[app_registration.secrets]]",
            "delete the old ones when the new one works",
        ),
        new_refresh_token_helps="no",
        helps_why="do not sign in again: the refresh token outlives the secret.",
        doc=links.CODE_FLOW,
        evidence="AADSTS7000222 on the day it ends",
        ticket=("Please make a new client secret for app {client_id} before the present one ends.",),
    ),
    Diagnosis(
        id="settings-flow-renews",
        layer="settings",
        title="The application keeps an access token, which ends after an hour",
        cause="An access token lives 60 to 90 minutes and cannot be renewed by itself. Mail works after each paste and "
        "stops soon after.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "use a product, plug-in or proxy that keeps a refresh token and renews the access token itself",
            "  (email-oauth2-proxy does so for programs that cannot)",
            'then say flow = "authorization_code" and give refresh_token',
        ),
        new_refresh_token_helps="no",
        helps_why="there is no place for one.",
        doc=links.TOKEN_LIFETIMES,
        evidence="Jenkins email-ext, whose password field takes the access token",
    ),
    Diagnosis(
        id="settings-one-user",
        layer="settings",
        title="One token is used for several users",
        cause="A token belongs to the user who signed in. Another name in XOAUTH2 is refused, unless that user may "
        "open the mailbox (full access) and it is used as a shared one.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "write the same address in every place: the mailbox that signed in",
            "or, for a shared mailbox, say shared = true in [mailbox] and have full access granted",
            _AGAIN,
        ),
        new_refresh_token_helps="maybe",
        helps_why="only one that the other user signs in for.",
        doc=links.XOAUTH2,
        evidence="'User is authenticated but not connected.' (IMAP) and 535 5.7.3 (SMTP) for another user's token",
    ),
    Diagnosis(
        id="settings-from-address",
        layer="settings",
        title="The From address is not the mailbox's own",
        cause="Exchange refuses a message whose From is another mailbox, unless the user who signs in may send as it. "
        "It does so only after the whole message was sent.",
        who="tenant-admin",
        role=roles.EXCHANGE_ADMIN,
        fix=(
            "use {mailbox} as From",
            "or have Send As granted, and list the address as send_as in [mailbox]:",
            "  Connect-ExchangeOnline",
            "  Add-RecipientPermission FROM-ADDRESS -Trustee {mailbox} -AccessRights SendAs      # undo: Remove-...",
        ),
        new_refresh_token_helps="no",
        helps_why="the token is good; the right to send as somebody else is missing.",
        doc=links.NON_DELIVERY,
        evidence="554 5.2.252 SendAsDenied at the end of DATA",
        ticket=("Please let {mailbox} send as the address that the application writes into From.",),
    ),
    Diagnosis(
        id="settings-sign-in-frequency",
        layer="settings",
        title="A policy ends the refresh token before its 90 days",
        cause="Conditional Access with a sign-in frequency makes the user sign in again after that time; an "
        "application that nobody watches stops then.",
        who="tenant-admin",
        role=roles.POLICY_ADMIN,
        fix=(
            "exclude {mailbox} from the policy that sets the sign-in frequency, or have it lengthened",
            "or plan a sign-in before each end: oauthmail login {profile} --copy",
        ),
        new_refresh_token_helps="yes",
        helps_why="until the policy's time is over again.",
        doc=links.REFRESH_TOKENS,
        evidence="AADSTS70043; simonrob/email-oauth2-proxy#181",
        ticket=("Please exclude {mailbox} from the sign-in frequency of Conditional Access.",),
    ),
)
