"""Who and what exists in the tenant: users, applications, mailboxes, policies."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..exchange.store import MailStore
from .sent import Sent

MAIL_PERMISSIONS = ("IMAP.AccessAsUser.All", "POP.AccessAsUser.All", "SMTP.Send")
OTHER_OUTLOOK_PERMISSIONS = ("Mail.Read", "Mail.ReadWrite", "Mail.Send", "EWS.AccessAsUser.All", "User.Read")
APPLICATION_PERMISSIONS = ("IMAP.AccessAsApp", "POP.AccessAsApp", "SMTP.SendAsApp")


CONSUMERS = "9188040d-6c67-4c5b-b112-36a304b66dad"
AUDIENCES = ("AzureADMyOrg", "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount")
PLATFORMS = ("web", "spa", "public")
RESOURCES = ("outlook", "graph")
SCOPE_MODES = ("as-seen", "strict", "lenient")
REGISTRATIONS = ("enterprise-application", "app-registration")


@dataclass(slots=True)
class User:
    """An account that can sign in. `tokens_valid_from` (Unix seconds) revokes every older grant.

    `home_tenant` names the directory a guest comes from (empty: this one), `invited` whether the guest was added here,
    `accepted` whether the invitation was redeemed. `personal` accounts belong to the consumers tenant. Without
    `has_password` the account signs in elsewhere or without one. `sign_in_frequency_s` 0 sets no limit.
    `password_sessions_from` and `other_sessions_from` (Unix seconds) end the older sessions of a browser.
    """

    upn: str
    name: str
    object_id: str
    password: str = field(repr=False)
    enabled: bool = True
    tokens_valid_from: float = 0.0
    locked: bool = False
    password_expired: bool = False
    mfa_required: bool = False
    mfa_registered: bool = True
    personal: bool = False
    home_tenant: str = ""
    invited: bool = True
    accepted: bool = True
    deleted: bool = False
    has_password: bool = True
    blocked_by_conditional_access: bool = False
    sign_in_frequency_s: int = 0
    password_sessions_from: float = 0.0
    other_sessions_from: float = 0.0
    demands: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Secret:
    """A client secret of an application: its value, when it was made (Unix seconds), how long it lives (seconds).

    `id` is the GUID that the portal shows beside the value, which people copy instead of it. `starts` (Unix seconds)
    is the start date, which may lie in the future.
    """

    value: str = field(repr=False)
    made: float
    lives: float
    id: str = ""
    starts: float = 0.0


@dataclass(frozen=True, slots=True)
class AppCertificate:
    """A certificate of an application: both thumbprints in base64url, and the public key (PEM)."""

    thumbprint_sha1: str
    thumbprint_sha256: str
    public_key: bytes


@dataclass(slots=True)
class Consent:
    """What was granted on a resource (`outlook` or `graph`), by one user, or by an administrator for all (None)."""

    resource: str
    scopes: set[str]
    upn: str | None = None


@dataclass(slots=True)
class App:
    """An app registration and its service principal.

    `audience` is one of AUDIENCES. `redirect_uris` are by platform (PLATFORMS). A confidential application must prove
    that it is itself; `allow_public_client` lets grants without a redirect URI do without. `consented` and
    `graph_consented` are what an administrator consented to for all; `consents` holds what else was granted.
    `roles` are application permissions. `exchange_registration` is whose object id the service
    principal was registered with in Exchange (REGISTRATIONS; empty: nobody did): only the enterprise application's
    works. `home_tenant` empty means registered here. `permissions_listed` is whether the registration lists any
    permission.
    """

    client_id: str
    name: str
    object_id: str
    secrets: list[Secret] = field(default_factory=list)
    redirect_uris: dict[str, list[str]] = field(default_factory=dict)
    audience: str = "AzureADMyOrg"
    consented: set[str] = field(default_factory=set)
    graph_consented: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    exchange_registration: str = ""
    allow_public_client: bool = False
    implicit_access_token: bool = False
    implicit_id_token: bool = False
    certificates: list[AppCertificate] = field(default_factory=list)
    enabled: bool = True
    disabled_by_microsoft: bool = False
    assignment_required: bool = False
    assigned: set[str] = field(default_factory=set)
    consents: list[Consent] = field(default_factory=list)
    home_tenant: str = ""
    permissions_listed: bool = True

    @property
    def confidential(self) -> bool:
        """Whether the application has to authenticate itself."""
        return bool(self.secrets or self.certificates)

    @property
    def multi_tenant(self) -> bool:
        """Whether accounts of other organisations may sign in."""
        return self.audience in AUDIENCES[1:3]

    @multi_tenant.setter
    def multi_tenant(self, wanted: bool) -> None:
        self.audience = AUDIENCES[1] if wanted else AUDIENCES[0]

    @property
    def known_to_exchange(self) -> bool:
        """Whether Exchange finds the service principal (Microsoft: authenticate using OAuth, 2025)."""
        return self.exchange_registration == REGISTRATIONS[0]

    def granted(self, resource: str, upn: str) -> set[str]:
        """The permissions on a resource that an administrator or this user consented to."""
        for_all = self.consented if resource == "outlook" else self.graph_consented
        own = (c.scopes for c in self.consents if c.resource == resource and c.upn in {None, upn.lower()})
        return for_all.union(*own)


@dataclass(slots=True)
class Mailbox:
    """A mailbox. `smtp_auth_disabled` None inherits from the tenant; `full_access` and `send_as` hold user names
    and client ids, and count `rights_spread_s` seconds after `rights_made` (Unix seconds): a right takes time to
    spread. Without `licensed`
    its owner has no Exchange plan; a `shared` one needs none."""

    address: str
    store: MailStore
    imap_enabled: bool = True
    pop_enabled: bool = True
    smtp_auth_disabled: bool | None = None
    full_access: set[str] = field(default_factory=set)
    send_as: set[str] = field(default_factory=set)
    licensed: bool = True
    shared: bool = False
    rights_made: float = 0.0
    rights_spread_s: float = 0.0
    sent: Sent = field(default_factory=Sent)

    @property
    def usable(self) -> bool:
        """Whether there is a mailbox behind the address at all."""
        return self.licensed or self.shared


@dataclass(slots=True)
class Limits:
    """What SMTP client submission allows a mailbox (Microsoft: how to set up a multifunction device, 2025).

    `messages_per_minute` None is the service's 30, counted in minutes of 60 seconds times `--delay-scale`: a tenant
    whose delays are switched off counts none. 0 is no limit, for each of them. `recipients` is for one message
    (Microsoft: Exchange Online limits).
    """

    connections: int = 3
    messages_per_minute: int | None = None
    recipients: int = 1000
    recipients_per_day: int = 10000


@dataclass(slots=True)
class Policy:
    """What the tenant's administrators decided, and how strict the fake is where the real behaviour is not known.

    `scope_mode` decides what the facts leave open: `as-seen` follows experiments of others (a bare name follows the
    resource before it; two resources are refused), `strict` the letter of the documentation (a bare name means Graph,
    a request without a resource is refused), `lenient` what it says of refreshing (the first resource wins).
    `rotate_refresh_tokens` makes every use, asked for `offline_access` or not, end the token used, and a second use
    end the whole family: other providers do so, Entra ID does not. `loop_limit` is the number of identical requests
    within LOOP_WINDOW seconds after which 50196 answers; 0 never. `demands` are those of Conditional Access for every
    user, `User.demands` those for one; see `entra/policy/demands.py` for their names. `user_consent` off leaves
    consent to administrators. `basic_auth` lets passwords in, where neither `security_defaults` nor
    `basic_auth_retired` (the end of basic authentication for SMTP) forbids them. `pop3_oauth` off refuses OAuth over
    POP3 altogether, as the e-mail
    endpoints of AEM Forms do. `refresh_max_age_s` is the maximum of a token lifetime policy made before 2021; 0 sets
    none.
    """

    smtp_auth_disabled: bool = False
    basic_auth: bool = False
    basic_auth_retired: bool = False
    security_defaults: bool = False
    pop3_oauth: bool = True
    scope_mode: str = "as-seen"
    rotate_refresh_tokens: bool = False
    loop_limit: int = 0
    throttle_limit: int = 0
    demands: set[str] = field(default_factory=set)
    user_consent: bool = True
    admin_consent_requests: bool = False
    refresh_max_age_s: int = 0
    block_device_code: bool = False
    blocked: str = ""
    disabled_resources: set[str] = field(default_factory=set)
    missing_resources: set[str] = field(default_factory=set)
