"""Signing in through MSAL: authorization code with PKCE, by a browser or by pasting, or a device code."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..config.profile import Profile
from ..observation import Failure, Observation, ProbeFailed
from ..probes.entra import application, ask, discovery
from ..probes.http import LoginSession
from ..redact import printable
from ..target import Target
from .loopback import Listener, is_loopback
from .pasted import answer_in
from .unusable import Unusable

WAYS = ("browser", "paste", "device")
BROWSER_SECONDS = 300.0
CODE_SECONDS = 600
"""How long an authorization code can be redeemed (Microsoft: authorization code flow, "about ten minutes")."""
DEVICE_SECONDS = 1800
"""The longest wait for a device code, whatever the answer says; Entra ID's are good for 15 minutes."""
LOOPBACK = "http://localhost"
NATIVE = "/common/oauth2/nativeclient"
_PUBLIC = "https://login.microsoftonline.com"
UNANSWERED = "unanswered"
"""The kind of a failure where nobody ended the sign-in."""
WHY_NOT_DEVICE = (
    "A device code is not the usual way here: many tenants forbid it, and what comes of it stays marked with its "
    "origin, so that a policy of a later day ends it (AADSTS530036)."
)


@dataclass(frozen=True, slots=True)
class Person:
    """The side of whoever signs in. `say` shows a line, `browse` opens a page (or returns False), `paste` gives what
    was pasted.
    """

    say: Callable[[str], None]
    browse: Callable[[str], bool]
    paste: Callable[[], str]


def sign_in(target: Target, way: str, person: Person, *, keep: bool) -> Mapping[str, Any]:
    """The answer of the token endpoint. `keep` asks for a refresh token too.

    Raises ProbeFailed with the words of a refusal, and Unusable.
    """
    if target.profile.grant.flow == "client_credentials":
        return _as_application(target)
    if way == "browser":
        return _by_browser(target, person, keep=keep)
    return _by_paste(target, person, keep=keep) if way == "paste" else _by_device(target, person, keep=keep)


def redirect_uri_of(profile: Profile, way: str) -> str:
    """Where a sign-in shall end. Raises Unusable when the profile's own redirect URI does not fit the way."""
    own = profile.grant.redirect_uri
    if way == "browser":
        if own is not None and not is_loopback(own):
            raise Unusable(
                f"the profile's redirect URI {printable(own)} is not http on this machine, so no answer arrives here "
                "by itself: add --paste (for diagnose: --login=paste), or register http://localhost"
            )
        return own or LOOPBACK
    base = profile.authority.login_base if profile.cloud.is_preset else _PUBLIC
    return own or f"{base}{NATIVE}"


def signed_in_as(answer: Mapping[str, Any]) -> str:
    """The user that the id token names; empty when it names none."""
    claims = answer.get("id_token_claims")
    if not isinstance(claims, dict):
        return ""
    return str(claims.get("preferred_username") or claims.get("upn") or "")


def _by_browser(target: Target, person: Person, *, keep: bool) -> Mapping[str, Any]:
    wanted = redirect_uri_of(target.profile, "browser")
    app, session = _application(target, keep=keep)
    try:
        listener = Listener(wanted)
    except OSError as error:
        raise Unusable(f"nobody may listen on 127.0.0.1 here ({error.strerror}): add --paste") from None
    with listener:
        flow = _begin(app, target, listener.redirect_uri, "form_post")
        listener.expect(flow["state"])
        person.say(f"Sign in as {target.profile.mailbox.signed_in_user} in the browser that opens. If none does, open:")
        person.say(f"  {flow['auth_uri']}")
        person.say(f"Waiting for the answer at {listener.redirect_uri}, at most {BROWSER_SECONDS / 60:.0f} minutes.")
        if not person.browse(flow["auth_uri"]):
            person.say("No browser can be started here. To sign in on another machine: --paste instead.")
        answer = listener.wait(BROWSER_SECONDS)
    if answer is None:
        words = (
            f"no answer came back to {listener.redirect_uri} within {BROWSER_SECONDS / 60:.0f} minutes; an error on "
            "the page of Microsoft never reaches this machine: oauthmail explain, with the number on that page"
        )
        raise ProbeFailed(Failure(UNANSWERED, words, ""))
    return _redeem(app, session, target, flow, answer)


