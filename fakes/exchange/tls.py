"""Which certificate and which TLS version a connection gets."""

from __future__ import annotations

import ssl

from ..faults.model import Behave
from ..tenant.tenant import Tenant
from ..wire.certificates import Certificates


def server_context(tenant: Tenant, certificates: Certificates, listener: str) -> ssl.SSLContext:
    """The context for the next handshake on a listener, with the fault of the moment."""
    fault = tenant.faults.take("tls", listener)
    if fault is None or not isinstance(fault.effect, Behave):
        return certificates.context()
    if fault.effect.how == "certificate":
        return certificates.context(fault.effect.argument)
    return certificates.old_context()
