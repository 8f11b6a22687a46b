"""How a rule refuses: with the words of a fault, because somebody switched it on or because its condition is real."""

from __future__ import annotations

import datetime

from ...faults.model import TokenError
from ...tenant.tenant import Tenant
from ..errors import Refused


def refuse_if_asked(tenant: Tenant, moment: str, **values: str) -> None:
    """Raise Refused when a fault is on at this moment."""
    fault = tenant.faults.take(moment, "token")
    if fault is not None and isinstance(fault.effect, TokenError):
        raise Refused(fault, **{**fault.defaults, **values})


def refused(tenant: Tenant, id: str, error: str = "", **values: str) -> Refused:
    """The refusal of that id, for a condition that is real."""
    fault = tenant.faults.table[id]
    return Refused(fault, error, **{**fault.defaults, **values})


def seven_digits(at: float) -> str:
    """A moment (Unix seconds) as Entra's messages write it."""
    moment = datetime.datetime.fromtimestamp(max(at, 0), datetime.UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond:06d}0Z"
