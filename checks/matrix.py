"""`matrix PROFILE`: which authority answers what: the sign-in page, the token endpoint, the refresh token."""

from __future__ import annotations

import argparse
import os
import re
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from .arguments import Parser, Refused, add_allow_host, allowed_hosts
from .assertion import proving
from .config.certificate import CertificateUnusable, proof_of
from .config.judging import DOMAIN, GUID, MANY_TENANTS
from .config.profile import Profile
from .config.read import load
from .config.suggest import shown
from .config.values import ProfileError
from .config.view import SecretView
from .console import write_lines
from .observation import ProbeFailed
from .probes.entra import login_session
from .probes.renewal import renew
from .redactor import Redactor
from .report.cause import wrapped
from .target import Target, proxies_of, trust_store

GOOD, NONE_GOOD, USAGE = 0, 1, 2
MOST = 6
COLUMNS = ("authorize", "token", "refresh")
LOOPBACK = "http://localhost"
_SHOWN = 240
_CODE = re.compile(r"AADSTS\d{4,8}(?=:)[^<\"\\]{0,200}")
_NUMBER = re.compile(r"AADSTS\d{4,8}")
# What a login host answers to somebody who is not signed in, once it has taken the application and its request.
# Microsoft: authorization code flow, prompt=none; AADSTS50058 captured with error=login_required.
_WANTS_A_PERSON = ("login_required", "interaction_required", "consent_required")


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer. `good` is None where nothing was asked; `short` fits into a table, `words` are the server's own."""

    good: bool | None
    short: str
    words: str = ""


def main(arguments: Sequence[str]) -> int:
    """Print the table. Returns the exit status: 0 an authority answers all that was asked, 1 none does, 2 usage."""
    try:
        options = _parser().parse_args(list(arguments))
        profile = load(options.profile, os.environ)
        trust_store(profile)
        tenants = _tenants(options.tenants or f"common,organizations,{profile.authority.tenant}")
        view = SecretView(profile, os.environ, "live")
        for name, needed in (
            ("client_secret", profile.grant.client_secret is not None),
            ("refresh_token", profile.grant.renews and profile.grant.refresh_token is not None),
        ):
            if needed and view.get(name) is None:
                raise Refused(f"{profile.source}: {view.why_absent(name)}")
        if profile.grant.client_auth == "assertion_cert":
            proof_of(profile, view)
    except (ProfileError, Refused) as error:
        write_lines(sys.stderr, f"matrix: {error}".splitlines())
        return USAGE
    except CertificateUnusable as error:
        write_lines(sys.stderr, [f"matrix: {profile.source}: {error}"])
        return USAGE
    except SystemExit as stop:
        return USAGE if stop.code else GOOD
    redactor = Redactor()
    allowed = allowed_hosts(options)
    target = Target(profile, view, redactor, allowed_hosts=allowed, proxies=proxies_of(profile))
    _print(redactor, _before(profile, tenants))
    rows: dict[str, Mapping[str, Cell]] = {}
    width = max(map(len, (*tenants, "authority")))
    _print(redactor, [f"  {'authority':<{width}}  {COLUMNS[0]:<16} {COLUMNS[1]:<16} {COLUMNS[2]}"])
    with target:
        for tenant in tenants:
            rows[tenant] = {name: _cell(ask, target, tenant) for name, ask in _ASKED.items()}
            cells = " ".join(f"{rows[tenant][name].short:<16}" for name in COLUMNS)
            _print(redactor, [f"  {tenant:<{width}}  {cells}"])
    _print(redactor, _after(rows, profile))
    return GOOD if any(_is_good(row) for row in rows.values()) else NONE_GOOD


def authorize(target: Target, tenant: str) -> Cell:
    """Does the sign-in page take the application? Nobody signs in: `prompt=none` is answered at once."""
    profile = target.profile
    grant = profile.grant
    if grant.flow == "client_credentials":
        return Cell(None, "-")
    query = {
        "client_id": grant.client_id,
        "response_type": "code",
        "redirect_uri": grant.redirect_uri or LOOPBACK,
        "response_mode": "query",
        "scope": " ".join(grant.authorize_scopes or grant.token_scopes),
        "state": secrets.token_urlsafe(12),
        "prompt": "none",
    }
    url = f"{profile.authority.login_base}/{tenant}/oauth2/v2.0/authorize?{urlencode(query)}"
    response = login_session(target).get(url)
    found = parse_qs(urlsplit(response.headers.get("Location", "")).query)
    target.redactor.learn(found.get("code", [""])[0])
    error = found.get("error", [""])[0]
    if found.get("code") or error in _WANTS_A_PERSON:
        return Cell(True, "ok")
    said = found.get("error_description", [""])[0] or (_CODE.search(unescape(response.text)) or [""])[0]
    return _refused(error, said, response.status_code)


def token(target: Target, tenant: str) -> Cell:
    """Does the token endpoint take the application by its secret or certificate alone? The token is thrown away."""
    if not target.profile.grant.proves_itself:
        return Cell(None, "no secret")
    resource = target.profile.cloud.app_only_resource
    return _post(target, tenant, {"grant_type": "client_credentials", "scope": f"{resource}/.default"})[0]


