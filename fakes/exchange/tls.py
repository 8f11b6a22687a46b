"""Which certificate and which TLS version a connection gets, and what goes wrong in its handshake."""

from __future__ import annotations

from ..faults.model import Behave
from ..tenant.tenant import Tenant
from ..wire.certificates import Certificates
from ..wire.transport import Handshake
from .line import ENDINGS, shape_of


def server_context(tenant: Tenant, certificates: Certificates, listener: str) -> Handshake:
    """The next handshake on a listener, with the fault of the moment."""
    lenient = listener == "smtp" and tenant.dialect.smtp.old_tls
    good = certificates.lenient_context() if lenient else certificates.context()
    fault = tenant.faults.take("tls", listener)
    if fault is None or not isinstance(fault.effect, Behave):
        return Handshake(good)
    how = fault.effect.how
    if how == "certificate":
        return Handshake(certificates.context(fault.effect.argument))
    if how == "tls-oldest":
        return Handshake(certificates.old_context())
    return Handshake(good, shape_of(fault.effect, listener, tenant.delay_scale), ENDINGS.get(how))
