"""All faults in one table, by id, each with the real condition that says the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from .challenges import CHALLENGES
from .conditions import CONDITIONS
from .entra import ENTRA
from .entra_access import ENTRA_ACCESS
from .entra_account import ENTRA_ACCOUNT
from .entra_device import ENTRA_DEVICE
from .entra_grants import ENTRA_GRANTS
from .entra_pages import ENTRA_PAGES
from .entra_policy import ENTRA_POLICY
from .entra_request import ENTRA_REQUEST
from .entra_trouble import ENTRA_TROUBLE
from .exchange_imap import EXCHANGE_IMAP
from .exchange_pop3 import EXCHANGE_POP3
from .exchange_smtp import EXCHANGE_SMTP
from .exchange_smtp_later import EXCHANGE_SMTP_LATER
from .line import LINE
from .model import Fault
from .starttls import STARTTLS
from .tls import TLS
from .tokens import TOKENS

_ALL = (
    *ENTRA,
    *ENTRA_REQUEST,
    *ENTRA_POLICY,
    *ENTRA_ACCOUNT,
    *ENTRA_ACCESS,
    *ENTRA_GRANTS,
    *ENTRA_TROUBLE,
    *ENTRA_DEVICE,
    *ENTRA_PAGES,
    *TOKENS,
    *EXCHANGE_SMTP,
    *EXCHANGE_SMTP_LATER,
    *EXCHANGE_IMAP,
    *EXCHANGE_POP3,
    *CHALLENGES,
    *TLS,
    *STARTTLS,
    *LINE,
)
_TABLE = MappingProxyType({f.id: replace(f, condition=f.condition or CONDITIONS.get(f.id, "")) for f in _ALL})


def fault_table() -> Mapping[str, Fault]:
    """Every fault by its id; the same content each time, and read-only."""
    return _TABLE
