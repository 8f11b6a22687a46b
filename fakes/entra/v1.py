"""The v1.0 endpoint: `resource` in place of scopes, numbers as strings, and `interaction_required` for new demands.

Sources: numbers as strings: a comment in MSAL Python; `interaction_required` for 50076 and 53003: captures of both
endpoints; the body of an expired password: HDInsight documentation, 2019-06-06. The other members are unverified.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..faults.model import TokenError
from ..tenant.tenant import Tenant
from .errors import Refused
from .tokens import BACKDATED

# What v2.0 calls invalid_grant and v1.0 interaction_required (50076, 53003: captures; the others by their suberror).
_INTERACTION = {"basic_action", "additional_action", "message_only"}
_PASSWORD_EXPIRED = 50055
_CHANGE_PASSWORD = "https://portal.microsoftonline.com/ChangePassword.aspx"


def scope_of(resource: str, *, application: bool = False) -> str:
    """The scope string that asks for the same as a `resource`; v1.0 always hands out refresh and id tokens."""
    return f"{resource}/.default" if application else f"{resource}/.default openid offline_access"


def shape(tenant: Tenant, answer: Mapping[str, object], granted: list[str], resource: str) -> dict[str, object]:
    """The members of a v2.0 answer as v1.0 gives them."""
    now = int(tenant.clock.now()) + tenant.entra.manners.skew_s
    lifetime = int(str(answer["expires_in"]))
    times = {
        "expires_in": str(lifetime),
        "ext_expires_in": str(lifetime),
        "expires_on": str(now + lifetime),
        "not_before": str(now - BACKDATED),
    }
    head: dict[str, object] = {"token_type": answer["token_type"]}
    if "scope" in answer:
        head["scope"] = " ".join(granted)
    rest = {k: v for k, v in answer.items() if k not in {*head, *times, "refresh_in", "scope"}}
    return {**head, **times, "resource": resource, **rest}


def reworded(refused: Refused) -> Refused:
    """The refusal as v1.0 puts it."""
    effect = refused.fault.effect
    assert isinstance(effect, TokenError)
    if effect.code == _PASSWORD_EXPIRED:
        values = {"password_change_url": _CHANGE_PASSWORD, **refused.values}
        return Refused(refused.fault, "user_password_expired", **values)
    if effect.suberror in _INTERACTION and not refused.error:
        return Refused(refused.fault, "interaction_required", **refused.values)
    return refused
