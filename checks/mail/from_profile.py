"""A consumer of a profile becomes the settings of the service, with its secrets read and nothing judged yet."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from ..config.certificate import CertificateUnusable, Proof, proof_of
from ..config.consumers import OWN, Connection, Effective, effective
from ..config.profile import Profile
from ..config.references import Secret, SecretRef, SecretUnavailable
from ..config.view import SecretView
from ..observation import Failure, ProbeFailed
from ..redactor import Redactor
from .endpoint import Duty
from .reach import Reach
from .replies import ReplySettings
from .settings import OPTIONAL, Grant, Place, Settings

_WIRES = {"implicit": "implicit", "starttls-required": "starttls", "starttls": OPTIONAL, "plain": "plain"}
_LEGS = {"smtp": "smtp", "imap": "receive", "pop3": "receive"}


def consumer(profile: Profile, name: str = OWN) -> Effective:
    """A consumer by its name, the profile itself without one. Raises ProbeFailed for a name that it does not have."""
    known = {one.name: one for one in effective(profile)}
    if name not in known:
        others = ", ".join(known)
        raise ProbeFailed(Failure("unavailable", f"the profile has no consumer {name}; it has {others}", "settings"))
    return known[name]


def settings(profile: Profile, one: Effective, environ: Mapping[str, str], redactor: Redactor) -> Settings:
    """The service's settings of a consumer. Raises ProbeFailed when a secret is not at hand."""

    def secret(ref: SecretRef | None) -> Secret | None:
        return None if ref is None else _read(ref, environ, redactor)

    def place(connection: Connection) -> Place:
        leg = _LEGS[connection.protocol]
        password = None if one.oauth else secret(connection.password)
        return _place(profile, one, leg, connection, password)

    found = {connection.protocol: place(connection) for connection in (one.smtp, one.receive) if connection}
    return Settings(
        one.name,
        one.kind,
        grant=_grant(profile, one, secret, SecretView(profile, environ, "live"), redactor) if one.oauth else None,
        smtp=found.get("smtp"),
        imap=found.get("imap"),
        pop3=found.get("pop3"),
        from_address=one.from_address,
        basic_fallback=profile.policy.basic_fallback,
        enabled=one.get("enabled") is not False,
        keys={"enabled": one.place("enabled")},
    )


def reach(
    profile: Profile, one: Settings, redactor: Redactor, allowed: frozenset[str], proxies: Mapping[str, str]
) -> Reach:
    """The way out. Hosts are those of the cloud, loopback, and `allowed`; a profile cannot send a secret elsewhere."""
    login = urlsplit(profile.authority.login_base)
    wanted = [(login.hostname or "", login.port or 443)]
    wanted += [(place.host, place.port) for place in (one.smtp, one.imap, one.pop3) if place]
    trusted = profile.credential_hosts() | allowed
    hosts = {f"{host.lower().rstrip('.')}:{port}" for host, port in wanted if host.lower().rstrip(".") in trusted}
    return Reach(frozenset(hosts), profile.network.ca_bundle, redactor, proxies)


def duty(one: Effective) -> Duty:
    """How an e-mail endpoint does its work, with the product's own defaults."""

    def listed(key: str) -> tuple[str, ...]:
        return tuple(name.strip() for name in str(one.get(key) or "sender").split(",") if name.strip())

    return Duty(
        interval_s=float(one.get("repeat_interval_s") or 10),
        batch=int(one.get("batch_size") or 2),
        file_pattern=str(one.get("file_pattern") or "*.*"),
        domain_pattern=str(one.get("domain_pattern") or "*"),
        replies=ReplySettings(listed("recipient_successful_job"), listed("recipient_failed_job")),
    )


def _place(profile: Profile, one: Effective, leg: str, connection: Connection, password: Secret | None) -> Place:
    shared_smtp = leg == "smtp" and profile.mailbox.shared and connection.user == profile.mailbox.xoauth2_user
    keys = {"tls": f"{leg}_tls", "user": f"{leg}_user", "password": f"{leg}_password", "protocol": "receive_protocol"}
    named = {name: one.place(key) for name, key in {**keys, "oauth": "oauth", "auth": "smtp_auth"}.items()}
    if connection.label is None:
        named["tls"] = f"{'send' if leg == 'smtp' else 'receive'}.wire"
    return Place(
        connection.protocol,
        connection.host,
        connection.port,
        _WIRES[connection.wire],
        # On SMTP one signs in as oneself and writes the shared address into From.
        profile.mailbox.signed_in_user if shared_smtp else connection.user,
        oauth=one.oauth,
        password=password,
        auth=leg != "smtp" or one.get("smtp_auth") is not False,
        two_line=profile.receive.pop_two_line is not False,
        said=connection.label or connection.wire,
        keys={**named, "two_line": "receive.pop_two_line"},
    )


def _grant(profile: Profile, one: Effective, secret: object, secrets: SecretView, redactor: Redactor) -> Grant:
    assert callable(secret)
    grant = profile.grant
    own = None if grant.client_auth == "none" else secret(one.client_secret)
    by_certificate = grant.client_auth == "assertion_cert" and own is None
    return Grant(
        grant.flow,
        profile.authority.url,
        one.client_id,
        grant.mail_scopes,
        client_secret=own,
        refresh_token=secret(one.refresh_token) if grant.renews else None,
        access_token=secret(grant.access_token) if grant.flow == "static_access_token" else None,
        proof=_proof(profile, secrets, redactor) if by_certificate else None,
    )


def _proof(profile: Profile, secrets: SecretView, redactor: Redactor) -> Proof:
    try:
        proof = proof_of(profile, secrets)
    except CertificateUnusable as error:
        raise ProbeFailed(Failure("unavailable", str(error), "settings")) from None
    for name in ("certificate.key", "certificate.passphrase"):
        if (given := secrets.get(name)) is not None:
            redactor.learn(given.reveal())
    redactor.learn(proof.secret_part)
    return proof


def _read(ref: SecretRef, environ: Mapping[str, str], redactor: Redactor) -> Secret:
    try:
        found = ref.read("live", environ)
    except SecretUnavailable as error:
        raise ProbeFailed(Failure("unavailable", str(error), "settings")) from None
    redactor.learn(found.reveal())
    return found
