"""Where a person types the code of a device: code, sign-in, a question, and the device goes on by itself.

A program POSTs `user_code`, `login` and `passwd` in one request. What the real pages say is in our own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from ...tenant.model import User
from ...tenant.tenant import Tenant
from .. import device
from ..errors import Refused, Response
from ..policy.authority import find_app
from ..scopes import parse_scopes
from ..state import DeviceCode
from . import pages
from .asking import Asking
from .flow import Ending, Visit, answering, check_account, take_step
from .session import find

_WRONG = "That code did not work. Check it and try again; a code lives fifteen minutes and serves once."
_EMPTY = "AADSTS90119: The user code is null or missing."
# Microsoft's own page takes the code from the URL under this name (unverified).
_IN_URL = "otc"


def device_page(tenant: Tenant, query: Mapping[str, str], form: Mapping[str, str], *, cookie: str = "") -> Response:
    """GET asks for the code, POST takes the next step. `form` is empty on GET; `cookie` is the Cookie header."""
    if "user_code" not in form:
        return pages.code_page(_EMPTY if form else "", query.get(_IN_URL, ""))
    waiting = device.pending(tenant, form["user_code"])
    if waiting is None:
        return pages.code_page(_WRONG, form["user_code"])
    try:
        app = find_app(tenant, waiting.client_id, tenant.id)
    except Refused as refused:
        return pages.trouble_page(refused)
    posted = {"user_code": waiting.user_code}
    asking = Asking(tenant, "", tenant.id, app, "", "", {**posted, "scope": waiting.scope}, posted)
    ending = Ending("device", partial(_signed_in, waiting), partial(_refused, waiting), partial(_over, waiting))
    visit = Visit(asking, parse_scopes(waiting.scope), find(tenant, cookie), form, ending)
    if form.get("step") == "continue":
        return _confirmed(visit, waiting)
    try:
        return take_step(visit)
    except Refused as refused:
        return pages.trouble_page(refused)


def _signed_in(waiting: DeviceCode, visit: Visit, user: User, by_password: bool) -> Response:
    """The person is known; a program that sent everything at once has agreed already."""
    if by_password and not visit.form.get("step"):
        return _approve(visit, waiting, user)
    assert visit.session is not None
    token = visit.session.flow_token((user.upn, *visit.asking.bound))
    return pages.device_question_page(visit.asking, user, token)


def _confirmed(visit: Visit, waiting: DeviceCode) -> Response:
    user = answering(visit)
    if user is None:
        return take_step(replace(visit, form={"user_code": waiting.user_code}))
    try:
        check_account(visit, user, typed=False)
    except Refused as refused:
        return pages.trouble_page(refused)
    return _approve(visit, waiting, user)


def _approve(visit: Visit, waiting: DeviceCode, user: User) -> Response:
    device.approve(visit.asking.tenant, waiting.user_code, user.upn)
    return pages.device_done_page(visit.asking, agreed=True)


def _refused(waiting: DeviceCode, asking: Asking, refused: Refused) -> Response:
    """Declined consent is told to the device; any other refusal leaves the code waiting for another account."""
    if refused.fault.id == "consent-declined":
        return _over(waiting, asking)
    return Response(200, b"")


def _over(waiting: DeviceCode, asking: Asking) -> Response:
    device.decline(asking.tenant, waiting.user_code)
    return pages.device_done_page(asking, agreed=False)
