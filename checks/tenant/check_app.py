"""Is the application known here, and is its secret good? Told apart from a dead refresh token."""

from __future__ import annotations

from ..check import check, not_applied
from ..config.profile import Profile
from ..judge import learned, refuse
from ..observation import Observation

# AADSTS numbers that are about the application itself (Microsoft: reference-error-codes).
UNKNOWN_APP = frozenset({50194, 700016, 7000112, 700038, 9002332, 9002331})
BAD_SECRET = frozenset({7000215, 7000216, 7000218, 7000222, 700025, 700024, 50012, 700027})


@check(
    "app.known",
    refs=["RFC 6749 5.2 unauthorized_client", "Microsoft: AADSTS700016"],
    needs=["tenant.found", "settings.client_id"],
)
def check_application_is_known(token: Observation) -> str:
    """The application is known in this tenant."""
    _judge(token, UNKNOWN_APP)
    return "client id known in this tenant"


@check(
    "app.secret",
    refs=["RFC 6749 2.3.1", "RFC 6749 5.2 invalid_client", "Microsoft: AADSTS7000215, AADSTS7000222"],
    needs=["app.known", "settings.client_secret"],
)
def check_secret_is_accepted(profile: Profile, token: Observation, secret_alone: Observation) -> str:
    """The application's secret is accepted."""
    if not profile.grant.proves_itself:
        not_applied("a public client: it has no secret")
    _judge(token, BAD_SECRET)
    if token.failure is not None:
        alone = learned(secret_alone, "entra")
        if not alone.facts.get("asked"):
            not_applied("the token endpoint gave no answer that would tell")
        _judge(alone, BAD_SECRET)
        if alone.failure is not None:
            not_applied("the token endpoint did not say whether the secret is good")
    return "client secret accepted" if profile.grant.client_secret else "certificate accepted"


def _judge(seen: Observation, codes: frozenset[int]) -> None:
    """Say no when the refusal names one of these numbers; stay silent when nothing was said about it."""
    learned(seen, "entra", "settings", "network", "tls")
    if seen.failure is None:
        return
    if seen.failure.kind == "bug" or codes.intersection(seen.facts.get("codes", ())):
        refuse(seen.failure)
    if seen.failure.kind != "refused" or not seen.facts.get("codes"):
        not_applied("the token endpoint gave no answer that would tell")
