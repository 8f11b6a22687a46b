"""What does the server show when it is asked for TLS, and does it stand up to verification?"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from typing import Any

from cryptography import x509
from cryptography.x509.oid import NameOID

from ..observation import ProbeFailed
from ..survey import Look, Probe
from ..target import Target
from .dialog import shake_hands
from .entra import login_session, openid_url
from .legs import endpoint
from .proxy import tunnel


def entra_tls(target: Target, _look: Look, facts: dict[str, Any]) -> None:
    """Shake hands with the login host. Facts: those of `certificate_facts`, `version`, `cipher`."""
    host, port = endpoint(target.profile, "entra")
    proxy = target.proxies.get("https", "")

    def again() -> socket.socket:
        if proxy:
            return tunnel(proxy, host, port, target.step_seconds)
        return socket.create_connection((host, port), target.step_seconds)

    try:
        wrapped = login_session(target).shake_hands(openid_url(target))
    except ProbeFailed as failed:
        if failed.failure.kind == "tls":
            facts.update(look_unverified(again, host))
        raise
    facts.update(version=wrapped.version(), cipher=(wrapped.cipher() or ("",))[0])
    facts.update(certificate_facts(wrapped.getpeercert(binary_form=True)))


def look_unverified(connect: Callable[[], socket.socket], host: str) -> dict[str, Any]:
    """The certificate of a server that failed verification: shake hands once more, send nothing, hang up."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with connect() as raw, shake_hands(context, raw, host) as wrapped:
            return certificate_facts(wrapped.getpeercert(binary_form=True))
    except (OSError, ValueError, ProbeFailed):
        return {}


def certificate_facts(der: bytes | None) -> dict[str, Any]:
    """Names, issuer and end of a certificate, as text; empty when it cannot be read."""
    if not der:
        return {}
    try:
        certificate = x509.load_der_x509_certificate(der)
        return {
            "names": _alternative_names(certificate),
            "issuer": _common_name(certificate.issuer),
            "organization": _organization(certificate.issuer),
            "not_before": certificate.not_valid_before_utc.isoformat(),
            "not_after": certificate.not_valid_after_utc.isoformat(),
        }
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return {}


def _alternative_names(certificate: x509.Certificate) -> list[str]:
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return []
    return [str(name.value) for name in extension.value]


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME) or name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


def _organization(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(found[0].value) if found else ""


PROBES = (Probe("entra_tls", entra_tls),)
