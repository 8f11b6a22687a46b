"""What the endpoints remember, and how a tenant's administrators and its age make them answer."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any, TypeVar

from .keys import SigningKey

Name = TypeVar("Name", str, bytes)

SMALLEST_TOKEN, LARGEST_TOKEN = 1200, 12288
_KEPT = 5_000
_SEPARATORS = {"blank": " ", "crlf": "\r\n"}


@dataclass(frozen=True, slots=True)
class Manners:
    """How this tenant answers where the real service differs by age or by tenant.

    `separator` is `blank` (since the end of 2023) or `crlf` (before); `device_page` is `device` (since about 2024) or
    `devicelogin`. `token_size` is the length of an access token in characters, 0 for as it comes; `seed` makes
    lifetimes repeat. `skew_s` is how many seconds the issuer's clock is ahead, negative for behind.
    `device_slow_down` and `refuse_used_assertions` are stricter than what is known of the real service.
    Raises ValueError with one sentence.
    """

    separator: str = "blank"
    device_page: str = "device"
    device_slow_down: bool = True
    token_size: int = 0
    seed: int | None = None
    skew_s: int = 0
    refuse_used_assertions: bool = False

    def __post_init__(self) -> None:
        if self.separator not in _SEPARATORS:
            raise ValueError(f"separator is one of {', '.join(_SEPARATORS)}")
        if self.device_page not in {"device", "devicelogin"}:
            raise ValueError("device_page is device or devicelogin")
        if self.token_size and not SMALLEST_TOKEN <= self.token_size <= LARGEST_TOKEN:
            raise ValueError(f"token_size is 0 or from {SMALLEST_TOKEN} to {LARGEST_TOKEN} characters")

    @property
    def between(self) -> str:
        """What joins the parts of `error_description`."""
        return _SEPARATORS[self.separator]


@dataclass(slots=True)
class DeviceCode:
    """A device sign-in under way. `outcome` is pending, approved, declined or redeemed; times are Unix seconds."""

    user_code: str
    client_id: str
    scope: str
    made: float
    interval: int
    outcome: str = "pending"
    upn: str = ""
    polled: float = 0.0


@dataclass(slots=True)
class EntraState:
    """The memory of the endpoints of one tenant; each table forgets its oldest entries beyond a bound."""

    manners: Manners = field(default_factory=Manners)
    devices: dict[str, DeviceCode] = field(default_factory=dict, repr=False)
    opaque_tokens: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)
    used_assertions: dict[str, float] = field(default_factory=dict, repr=False)
    verified: dict[bytes, tuple[SigningKey, dict[str, Any]]] = field(default_factory=dict, repr=False)
    wrong_passwords: dict[str, list[float]] = field(default_factory=dict)
    lifetimes: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # Only for lifetimes, which are no secret.
        self.lifetimes = random.Random(self.manners.seed)  # noqa: S311


def remember(table: dict[Name, Any], name: Name, value: Any, kept: int = 0) -> None:
    """Put into a table, and forget its oldest entry when it is full: when it holds `kept`, or the usual number."""
    while len(table) >= (kept or _KEPT):
        del table[next(iter(table))]
    table[name] = value