def refresh(target: Target, tenant: str) -> Cell:
    """Does the token endpoint take the refresh token? Without offline_access, so that nothing rotates."""
    grant = target.profile.grant
    if not grant.renews or grant.refresh_token is None:
        return Cell(None, "no token")
    form = {"grant_type": "refresh_token", "scope": " ".join(grant.mail_scopes)}
    cells: list[Cell] = []
    facts: dict[str, Any] = {}

    def request(value: str) -> Mapping[str, Any]:
        cell, answer = _post(target, tenant, {**form, "refresh_token": value})
        cells.append(cell)
        return answer

    renew(target, request, facts)
    return Cell(True, "rotated", facts["unkept"]) if facts else cells[0]


_ASKED: Mapping[str, Callable[[Target, str], Cell]] = {"authorize": authorize, "token": token, "refresh": refresh}


def _post(target: Target, tenant: str, form: Mapping[str, str]) -> tuple[Cell, Mapping[str, Any]]:
    profile = target.profile
    endpoint = f"{profile.authority.login_base}/{tenant}/oauth2/v2.0/token"
    mine = {"client_id": profile.grant.client_id}
    if profile.grant.client_auth == "assertion_cert":
        # A new one for each request: an authority may take one only once.
        mine |= proving(target.proof(), profile.grant.client_id, endpoint)
    elif profile.grant.client_secret is not None:
        mine["client_secret"] = target.secret("client_secret").reveal()
    session = login_session(target)
    response = session.post(endpoint, data={**mine, **form})
    answer = session.document if isinstance(session.document, dict) else {}
    if response.status_code == 200 and isinstance(answer.get("access_token"), str):
        return Cell(True, "ok"), answer
    said = str(answer.get("error", "")), str(answer.get("error_description", ""))
    return _refused(*said, response.status_code), answer


def _refused(error: str, said: str, status: int) -> Cell:
    number = _NUMBER.search(said)
    return Cell(False, number[0] if number else error[:16] or f"HTTP {status}", said or error or f"HTTP {status}")


def _cell(ask: Callable[[Target, str], Cell], target: Target, tenant: str) -> Cell:
    try:
        return ask(target, tenant)
    except ProbeFailed as failed:
        if failed.failure.kind == "refused":  # by its last answer the host asked to be left alone
            return Cell(None, "not asked")
        return Cell(False, failed.failure.kind, failed.failure.words)


def _is_good(row: Mapping[str, Cell]) -> bool:
    asked = [cell.good for cell in row.values() if cell.good is not None]
    return bool(asked) and all(asked)


def _before(profile: Profile, tenants: Sequence[str]) -> Iterator[str]:
    count = len(COLUMNS) * len(tenants)
    yield (
        f"Application {profile.grant.client_id} at {profile.authority.login_base}: at most {count} requests, none "
        "repeated. Nobody signs in, nothing rotates, every token is thrown away."
    )
    yield ""


def _after(rows: Mapping[str, Mapping[str, Cell]], profile: Profile) -> Iterator[str]:
    yield ""
    said = {cell.short: cell.words for row in rows.values() for cell in row.values() if cell.words}
    for short, words in said.items():
        plain = " ".join(words.split())
        cut = plain if len(plain) <= _SHOWN else plain[:_SHOWN].rpartition(" ")[0] + " ..."
        yield cut if plain.startswith(short) else f"{short}   {cut}"
        if _NUMBER.fullmatch(short):
            yield f"  oauthmail explain {short}"
    good = [tenant for tenant, row in rows.items() if _is_good(row)]
    own = profile.authority.tenant
    if not good:
        yield "NONE   no authority answers everything that was asked"
    elif own in good:
        yield f"USE    {own}, as in the profile" + (
            f"; also good: {', '.join(t for t in good if t != own)}" * (len(good) > 1)
        )
    else:
        yield f"USE    {' or '.join(good)}; the profile says {own}"
    yield "Not shown: which authority the application itself calls. Look at the sign-in log, or at its own settings."


def _tenants(text: str) -> list[str]:
    names = list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    for name in names:
        if name not in MANY_TENANTS and not GUID.fullmatch(name) and not DOMAIN.fullmatch(name):
            raise Refused(
                f"--tenants: {shown(name)} is neither a GUID nor a domain, nor common, organizations or consumers"
            )
    if not names or len(names) > MOST:
        raise Refused(f"--tenants takes 1 to {MOST} names, separated by commas")
    return names


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="oauthmail matrix",
        description="Ask each authority whether the sign-in page takes the application, whether the token endpoint "
        "takes its secret or certificate, and whether it takes the refresh token. One request each.",
        epilog="Exit status: 0 an authority answers all that was asked, 1 none does, 2 wrong usage.",
    )
    parser.add_argument("profile", metavar="PROFILE", help="the settings (TOML)")
    parser.add_argument(
        "--tenants", metavar="NAME[,NAME]", help="common, organizations, consumers, a GUID or a domain; at most six"
    )
    add_allow_host(parser)
    return parser


def _print(redactor: Redactor, lines: Iterator[str] | Sequence[str]) -> None:
    for text in lines:
        clean = redactor.hide(text)
        # The table is as wide as its names.
        write_lines(sys.stdout, [clean] if text.startswith("  ") or not text else wrapped("", clean, "  "))
    sys.stdout.flush()
