"""Is the application known here, and is its secret good? Told apart from a dead refresh token."""

from __future__ import annotations

from ..check import check, not_applied
from ..config.profile import Profile
from ..judge import learned, refuse
from ..observation import Observation
from .codes import BAD_SECRET, UNKNOWN_APP
from .tried import counted, leave_absent, leave_untried, refuse_each, tried


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
        # What became of this question on the way says nothing of the secret, and must not hide the refusal.
        alone = learned(secret_alone, "entra", "settings", "network", "tls")
        if not alone.facts.get("asked"):
            not_applied("the token endpoint gave no answer that would tell")
        _judge(alone, BAD_SECRET)
        if alone.failure is not None:
            not_applied("the token endpoint did not say whether the secret is good")
    return "client secret accepted" if profile.grant.client_secret else "certificate accepted"


@check(
    "app.copies",
    refs=["RFC 6749 2.3.1", "Microsoft: AADSTS7000215, AADSTS7000222", "S88", "S94"],
    needs=["tenant.found"],
)
def check_every_copy_of_id_and_secret_is_accepted(
    profile: Profile, token: Observation, secret_alone: Observation, copies: Observation
) -> str:
    """Client id and client secret are accepted from every consumer that holds a copy of them."""
    found = tried(profile, token, secret_alone, copies)
    refuse_each([one for one in found if one.of_the_app], found, copies)
    leave_absent(copies)
    leave_untried(copies)
    if not all(one.accepted for one in found):
        not_applied("the token endpoint did not say of every copy whether its secret is good")
    return f"accepted from {counted(found)}"


def _judge(seen: Observation, codes: frozenset[int]) -> None:
    """Say no when the refusal names one of these numbers; stay silent when nothing was said about it."""
    learned(seen, "entra", "settings", "network", "tls")
    if seen.failure is None:
        return
    if seen.failure.kind == "bug" or codes.intersection(seen.facts.get("codes", ())):
        refuse(seen.failure)
    if seen.failure.kind != "refused" or not seen.facts.get("codes"):
        not_applied("the token endpoint gave no answer that would tell")
