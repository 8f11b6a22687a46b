"""The profile as the checks see it: every default filled in, every secret still a reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from .clouds import LOOPBACK, Cloud
from .consumer import SECRETS, Consumer
from .references import SecretRef

OIDC_SCOPES = frozenset({"openid", "profile", "email", "offline_access"})


@dataclass(frozen=True, slots=True)
class Product:
    """The application whose settings these are."""

    name: str = ""
    version: str = ""
    edition: str = "other"


@dataclass(frozen=True, slots=True)
class Authority:
    """Who issues tokens. `login_base` has no path; `url` is what MSAL calls the authority.

    `legs_*` are the URLs that the application itself calls, where its settings name them one by one; nothing is sent
    there. `observed_app_tenant` is the tenant that it was seen to call.
    """

    cloud: str
    login_base: str
    tenant: str
    observed_app_tenant: str | None = None
    legs_authorize: str | None = None
    legs_token: str | None = None
    legs_refresh: str | None = None

    @property
    def url(self) -> str:
        """The login page of the tenant."""
        return f"{self.login_base}/{self.tenant}"

    @property
    def token_url(self) -> str:
        """Where tokens are asked for."""
        return f"{self.url}/oauth2/v2.0/token"

    @property
    def host(self) -> str:
        """The host of the login page, in lower case."""
        return urlsplit(self.login_base).hostname or ""


@dataclass(frozen=True, slots=True)
class Permission:
    """One line of "API permissions": `resource` is `graph` or `exchange`, `kind` `delegated` or `application`."""

    resource: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody agreed to, for `all` users or one `user`."""

    resource: str
    scopes: tuple[str, ...]
    principal: str
    user: str | None = None


@dataclass(frozen=True, slots=True)
class RegisteredSecret:
    """A client secret as the portal lists it: never its value, at most its first three characters."""

    ends: datetime
    key_id: str | None = None
    hint: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class AppRegistration:
    """The application as the portal shows it; what is not stated is None or empty."""

    client_id: str | None = None
    sign_in_audience: str | None = None
    redirect_uris_web: tuple[str, ...] = ()
    redirect_uris_public: tuple[str, ...] = ()
    redirect_uris_spa: tuple[str, ...] = ()
    implicit_access_token: bool = False
    implicit_id_token: bool = False
    permissions: tuple[Permission, ...] = ()
    consent: tuple[Consent, ...] = ()
    secrets: tuple[RegisteredSecret, ...] = ()


@dataclass(frozen=True, slots=True)
class Grant:
    """How a token is got. `token_scopes` are those written down, else those that the use needs.

    `certificate_path` is a file with the certificate; its private key is in it too, or behind `certificate_key`.
    `redirect_uri` is that of the sign-in; `token_redirect_uri` that of the token request, None when it is the same.
    """

    client_id: str
    token_scopes: tuple[str, ...]
    flow: str = "authorization_code"
    client_auth: str = "secret_post"
    client_secret: SecretRef | None = None
    certificate_path: Path | None = None
    certificate_key: SecretRef | None = None
    certificate_passphrase: SecretRef | None = None
    redirect_uri: str | None = None
    token_redirect_uri: str | None = None
    authorize_scopes: tuple[str, ...] = ()
    refresh_token: SecretRef | None = None
    refresh_token_obtained_at: datetime | None = None
    refresh_token_rotation: str = "unknown"
    refresh_token_store: SecretRef | None = None
    access_token: SecretRef | None = None
    store_lag_s: int | None = None

    @property
    def proves_itself(self) -> bool:
        """Does the application show a secret or a certificate?"""
        return self.client_secret is not None or self.client_auth == "assertion_cert"

    @property
    def renews(self) -> bool:
        """Does the flow live on a refresh token?"""
        return self.flow in ("authorization_code", "device_code")

    @property
    def mail_scopes(self) -> tuple[str, ...]:
        """The scopes without the four of OpenID Connect, as MSAL wants them."""
        return tuple(scope for scope in self.token_scopes if scope not in OIDC_SCOPES)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Whose mail. `xoauth2_user` names the mailbox in XOAUTH2, `signed_in_user` is the user inside the token."""

    xoauth2_user: str
    signed_in_user: str
    from_address: str
    shared: bool = False
    send_as: tuple[str, ...] = ()
    sign_in_frequency_days: int | None = None


@dataclass(frozen=True, slots=True)
class Server:
    """One mail server that the profile uses; `wire` is what really happens on the connection."""

    protocol: str
    host: str
    port: int
    wire: str
    mechanisms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Send:
    """Sending; the server itself is `Profile.smtp`. `tls` is the product's label, None when not stated."""

    enabled: bool = True
    tls: str | None = None
    mechanisms: tuple[str, ...] = ("XOAUTH2",)
    auth_required: bool = True


