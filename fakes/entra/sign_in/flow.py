"""The steps of a sign-in: which page comes next, and when the application gets its answer."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ...faults.model import TokenError
from ...tenant.model import User
from ...tenant.tenant import Tenant
from .. import grants
from ..errors import Refused, Response
from ..policy import check_user_flow
from ..scopes import Asked
from . import consent, pages
from .answer import cancel, fail, succeed
from .asking import APPROVAL, PAGE_ONLY, Asking, check, redirect_uri
from .session import Session, accounts, find, open_session, signed_in

# What the pages add to a request; all else in a form belongs to the request itself.
_OF_THE_PAGES = frozenset({"login", "passwd", "step", "flow_token"})


@dataclass(frozen=True, slots=True)
class Ending:
    """How a sign-in ends: with an answer to the application, or, on a device, with a page. `succeed` is told whether a
    password was typed; what `fail` returns leads back from a page that shows the refusal."""

    origin: str
    succeed: Callable[[Visit, User, bool], Response]
    fail: Callable[[Asking, Refused], Response]
    cancel: Callable[[Asking], Response]


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a sign-in that can be answered, and the browser it came from."""

    asking: Asking
    asked: Asked
    session: Session | None
    form: Mapping[str, str] = field(repr=False)
    ending: Ending

    @property
    def login(self) -> str:
        """The account that the form names."""
        return self.form.get("login", "")


def authorize_endpoint(
    tenant: Tenant,
    segment: str,
    query: Mapping[str, str],
    form: Mapping[str, str],
    *,
    base: str = "https://login.microsoftonline.com",
    cookie: str = "",
) -> Response:
    """GET shows a page, POST takes the next step. `form` is empty on GET; `cookie` is the Cookie header."""
    posted = {k: v for k, v in form.items() if k not in _OF_THE_PAGES and query.get(k) != v}
    parameters = {**query, **posted}
    try:
        app = grants.find_app(tenant, parameters.get("client_id", ""), segment.lower())
        redirect, platform = redirect_uri(tenant, app, parameters.get("redirect_uri"))
    except Refused as refused:
        return pages.trouble_page(refused)
    asking = Asking(tenant, base, segment.lower(), app, redirect, platform, parameters, posted)
    try:
        asked = check(asking)
        return take_step(Visit(asking, asked, find(tenant, cookie), form, _REDIRECT))
    except Refused as refused:
        assert isinstance(refused.fault.effect, TokenError)
        if refused.fault.effect.code in PAGE_ONLY:
            return pages.trouble_page(refused)
        if refused.fault.effect.code in APPROVAL:
            return pages.approval_page(asking, refused, _declined(asking))
        return fail(asking, refused)


def take_step(visit: Visit) -> Response:
    """The page or the answer that comes next. Raises Refused, of which the application hears."""
    if visit.asking["prompt"] == "none":
        return _silently(visit)
    step = visit.form.get("step", "")
    if not step and "passwd" in visit.form:
        return _at_once(visit)
    return _STEPS.get(step, _begin)(visit)


def _begin(visit: Visit) -> Response:
    """The first page, or none when the browser is signed in and nothing was asked to be shown."""
    asking = visit.asking
    prompt, hint = asking["prompt"], asking["login_hint"]
    known = accounts(asking.tenant, visit.session)
    if prompt in {"login", "create"}:
        return pages.password_page(asking, hint) if _exists(visit, hint) else pages.account_page(asking)
    if prompt == "select_account" and known:
        return pages.picker_page(asking, known)
    live = signed_in(asking.tenant, visit.session)
    if hint:
        user = next((u for u in live if u.upn == hint.lower()), None)
        if user is not None:
            return _decide(visit, user, by_password=False)
        return pages.password_page(asking, hint) if _exists(visit, hint) else pages.account_page(asking)
    if len(known) == len(live) == 1:
        return _decide(visit, live[0], by_password=False)
    return pages.picker_page(asking, known) if known else pages.account_page(asking)


def _silently(visit: Visit) -> Response:
    """`prompt=none`: an answer without any page, or the reason why there is none."""
    asking = visit.asking
    tenant, hint = asking.tenant, asking["login_hint"].lower()
    live = [user for user in signed_in(tenant, visit.session) if not hint or user.upn == hint]
    if not live:
        raise grants.refused(tenant, "session-missing")
    if len(live) > 1:
        raise grants.refused(tenant, "session-ambiguous")
    user = live[0]
    try:
        check_account(visit, user, typed=False)
    except Refused as refused:
        raise Refused(refused.fault, "interaction_required", **refused.values) from None
    if consent.missing(asking.app, user, visit.asked):
        values = {"client_id": asking.app.client_id, "app_name": asking.app.name}
        raise grants.refused(tenant, "consent-missing", "consent_required", **values)
    return visit.ending.succeed(visit, user, False)


def _at_once(visit: Visit) -> Response:
    """A program: account and password in one request, which is consent too. It hears of every refusal."""
    asking = visit.asking
    user = asking.tenant.user(visit.login)
    grants.refuse_if_asked(asking.tenant, "sign-in")
    if user is None or not _proves(user, visit.form["passwd"]):
        return pages.password_page(asking, visit.login, pages.words(grants.refused(asking.tenant, "password-wrong")))
    # A registered second factor is shown too.
    check_account(visit, user, typed=True, mfa=user.mfa_registered)
    if closed := consent.needs_administrator(asking.tenant, asking.app, user, visit.asked):
        return _need_approval(visit, closed)
    consent.record(asking.app, user, visit.asked)
    session = open_session(asking.tenant, visit.session, user.upn)
    session.second.add(user.upn)
    return _with_cookie(visit.ending.succeed(replace(visit, session=session), user, True), session)


