"""J10: first set-up, from `init` to HEALTHY; every artefact is pasted back before it is used."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from .desk import CLIENT, MAILBOX, TENANT, Desk, Said, settings_of, words_of
from .person import sign_in

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo-terminal", allow_module_level=True)

from .terminal import at_terminal

# What is done to the URL of the guide on the way to the browser, and the rule that it then breaks.
BROKEN = {
    "WRONG    response-type ": ("response_type=code", "response_type=code%20token"),
    "WRONG    url-marks ": ("&scope", "\u201d&scope"),
    "WRONG    scope-misspelt ": ("IMAP.AccessAsUser.All", "IMAP.AccessUser.All"),
    "WARNING  scope-two-resources-at-sign-in ": (
        "offline_access",
        "https%3A%2F%2Fgraph.microsoft.com%2FUser.Read%20\\g<0>",
    ),
    "WARNING  state-missing ": (r"&state=[^&]+", ""),
}
WORDS = {
    "en": ("Register the application", "By hand: open this address"),
    "sv": ("Registrera programmet", "För hand: öppna den här adressen"),
}


def test_from_init_to_healthy_as_each_output_proposes(desk: Desk) -> None:
    made = desk.type("oauthmail init aem-forms --output aem.toml")
    assert (made.status, made.err) == (0, "")
    fill_in(desk)

    check = proposed(made, "check")
    judged = desk.type(check)
    assert judged.status == 0, judged.out
    assert "env:MAIL_REFRESH_TOKEN is not set: its value was not judged." in judged.words

    for language, words in WORDS.items():
        guide = desk.type(f"{proposed(judged, 'guide')} --lang {language}")
        assert (guide.status, guide.err) == (0, "")
        assert all(word in guide.words for word in words)
        assert '"oAuth 2.0 Authentication Settings"' in guide.words, "labels stand as on the English screen"

    (url,) = [line.strip() for line in guide.out.splitlines() if "/authorize?" in line]
    assert not set(url) & set("\u201c\u201d\u2019[]{}<> ")
    look = proposed(guide, "lint")
    good = desk.type(look, stdin=url)
    assert (good.status, good.err) == (0, "") and "WRONG" not in good.out, good.out
    for finding, (old, new) in BROKEN.items():
        bad = desk.type(look, stdin=re.sub(old, new, url, count=1))
        assert finding in bad.out and bad.status == finding.startswith("WRONG"), bad.out
        (mended,) = [line for line in bad.out.splitlines() if "/authorize?" in line]
        assert scopes_of(mended) == scopes_of(url), "what it puts in place is what the guide says"

    # The short way of the guide, at a terminal: the address that the sign-in ends at is pasted unseen.
    login = proposed(guide, "login")
    with at_terminal(words_of(login), desk.here, desk.env) as terminal:
        shown = terminal.until("(nothing is shown)")
        (address,) = re.findall(r"https://\S+/authorize\?\S+", shown)
        landed = sign_in(address, fakes(desk))
        (code,) = parse_qs(urlsplit(landed).query)["code"]
        desk.secrets["authorization code"] = code
        terminal.paste(landed)
        status = terminal.wait()
    signed_in = desk.keep(login, status, terminal.shown)
    assert status == 0, terminal.shown
    assert desk.type(look, stdin=address).status == 0, "the address that `login` makes is as good"
    desk.kept.add("office/token.json")
    token = desk.stored("token.json")
    assert (desk.here / "token.json").stat().st_mode & 0o777 == 0o600
    assert "The profile reads its copy from env:MAIL_REFRESH_TOKEN: put it there too." in signed_in.words

    desk.env["MAIL_REFRESH_TOKEN"] = token
    assert desk.type(check).status == 0
    healthy = desk.type(proposed(signed_in, "diagnose"))
    assert (healthy.status, healthy.err) == (0, "")
    assert "HEALTHY   Token, tenant, settings and mailbox work from this machine" in healthy.out
    # The filled profile is what the other journeys begin with: it names its secrets and holds none.
    profile = (desk.here / "aem.toml").read_text()
    assert 'client_secret = "env:MAIL_SECRET"' in profile and token not in profile


def test_an_address_of_another_sign_in_is_refused_and_shows_nothing(desk: Desk) -> None:
    desk.profile()
    desk.token(desk.tenant.refresh_token)
    login = "oauthmail login aem.toml --paste --store file:new.json"
    with at_terminal(words_of(login), desk.here, desk.env) as terminal:
        (address,) = re.findall(r"https://\S+/authorize\?\S+", terminal.until("(nothing is shown)"))
        landed = sign_in(address, fakes(desk))
        desk.secrets["authorization code"] = parse_qs(urlsplit(landed).query)["code"][0]
        terminal.paste(re.sub(r"state=[^&]+", "state=of-another-one", landed))
        status = terminal.wait()
    ended = desk.keep(login, status, terminal.shown)
    assert status == 2 and "belongs to another sign-in" in ended.words
    assert not Path(desk.here / "new.json").exists()
    # What was pasted says itself what is wrong with it, before anything is redeemed.
    refused = desk.type("oauthmail lint", stdin="http://localhost/?error=access_denied&state=x")
    assert refused.status == 1 and "access_denied" in refused.out, refused.out


def fill_in(desk: Desk) -> None:
    """What stands in <...>, and that the tenant is not Microsoft's but the fake on this machine."""
    path, tenant = desk.here / "aem.toml", desk.tenant
    (desk.here / "ca.pem").write_bytes(Path(tenant.ca_file).read_bytes())
    desk.kept.add("office/ca.pem")
    text = path.read_text().replace("<mailbox>", MAILBOX).replace("<tenant>", TENANT).replace("<client_id>", CLIENT)
    text = text.replace("smtp.office365.com", "localhost").replace("outlook.office365.com", "localhost")
    text = text.replace("_port = 587", f"_port = {tenant.smtp_port}").replace(
        "_port = 993", f"_port = {tenant.imap_port}"
    )
    for table, more in {
        "authority": f'cloud = "custom"\nlogin_base = "{tenant.authority.rpartition("/")[0]}"',
        "send": f'host = "localhost"\nport = {tenant.smtp_port}\nwire = "starttls-required"',
        "receive": f'imap = {{ host = "localhost", port = {tenant.imap_port}, wire = "implicit" }}',
    }.items():
        text = text.replace(f"\n[{table}]\n", f"\n[{table}]\n{more}\n")
    path.write_text(f'{text}\n[network]\nca_bundle = "ca.pem"\n')


def proposed(said: Said, verb: str) -> str:
    """The command of that verb which an output proposes, letter by letter."""
    return next(command for command in said.commands() if command.split()[1] == verb)


def scopes_of(url: str) -> set[str]:
    """What an authorize URL asks for."""
    return set(parse_qs(urlsplit(url).query)["scope"][0].split())


def fakes(desk: Desk) -> dict[str, str]:
    """What the person at the browser knows."""
    settings = settings_of(desk.tenant)
    return {f"FAKE_{name.upper()}": str(settings[name]) for name in ("ca_file", "mailbox", "password")}
