"""The tenant one gets without a file: Contoso, one user with a mailbox, one colleague, one application.

A plan is what a tenant is built from: it holds the credentials, so that a reset gives the same ones again.
"""

from __future__ import annotations

import secrets
import time
import uuid
from dataclasses import dataclass, field, fields, replace

from ..entra.certificate import registered
from ..entra.grants import new_refresh_token
from ..entra.keys import KeyRing
from ..entra.state import EntraState, Manners
from ..exchange.dialect import DIALECTS, EXCHANGE
from ..exchange.store import MailStore
from ..wire.transcript import Transcript
from .model import MAIL_PERMISSIONS, REGISTRATIONS, App, Consent, Limits, Mailbox, Policy, Secret, User
from .tenant import Grant, Tenant

TWO_YEARS = 730.0
LONGEST_DELAYS = 100.0
PORTS = ("token", "smtp", "imap", "imap_starttls", "pop3", "pop3_starttls", "control")
_NATIVE = "https://login.microsoftonline.com/common/oauth2/nativeclient"
_WELCOME = (
    "From: oauthmail <no-reply@{domain}>\r\n"
    "To: {user}\r\n"
    "Subject: {subject}\r\n"
    "Date: Mon, 02 Nov 2026 08:0{n}:00 +0000\r\n"
    "Message-ID: <welcome-{n}@{domain}>\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: text/plain; charset=us-ascii\r\n"
    "\r\n"
    "This mailbox belongs to a test tenant on your own machine.\r\n"
)
_SUBJECTS = ("Welcome to the test tenant", "Nothing here leaves your machine")


@dataclass(slots=True)
class PlannedUser:
    """A user who owns the mailbox of the same address. Nobody signs in to a `shared` one; rights on it that were just
    given count after `rights_spread_s` seconds."""

    address: str
    name: str
    password: str = field(default_factory=lambda: secrets.token_urlsafe(18), repr=False)
    object_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    enabled: bool = True
    imap: bool = True
    pop: bool = True
    smtp_auth_disabled: bool | None = None
    full_access: tuple[str, ...] = ()
    send_as: tuple[str, ...] = ()
    licensed: bool = True
    shared: bool = False
    rights_spread_s: float = 0.0
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
    demands: tuple[str, ...] = ()


@dataclass(slots=True)
class PlannedSecret:
    """One more client secret: its value, the GUID that the portal shows beside it, and its dates in days from now."""

    value: str = field(default_factory=lambda: secrets.token_urlsafe(30), repr=False)
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    days: float = TWO_YEARS
    age_days: float = 0.0
    starts_in_days: float = 0.0


@dataclass(slots=True)
class PlannedConsent:
    """What one user, or an administrator for all (no `user`), granted on a resource (`outlook` or `graph`)."""

    scopes: tuple[str, ...]
    resource: str = "outlook"
    user: str = ""


@dataclass(slots=True)
class PlannedPolicy:
    """The tenant's policies: see `Policy` for what each means."""

    smtp_auth_disabled: bool = False
    basic_auth: bool = False
    basic_auth_retired: bool = False
    security_defaults: bool = False
    pop3_oauth: bool = True
    scope_mode: str = "as-seen"
    rotate_refresh_tokens: bool = False
    loop_limit: int = 0
    throttle_limit: int = 0
    demands: tuple[str, ...] = ()
    user_consent: bool = True
    admin_consent_requests: bool = False
    refresh_max_age_s: int = 0
    block_device_code: bool = False
    blocked: str = ""
    disabled_resources: tuple[str, ...] = ()
    missing_resources: tuple[str, ...] = ()


@dataclass(slots=True)
class Plan:
    """What a tenant is built from. The first user's mailbox is the one under test; spans are in days.

    `dialect`, `delay_scale` and `ports` are how to serve it; the command line wins over them. `exchange_registration`
    is one of REGISTRATIONS; `registered_in_exchange` is short for the right one. `smtp_auth_disabled` and `basic_auth`
    are short for those of the policy.
    """

    id: str = "8f0c1e52-6d3a-4b57-9a53-0f6f2d1c7e11"
    domain: str = "contoso.example"
    name: str = "Contoso"
    users: list[PlannedUser] = field(default_factory=list)
    client_id: str = "3c5ee1b4-90d7-4c3f-8a5e-6b1f2d9a7c04"
    app_name: str = "oauthmail example"
    app_object_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    client_secret: str = field(default_factory=lambda: secrets.token_urlsafe(30), repr=False)
    secret_days: float = TWO_YEARS
    redirect_uri: str = "http://localhost"
    redirect_platform: str = "web"
    spa_redirect_uris: tuple[str, ...] = ()
    public_redirect_uris: tuple[str, ...] = ()
    other_secrets: list[PlannedSecret] = field(default_factory=list)
    permissions: tuple[str, ...] = MAIL_PERMISSIONS
    roles: tuple[str, ...] = ()
    multi_tenant: bool = False
    audience: str = ""
    allow_public_client: bool = True
    implicit_access_token: bool = False
    implicit_id_token: bool = False
    app_enabled: bool = True
    app_home_tenant: str = ""
    assignment_required: bool = False
    assigned: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    consents: list[PlannedConsent] = field(default_factory=list)
    policy: PlannedPolicy = field(default_factory=PlannedPolicy)
    manners: Manners = field(default_factory=Manners)
    registered_in_exchange: bool = False
    exchange_registration: str = ""
    limits: Limits = field(default_factory=Limits)
    dialect: str = EXCHANGE.name
    delay_scale: float = 0.0
    ports: dict[str, int] = field(default_factory=dict)
    refresh_token: str = field(default_factory=new_refresh_token, repr=False)
    smtp_auth_disabled: bool = False
    basic_auth: bool = False

    def __post_init__(self) -> None:
        for pem in self.certificates:
            registered(pem)

    def people(self) -> list[PlannedUser]:
        """The users, or the two of the example."""
        if not self.users:
            self.users = [
                PlannedUser(f"svc-forms@{self.domain}", "Forms Service"),
                PlannedUser(f"adele@{self.domain}", "Adele Vance"),
            ]
        return self.users