def _account(visit: Visit) -> Response:
    """A name was typed."""
    if not _exists(visit, visit.login):
        wrong = _unknown(visit)
        return pages.account_page(_hinting(visit), pages.words(wrong))
    return pages.password_page(visit.asking, visit.login)


def _pick(visit: Visit) -> Response:
    """An account of this browser was chosen; a signed-in one needs no password."""
    user = next((u for u in signed_in(visit.asking.tenant, visit.session) if u.upn == visit.login.lower()), None)
    if user is not None and visit.asking["prompt"] != "login":
        return _decide(visit, user, by_password=False)
    if not visit.login:
        return pages.account_page(visit.asking)
    return _account(visit)


def _password(visit: Visit) -> Response:
    """A password was typed."""
    asking = visit.asking
    user = asking.tenant.user(visit.login)
    try:
        grants.refuse_if_asked(asking.tenant, "sign-in")
        if user is None or not _proves(user, visit.form.get("passwd", "")):
            raise grants.refused(asking.tenant, "password-wrong")
    except Refused as refused:
        return pages.password_page(asking, visit.login, pages.words(refused))
    session = open_session(asking.tenant, visit.session, user.upn)
    return _with_cookie(_decide(replace(visit, session=session), user, by_password=True), session)


def _decide(visit: Visit, user: User, *, by_password: bool) -> Response:
    """Known who it is: may they, and do they have to show or consent to something first?"""
    asking, session = visit.asking, visit.session
    assert session is not None
    token = session.flow_token((user.upn, *asking.bound))
    try:
        check_account(visit, user, typed=by_password)
    except Refused as refused:
        if refused.fault.id == "mfa-required":
            return pages.second_factor_page(asking, user, token)
        return pages.refused_page(asking, refused, visit.ending.fail(asking, refused))
    if closed := consent.needs_administrator(asking.tenant, asking.app, user, visit.asked):
        return _need_approval(visit, closed)
    if asking["prompt"] == "consent" or consent.missing(asking.app, user, visit.asked):
        return pages.consent_page(asking, user, visit.asked, token)
    return visit.ending.succeed(visit, user, by_password)


def _approve(visit: Visit) -> Response:
    """The second factor was shown."""
    user = answering(visit)
    if user is None or visit.session is None:
        return _begin(visit)
    visit.session.second.add(user.upn)
    return _decide(visit, user, by_password=True)


def _accept(visit: Visit) -> Response:
    """Accept was pressed."""
    asking, user = visit.asking, answering(visit)
    if user is None:
        return _begin(visit)
    try:
        check_account(visit, user, typed=False)
    except Refused as refused:
        return pages.refused_page(asking, refused, visit.ending.fail(asking, refused))
    if closed := consent.needs_administrator(asking.tenant, asking.app, user, visit.asked):
        return _need_approval(visit, closed)
    consent.record(asking.app, user, visit.asked)
    return visit.ending.succeed(visit, user, True)


def answering(visit: Visit) -> User | None:
    """Who answers a page that this browser was shown, for this account and this request; None for any other form."""
    session = visit.session
    user = next((u for u in signed_in(visit.asking.tenant, session) if u.upn == visit.login.lower()), None)
    if user is None or session is None:
        return None
    return user if session.redeem(visit.form.get("flow_token", ""), (user.upn, *visit.asking.bound)) else None


def _decline(visit: Visit) -> Response:
    return visit.ending.fail(visit.asking, grants.refused(visit.asking.tenant, "consent-declined"))


_STEPS: Mapping[str, Callable[[Visit], Response]] = {
    "account": _account,
    "pick": _pick,
    "password": _password,
    "approve": _approve,
    "accept": _accept,
    "decline": _decline,
    "cancel": lambda visit: visit.ending.cancel(visit.asking),
    "other": lambda visit: pages.account_page(visit.asking),
}


def _need_approval(visit: Visit, refused: Refused) -> Response:
    back = _declined(visit.asking) if visit.ending is _REDIRECT else visit.ending.fail(visit.asking, refused)
    return pages.approval_page(visit.asking, refused, back)


def _declined(asking: Asking) -> Response:
    return fail(asking, grants.refused(asking.tenant, "consent-declined"), error_subcode="cancel")


def _answer(visit: Visit, user: User, by_password: bool) -> Response:
    return succeed(visit.asking, user, visit.asked, by_password=by_password)


_REDIRECT = Ending("code", _answer, fail, cancel)


def check_account(visit: Visit, user: User, *, typed: bool, mfa: bool = False) -> None:
    """Whether this account may sign in here and now. Raises Refused."""
    asking, session = visit.asking, visit.session
    mfa = mfa or (session is not None and user.upn in session.second)
    check_user_flow(
        asking.tenant, asking.app, user, origin=visit.ending.origin, segment=asking.segment, mfa=mfa, typed=typed
    )


def _exists(visit: Visit, login: str) -> bool:
    user = visit.asking.tenant.user(login)
    return user is not None and not user.deleted


def _unknown(visit: Visit) -> Refused:
    tenant = visit.asking.tenant
    return grants.refused(tenant, "user-not-in-tenant", user=visit.login, tenant_name=tenant.name)


def _hinting(visit: Visit) -> Asking:
    """What was typed stays in the field."""
    return replace(visit.asking, parameters={**visit.asking.parameters, "login_hint": visit.login})


def _proves(user: User, password: str) -> bool:
    own = user.password.encode("utf-8", "replace")
    return user.has_password and hmac.compare_digest(own, password.encode("utf-8", "replace"))


def _with_cookie(response: Response, session: Session) -> Response:
    return replace(response, headers={**response.headers, **session.header()})
