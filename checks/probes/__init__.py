"""Probes: each asks the target one thing and returns what was observed; all of them in one table."""

from __future__ import annotations

from ..survey import Probe
from . import basic, copies, entra, imap, message, network, pop3, smtp, tls

PROBES: tuple[Probe, ...] = (
    *network.PROBES,
    *tls.PROBES,
    *entra.PROBES,
    *copies.PROBES,
    *smtp.PROBES,
    *imap.PROBES,
    *pop3.PROBES,
    *basic.PROBES,
    *message.PROBES,
)
