"""The pages a person sees on the way to a sign-in; each is one form, worked by keyboard, without scripts or CSS."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from html import escape

from ...tenant.model import User
from ..errors import Refused, Response, describe
from ..scopes import Asked
from . import consent
from .asking import Asking
from .markup import hidden, page

TROUBLE = "Sorry, but we're having trouble signing you in."
_CANCEL = '<button class="quiet" name="step" value="cancel" formnovalidate>Cancel</button>'


def words(refused: Refused) -> str:
    """What a refusal says, as the real pages print it."""
    return str(describe(refused, str(uuid.uuid4()), str(uuid.uuid4()))["error_description"])


def account_page(asking: Asking, error: str = "") -> Response:
    """Who are you? `error` is what was wrong with the last answer."""
    body = (
        f"<p>to continue to <strong>{escape(asking.app.name)}</strong></p>{_alert(error)}"
        f'{_form(asking)}<label for="login">Email or user name</label>'
        f'<input id="login" name="login" type="text" inputmode="email" autocomplete="username" autocapitalize="none" '
        f'spellcheck="false" required autofocus value="{escape(asking["login_hint"])}"{_described(error)}>'
        f"{_actions('account', 'Next')}</form>"
    )
    return _page(asking, "Sign in", body)


def password_page(asking: Asking, login: str, error: str = "") -> Response:
    """Prove it."""
    body = (
        f'{_alert(error)}{_form(asking)}<p class="who">{escape(login)}</p>{hidden("login", login)}'
        '<label for="passwd">Password</label>'
        '<input id="passwd" name="passwd" type="password" autocomplete="current-password" required autofocus'
        f"{_described(error)}>{_actions('password', 'Sign in')}</form>"
    )
    return _page(asking, "Enter password", body)


def picker_page(asking: Asking, known: Iterable[tuple[User, bool]]) -> Response:
    """Which of the accounts of this browser?"""
    rows = "".join(
        f'<li><button class="account" name="login" value="{escape(user.upn)}">{escape(user.name)}'
        f"<span>{escape(user.upn)}, {'signed in' if live else 'signed out'}</span></button></li>"
        for user, live in known
    )
    body = (
        f"<p>to continue to <strong>{escape(asking.app.name)}</strong></p>{_form(asking)}{hidden('step', 'pick')}"
        f'<ul class="plain">{rows}<li><button class="account" name="login" value="">Use another account</button></li>'
        "</ul></form>"
    )
    return _page(asking, "Pick an account", body)


def second_factor_page(asking: Asking, user: User, token: str) -> Response:
    """A second factor, or what stands for it here. `token` ties the answer to this session."""
    body = (
        f'<p class="who">{escape(user.upn)}</p><p>This account needs a second factor. The real service would ask for a '
        f"code or a number now; here the button stands for it.</p>{_form(asking)}{hidden('login', user.upn)}"
        f"{hidden('flow_token', token)}{_actions('approve', 'Approve', ' autofocus')}</form>"
    )
    return _page(asking, "Approve sign in request", body)


def consent_page(asking: Asking, user: User, asked: Asked, token: str) -> Response:
    """What the application asks for. `token` ties the answer to this session."""
    names = [*sorted(asked.oidc), *(name for resource in asked.resources.values() for name in resource)]
    told = ((name, *consent.WORDS.get(name, (name, "No description."))) for name in dict.fromkeys(names))
    rows = "".join(f"<dt>{escape(what)}</dt><dd>{escape(more)} <code>{escape(n)}</code></dd>" for n, what, more in told)
    body = (
        f'<p class="who">{escape(user.upn)}</p><p><strong>{escape(asking.app.name)}</strong> would like to:</p>'
        f"<dl>{rows}</dl><p>Accept only if you trust this application. Consent lasts until it is withdrawn.</p>"
        f"{_form(asking)}{hidden('login', user.upn)}{hidden('flow_token', token)}"
        '<div class="actions"><button name="step" value="accept" autofocus>Accept</button>'
        '<button class="quiet" name="step" value="decline">Cancel</button></div></form>'
    )
    return _page(asking, "Permissions requested", body)


def approval_page(asking: Asking, refused: Refused, back: Response) -> Response:
    """Only an administrator may consent. `back` is how the application hears of it."""
    body = (
        f"<p><strong>{escape(asking.app.name)}</strong> needs permissions that only an administrator of "
        f"{escape(asking.tenant.name)} can grant.</p>{_alert(words(refused))}{_ways_out(asking, back)}"
    )
    return _page(asking, "Need admin approval", body)


def refused_page(asking: Asking, refused: Refused, back: Response) -> Response:
    """The account may not sign in. The application hears of it only when the person goes back."""
    return _page(asking, TROUBLE, f"{_alert(words(refused))}{_ways_out(asking, back)}")


def trouble_page(refused: Refused) -> Response:
    """The request cannot be answered at its redirect URI: nothing leads back."""
    body = f"{_alert(words(refused))}<p>The application was not told: it may go on waiting.</p>"
    return page(TROUBLE, body)


def code_page(error: str = "", code: str = "") -> Response:
    """Which device is waiting? `code` is what was typed."""
    body = (
        f'<p>Enter the code that your application or device shows.</p>{_alert(error)}<form method="post">'
        '<label for="user_code">Code</label><input id="user_code" name="user_code" type="text" autocomplete="off" '
        f'autocapitalize="characters" spellcheck="false" required autofocus value="{escape(code)}"{_described(error)}>'
        '<div class="actions"><button name="step" value="code">Next</button></div></form>'
    )
    return page("Enter code to allow access", body)


def device_question_page(asking: Asking, user: User, token: str) -> Response:
    """Whoever sent this code may be somebody else. `token` ties the answer to this session."""
    body = (
        f'<p class="who">{escape(user.upn)}</p><p>Are you trying to sign in to <strong>{escape(asking.app.name)}'
        "</strong>? Go on only if you opened it yourself, from a website or store that you trust.</p>"
        f"{_form(asking)}{hidden('login', user.upn)}{hidden('flow_token', token)}"
        f"{_actions('continue', 'Continue', ' autofocus')}</form>"
    )
    return _page(asking, "Confirm the application", body)


def device_done_page(asking: Asking, *, agreed: bool) -> Response:
    """The device goes on by itself."""
    name = f"<strong>{escape(asking.app.name)}</strong>"
    if agreed:
        return page("You have signed in", f"<p>You have signed in to {name} on your device. Close this window.</p>")
    return page("You did not sign in", f"<p>{name} was not given access. Close this window.</p>")


def signed_out_page() -> Response:
    """After a sign-out."""
    return page("You signed out of your account", "<p>It is a good idea to close all browser windows.</p>")


def _page(asking: Asking, title: str, body: str) -> Response:
    return page(title, body, redirect=asking.redirect)


def _form(asking: Asking) -> str:
    # Without an action the form goes to the URL of the page, whose query it leaves untouched.
    return '<form method="post">' + "".join(hidden(k, v) for k, v in asking.posted.items())


def _actions(step: str, label: str, more: str = "") -> str:
    # Enter presses the first button.
    return f'<div class="actions"><button name="step" value="{step}"{more}>{label}</button>{_CANCEL}</div>'


def _alert(error: str) -> str:
    if not error:
        return ""
    told, mark, trace = error.partition(" Trace ID:")
    small = f" <small>{escape(mark.strip() + trace)}</small>" if mark else ""
    return f'<p class="error" role="alert" id="error">{escape(told)}{small}</p>'


def _described(error: str) -> str:
    return ' aria-invalid="true" aria-describedby="error"' if error else ""


def _ways_out(asking: Asking, back: Response) -> str:
    """Another account, or back to the application with the error."""
    target = escape(back.headers.get("Location", ""))
    leave = f'<p><a href="{target}">Return to the application</a></p>' if target else ""
    other = '<div class="actions"><button name="step" value="other">Use another account</button></div>'
    return f"{leave}{_form(asking)}{other}</form>"
