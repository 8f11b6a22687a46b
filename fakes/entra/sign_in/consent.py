"""Which permissions does a sign-in still need consent for, and who gives it?"""

from __future__ import annotations

from ...tenant.model import App, User
from ...tenant.tenant import Tenant
from ..errors import Refused
from ..policy import consent as policy
from ..scopes import Asked

# Our own words: what a person is told that a permission lets an application do.
WORDS = {
    "IMAP.AccessAsUser.All": ("Read and change your mail over IMAP", "All folders and messages of your mailbox."),
    "POP.AccessAsUser.All": ("Fetch your mail over POP3", "The messages of your inbox."),
    "SMTP.Send": ("Send mail as you over SMTP", "Messages leave under your own address."),
    "Mail.Read": ("Read your mail", "All folders and messages of your mailbox."),
    "Mail.ReadWrite": ("Read and change your mail", "All folders and messages of your mailbox."),
    "Mail.Send": ("Send mail as you", "Messages leave under your own address."),
    "EWS.AccessAsUser.All": ("Use your mailbox through Exchange Web Services", "Mail, calendar and contacts."),
    "User.Read": ("Read your profile", "Your name and address."),
    "offline_access": ("Keep this access while you are away", "A refresh token, until it expires or is revoked."),
    "openid": ("Know that it is you", "An id token with your name."),
    "profile": ("Read your basic profile", "Your name."),
    "email": ("Read your mail address", "Your address."),
    ".default": ("What its registration lists", "The permissions an administrator or you have consented to."),
}


def missing(app: App, user: User, asked: Asked) -> bool:
    """Whether this user, or an administrator, has yet to consent to something."""
    return any(policy.missing(app, resource, names, user.upn) for resource, names in asked.resources.items())


def record(app: App, user: User, asked: Asked) -> None:
    """Keep what this user consents to, without what an administrator granted already."""
    for resource, names in asked.resources.items():
        policy.record_consent(app, resource, policy.missing(app, resource, names, user.upn), user.upn)


def granted(app: App, user: User, resource: str) -> list[str]:
    """What a token for that resource may hold."""
    return sorted(policy.granted(app, resource, user.upn))


def needs_administrator(tenant: Tenant, app: App, user: User, asked: Asked) -> Refused | None:
    """The refusal for a user who may not consent to what is missing."""
    try:
        if missing(app, user, asked):
            policy.check_may_consent(tenant, app)
    except Refused as refused:
        return refused
    return None
