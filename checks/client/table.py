"""All client cases, family by family, each by its id."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .case import Case
from .cases_fallback import FALLBACK
from .cases_pop3 import POP3
from .cases_sasl import SASL
from .cases_tls import TLS
from .cases_token import TOKEN

CASES: Mapping[str, Case] = MappingProxyType(
    {case.id: case for case in (*TOKEN, *TLS, *SASL, *POP3, *FALLBACK)}
)  # fmt: skip