@dataclass(frozen=True, slots=True)
class Receive:
    """Receiving; the servers themselves are `Profile.imap` and `Profile.pop3`.

    In the file `host`, `port` and `wire` of `[receive]` serve one protocol; with two, each has a table of its own,
    `[receive.imap]` and `[receive.pop3]` (`host` and `wire` may still be shared). Without `protocol`, the tables
    that are there name it.
    """

    enabled: bool = True
    protocols: tuple[str, ...] = ("imap",)
    tls: str | None = None
    mechanisms: tuple[str, ...] = ("XOAUTH2",)
    pop_two_line: bool | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """The way out. A proxy URL from a variable may hold a password, so it is not shown."""

    https_proxy: str | None = field(default=None, repr=False)
    ca_bundle: Path | None = None
    tls_min: str = "1.2"


@dataclass(frozen=True, slots=True)
class Policy:
    """What the owner of the profile wants refused, warned of, or let pass.

    `logins_per_hour` is assumed: Microsoft publishes no figure. It is that of one endpoint at AEM's default of 10 s.
    """

    basic_fallback: str = "forbid"
    plaintext_token: str = "forbid"
    least_privilege: str = "warn"
    rt_warn_days: int = 14
    secret_warn_days: int = 30
    logins_per_hour: int = 360


@dataclass(frozen=True, slots=True)
class Profile:
    """The settings under diagnosis.

    `source` names the file, or what else they came from. `smtp`, `imap` and `pop3` are None when not used.
    `read_at` is the moment that dates are judged against. `origins` says for each full key where its value came
    from: the profile, `env:NAME` or `default: ...`.
    """

    source: str
    path: Path | None
    read_at: datetime
    cloud: Cloud
    product: Product
    authority: Authority
    app_registration: AppRegistration
    grant: Grant
    mailbox: Mailbox
    send: Send
    receive: Receive
    smtp: Server | None
    imap: Server | None
    pop3: Server | None
    network: Network
    policy: Policy
    consumers: tuple[Consumer, ...]
    origins: Mapping[str, str] = field(repr=False)

    @property
    def servers(self) -> tuple[Server, ...]:
        """The mail servers in use, in the order SMTP, IMAP, POP3."""
        return tuple(server for server in (self.smtp, self.imap, self.pop3) if server)

    def stated(self, key: str) -> bool:
        """Does the profile itself say `key` (a full name such as `grant.token_scopes`)?"""
        return not self.origins.get(key, "default").startswith("default")

    def hosts(self) -> frozenset[str]:
        """Every host that a live run would send a credential to, in lower case."""
        return frozenset(_plain(host) for host in (self.authority.host, *(server.host for server in self.servers)))

    def credential_hosts(self) -> frozenset[str]:
        """The hosts that credentials may be sent to unasked: those of the cloud, and loopback."""
        return self.cloud.hosts() | LOOPBACK

    def foreign_hosts(self, allowed: Iterable[str] = ()) -> frozenset[str]:
        """The hosts of the profile that are neither of its cloud, nor loopback, nor in `allowed`."""
        return self.hosts() - self.credential_hosts() - {_plain(host) for host in allowed}

    def secret_refs(self) -> Mapping[str, tuple[SecretRef, ...]]:
        """Where each secret may be, the newest place first: a refresh token in the store beats the one given.

        Each of these two alone is the `refresh_token_store` and the `pasted refresh_token`. What a consumer holds is
        called `client_secret of NAME`, and so on.
        """
        grant = self.grant
        places: dict[str, tuple[SecretRef | None, ...]] = {
            "client_secret": (grant.client_secret,),
            "refresh_token": (grant.refresh_token_store, grant.refresh_token),
            "access_token": (grant.access_token,),
            "certificate.key": (grant.certificate_key,),
            "certificate.passphrase": (grant.certificate_passphrase,),
            "pasted refresh_token": (grant.refresh_token,),
            "refresh_token_store": (grant.refresh_token_store,),
        }
        for consumer in self.consumers:
            places |= {f"{key} of {consumer.name}": (getattr(consumer, key),) for key in SECRETS}
        return {name: tuple(ref for ref in refs if ref) for name, refs in places.items()}


def _plain(host: str) -> str:
    return host.lower().rstrip(".")