def build(plan: Plan, keys: KeyRing, before: Tenant | None = None) -> Tenant:
    """A tenant in its first state. `before` is the one it replaces: its UIDVALIDITY values are not used again."""
    used = max((mailbox.store.last_uid_validity for mailbox in before.mailboxes.values()), default=0) if before else 0
    now = time.time()
    policy = _policy(plan)
    known = (plan.client_secret, plan.refresh_token, *(person.password for person in plan.people()))
    known += tuple(secret.value for secret in plan.other_secrets)
    tenant = Tenant(plan.id, plan.domain, plan.name, policy=policy, keys=keys, transcript=Transcript(known=known))
    tenant.entra = EntraState(plan.manners)
    tenant.limits, tenant.dialect, tenant.delay_scale = replace(plan.limits), DIALECTS[plan.dialect], plan.delay_scale
    for person in plan.people():
        address = person.address.lower()
        tenant.users[address] = _user(person)
        tenant.mailboxes[address] = Mailbox(
            address,
            MailStore(after=used),
            person.imap,
            person.pop,
            person.smtp_auth_disabled,
            {name.lower() for name in person.full_access},
            {name.lower() for name in person.send_as},
            person.licensed,
            person.shared,
            now,
            person.rights_spread_s,
        )
    tenant.apps[plan.client_id] = _app(plan, now)
    owner = plan.people()[0].address.lower()
    tenant.grants[plan.refresh_token] = Grant(
        plan.client_id,
        owner,
        now,
        frozenset(plan.permissions),
        spa=plan.redirect_platform == "spa",
        family=secrets.token_hex(8),
        confidential=plan.redirect_platform == "web",
        platform=plan.redirect_platform,
    )
    for n, subject in enumerate(_SUBJECTS):
        text = _WELCOME.format(domain=plan.domain, user=owner, subject=subject, n=n)
        tenant.mailboxes[owner].store.deliver(text.encode())
    return tenant


def _policy(plan: Plan) -> Policy:
    asked = {f.name: getattr(plan.policy, f.name) for f in fields(PlannedPolicy)}
    sets = {name: set(value) for name, value in asked.items() if isinstance(value, tuple)}
    short = {
        "smtp_auth_disabled": plan.smtp_auth_disabled or plan.policy.smtp_auth_disabled,
        "basic_auth": plan.basic_auth or plan.policy.basic_auth,
    }
    return Policy(**{**asked, **sets, **short})


def _user(person: PlannedUser) -> User:
    names = {f.name for f in fields(User)} & {f.name for f in fields(PlannedUser)}
    values = {name: getattr(person, name) for name in names}
    enabled = person.enabled and not person.shared
    return User(upn=person.address.lower(), **{**values, "demands": set(person.demands), "enabled": enabled})


def _app(plan: Plan, now: float) -> App:
    web, spa, public = [_NATIVE], [*plan.spa_redirect_uris], [*plan.public_redirect_uris]
    platforms = {"web": web, "spa": spa, "public": public}
    platforms[plan.redirect_platform].insert(0, plan.redirect_uri)
    held = [Secret(plan.client_secret, now, plan.secret_days * 86400, str(uuid.uuid4()))]
    held += [
        Secret(s.value, now - s.age_days * 86400, s.days * 86400, s.id, now + s.starts_in_days * 86400)
        for s in plan.other_secrets
    ]
    app = App(
        plan.client_id,
        plan.app_name,
        plan.app_object_id,
        held,
        {platform: uris for platform, uris in platforms.items() if uris},
        consented=set(plan.permissions),
        roles=set(plan.roles),
        exchange_registration=plan.exchange_registration or (REGISTRATIONS[0] if plan.registered_in_exchange else ""),
        allow_public_client=plan.allow_public_client,
        implicit_access_token=plan.implicit_access_token,
        implicit_id_token=plan.implicit_id_token,
        enabled=plan.app_enabled,
        certificates=[registered(pem) for pem in plan.certificates],
        assignment_required=plan.assignment_required,
        assigned={name.lower() for name in plan.assigned},
        consents=[Consent(c.resource, set(c.scopes), c.user.lower() or None) for c in plan.consents],
        home_tenant=plan.app_home_tenant,
    )
    app.multi_tenant = plan.multi_tenant
    app.audience = plan.audience or app.audience
    return app
