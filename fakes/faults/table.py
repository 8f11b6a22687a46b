"""All faults in one table, by id."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .entra import ENTRA
from .exchange import EXCHANGE
from .model import Fault
from .tls import TLS
from .tokens import TOKENS


def fault_table() -> Mapping[str, Fault]:
    """Every fault by its id; the same content each time, and read-only."""
    return MappingProxyType({fault.id: fault for fault in (*ENTRA, *TOKENS, *EXCHANGE, *TLS)})