def _by_paste(target: Target, person: Person, *, keep: bool) -> Mapping[str, Any]:
    app, session = _application(target, keep=keep)
    flow = _begin(app, target, redirect_uri_of(target.profile, "paste"), "query")
    person.say(f"1  Open this address in a browser and sign in as {target.profile.mailbox.signed_in_user}:")
    person.say(f"   {flow['auth_uri']}")
    person.say(
        "2  The sign-in ends on an empty page or an error page of the browser. Copy the whole address of that page."
    )
    person.say(f"3  Paste it here within {CODE_SECONDS // 60} minutes; it is good once.")
    return _redeem(app, session, target, flow, answer_in(person.paste(), flow["state"]))


def _by_device(target: Target, person: Person, *, keep: bool) -> Mapping[str, Any]:
    person.say(WHY_NOT_DEVICE)
    app, session = _application(target, keep=keep)
    flow: dict[str, Any] = {}

    def start() -> Mapping[str, Any]:
        flow.update(app.initiate_device_flow([*target.profile.grant.mail_scopes]))
        # An answer in the shape of a token endpoint's, for whoever judges what is no answer at all.
        return {"access_token": "none"} if "user_code" in flow and "verification_uri" in flow else flow

    ask(session, start, {}, target)
    target.redactor.learn(str(flow.get("device_code", "")))
    flow["expires_at"] = min(flow.get("expires_at", DEVICE_SECONDS), time.time() + DEVICE_SECONDS)
    person.say(f"Open {flow['verification_uri']} on any device, enter the code {flow['user_code']}, and sign in as")
    person.say(f"{target.profile.mailbox.signed_in_user}. Waiting until the code ends, in {_minutes(flow)} minutes.")
    facts: dict[str, Any] = {}
    try:
        return _ask(session, lambda: app.acquire_token_by_device_flow(flow), target, facts)
    except ProbeFailed:
        if facts.get("error") != "authorization_pending":
            raise
        words = f"nobody finished the sign-in with the code within {_minutes(flow)} minutes"
        raise ProbeFailed(Failure(UNANSWERED, words, "")) from None


def _as_application(target: Target) -> Mapping[str, Any]:
    app, session = _application(target, keep=False)
    scopes = [*target.profile.grant.mail_scopes]
    return _ask(session, lambda: app.acquire_token_for_client(scopes), target)


def _application(target: Target, *, keep: bool) -> tuple[Any, LoginSession]:
    """MSAL, once the login host has been heard: what it says against the tenant is said in its own words."""
    discovery(target, _nothing, {})
    session = LoginSession(target)
    return application(target, session, () if keep else ("offline_access",)), session


def _begin(app: Any, target: Target, redirect_uri: str, mode: str) -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # MSAL advises form_post, which no person can paste
        flow: dict[str, Any] = app.initiate_auth_code_flow(
            [*target.profile.grant.mail_scopes],
            redirect_uri=redirect_uri,
            login_hint=target.profile.mailbox.signed_in_user,
            # A session of the browser would hand out what an older sign-in was worth, or another user's.
            prompt="login",
            response_mode=mode,
        )
    target.redactor.learn(flow["code_verifier"])
    return flow


def _redeem(
    app: Any, session: LoginSession, target: Target, flow: dict[str, Any], answer: Mapping[str, str]
) -> Mapping[str, Any]:
    target.redactor.learn(answer.get("code", ""))
    if answer.get("error") == "access_denied" and not answer.get("error_description"):
        raise ProbeFailed(Failure(UNANSWERED, "the sign-in was cancelled on the page of the login host", ""))
    return _ask(session, lambda: app.acquire_token_by_auth_code_flow(flow, dict(answer)), target)


def _ask(
    session: LoginSession, request: Callable[[], Any], target: Target, facts: dict[str, Any] | None = None
) -> Mapping[str, Any]:
    try:
        return ask(session, request, {} if facts is None else facts, target)
    except RuntimeError as error:  # MSAL's word for an id token that is not for us, or not for now
        words = f"{target.profile.authority.host} issued an id token that does not hold ({type(error).__name__})"
        raise ProbeFailed(Failure("garbage", words, "entra", target.profile.authority.host)) from None


def _minutes(flow: Mapping[str, Any]) -> int:
    seconds = flow.get("expires_in")
    return int(min(seconds, DEVICE_SECONDS)) // 60 if isinstance(seconds, int | float) else DEVICE_SECONDS // 60


def _nothing(id: str) -> Observation:
    return Observation(id)
