"""A setup guide followed to the letter: its URLs, its curl command, its rule for cutting out the code, each executed.

The guide: AdobeDocs/experience-manager-65.sv-SE, oauth2-support-for-mail-service.md, as of commit d19de295; the later
English text has ASCII quotes. What each mistake leads to was measured with curl 7.88.1, bash 5.2 and dash, 2026-11-23.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import jwt
import pytest

from fakes.tenant.model import Secret, User
from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox
from tests.browser.listener import Listener, listening

from .client import fetch
from .person import Browser, change, password

CURL = shutil.which("curl")
needs_curl = pytest.mark.skipif(CURL is None, reason="no curl")
shells = pytest.mark.parametrize("shell", [s for s in ("bash", "dash") if shutil.which(s)])

COMMON_URL = (
    "https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=[clientid]&scope=IMAP.AccessAsUser.All"
    "%20POP.AccessAsUser.All%20SMTP.Send%20User.Read%20Mail.Read%20offline_access&response_type=code&redirect_uri="
    "[redirect_uri]&prompt=login"
)
SINGLE_URL = (
    "https://login.microsoftonline.com/[tenantid]/oauth2/v2.0/authorize?client_id=[[clientid]]&scope=IMAP.AccessAsUser."
    "All%20POP.AccessAsUser.All%20SMTP.Send%20User.Read%20Mail.Read%20openid%20offline_access&response_type=code&"
    "redirect_uri=[redirect_uri]&prompt=login"
)
_O = "https%3A%2F%2Foutlook.office.com%2F"
SCOPES = f"{_O}IMAP.AccessAsUser.All%20{_O}POP.AccessAsUser.All%20{_O}SMTP.Send%20{_O}User.Read%20{_O}Mail.Read%20"
COMMAND = (
    "curl -H “ContentType application/x-www-form-urlencoded” -d “client_id=[client-id]&scope="
    f"{SCOPES}offline_access&code=[code]&grant_type=authorization_code&redirect_uri=[redirect_uri]&client_secret="
    "[secretkey_value]” -X POST https://login.microsoftonline.com/common/oauth2/v2.0/token"
)
LATER_COMMAND = COMMAND.replace("“", '"').replace("”", '"')
NATIVE = "https://login.microsoftonline.com/common/oauth2/nativeclient"


@pytest.fixture
def multitenant(box: ThreadedBox) -> ThreadedBox:
    change(box, audience="AzureADandPersonalMicrosoftAccount")
    return box


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as server:
        yield server


def at_box(box: ThreadedBox, text: str) -> str:
    return text.replace(
        "https://login.microsoftonline.com/common/oauth2/v2", f"https://localhost:{port(box)}/common/oauth2/v2"
    )


def port(box: ThreadedBox) -> int:
    found = urlsplit(box.settings.token_url).port
    assert found is not None
    return found


def filled(box: ThreadedBox, text: str, **values: str) -> str:
    """The placeholders replaced, brackets included, as a careful reader does."""
    values = {"client": box.settings.client_id, "redirect_uri": NATIVE, "tenantid": box.settings.tenant_id, **values}
    text = re.sub(r"\[\[?client-?id\]?\]", values["client"], text)
    for name in ("redirect_uri", "tenantid", "code"):
        text = text.replace(f"[{name}]", values.get(name, f"[{name}]"))
    return text.replace("[secretkey_value]", quote(values.get("secret", box.settings.client_secret), safe=""))


def signed_in(box: ThreadedBox, url: str) -> Browser:
    browser = Browser(box).open(url)
    browser.press("Next", login=box.settings.mailbox).press("Sign in", passwd=password(box))
    return browser.press("Accept") if browser.page.html and browser.page.heading == "Permissions requested" else browser


def run(shell: str, folder: Path, command: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Paste a command into a shell whose `curl` writes its arguments down, then runs with `options` before them."""
    assert CURL is not None
    wrapper = folder / "curl"
    wrapper.write_text(
        f'#!/bin/sh\nfor a in "$@"; do echo "$a"; done > {folder}/arguments\nexec {CURL} {" ".join(options)} "$@"\n'
    )
    wrapper.chmod(0o755)
    surroundings = {"PATH": f"{folder}:/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [shell], input=command + "\nwait\n", capture_output=True, text=True, env=surroundings, timeout=30, check=False
    )


# The authorize URLs


def test_the_url_of_the_guide_gives_a_code(multitenant: ThreadedBox) -> None:
    """Unprefixed scopes, an unencoded redirect URI, neither state nor PKCE: all of that is accepted."""
    browser = signed_in(multitenant, at_box(multitenant, filled(multitenant, COMMON_URL)))
    assert browser.landed.startswith(NATIVE + "?code=") and [*browser.answer] == ["code", "session_state"]


def test_unprefixed_scopes_are_those_of_graph(multitenant: ThreadedBox) -> None:
    browser = signed_in(multitenant, at_box(multitenant, filled(multitenant, COMMON_URL)))
    form = {
        "client_id": multitenant.settings.client_id,
        "client_secret": multitenant.settings.client_secret,
        "grant_type": "authorization_code",
        "redirect_uri": NATIVE,
        "code": browser.answer["code"],
    }
    common = multitenant.settings.token_url.replace(multitenant.settings.tenant_id, "common")
    body = fetch(multitenant, common, "&".join(f"{k}={quote(v)}" for k, v in form.items()).encode())[1]
    claims = jwt.decode(json.loads(body)["access_token"], options={"verify_signature": False})
    assert claims["aud"] in {"https://graph.microsoft.com", "00000003-0000-0000-c000-000000000000"}


def test_common_is_not_for_a_single_tenant_application(box: ThreadedBox) -> None:
    browser = Browser(box).open(at_box(box, filled(box, COMMON_URL)))
    assert browser.page.alert.startswith("AADSTS50194: ") and browser.landed == ""


def test_the_double_brackets(box: ThreadedBox) -> None:
    """Who replaces the inner pair sends the outer one along."""
    url = SINGLE_URL.replace("[[clientid]]", f"[{box.settings.client_id}]")
    url = filled(box, url).replace("https://login.microsoftonline.com/8f", f"https://localhost:{port(box)}/8f")
    browser = Browser(box).open(url)
    assert browser.page.alert.startswith("AADSTS700016: ") and browser.landed == ""
    assert f"'[{box.settings.client_id}]'" in browser.page.alert


def test_the_single_tenant_url_filled_in_well(box: ThreadedBox) -> None:
    url = filled(box, SINGLE_URL).replace("https://login.microsoftonline.com/8f", f"https://localhost:{port(box)}/8f")
    assert signed_in(box, url).answer["code"]


def test_the_tenant_left_in_brackets(box: ThreadedBox) -> None:
    url = SINGLE_URL.replace("https://login.microsoftonline.com", f"https://localhost:{port(box)}")
    assert Browser(box).open(url).page.alert.startswith("AADSTS900023: ")


@pytest.mark.parametrize("ticked", [False, True])
def test_the_boxes_that_are_said_to_be_mandatory_are_not(
    multitenant: ThreadedBox, ticked: bool, tmp_path: Path
) -> None:
    change(multitenant, implicit_access_token=ticked, implicit_id_token=ticked)
    browser = signed_in(multitenant, at_box(multitenant, filled(multitenant, COMMON_URL)))
    assert redeemed(multitenant, tmp_path, browser.answer["code"])


def redeemed(box: ThreadedBox, folder: Path, code: str, **values: str) -> dict[str, object]:
    """The later command with the mail scopes only: what it prints."""
    command = LATER_COMMAND.replace(f"%20{_O}User.Read%20{_O}Mail.Read", "")
    command = at_box(box, filled(box, command, code=code, **values))
    ended = run("sh", folder, command, "-sS", "--cacert", box.settings.ca_file)
    answer: dict[str, object] = json.loads(ended.stdout)
    assert ("refresh_token" in answer) == ("error" not in answer)
    return answer


# The command


@needs_curl
@shells
def test_curly_quotes_are_no_quotes(multitenant: ThreadedBox, tmp_path: Path, listener: Listener, shell: str) -> None:
    """The shell sees no mistake, splits the line at each `&`, and the client id goes to a host called `application`."""
    box = multitenant
    command = filled(box, COMMAND, code="1.ACODE", secret="S3CRET")
    assert subprocess.run([shell, "-n"], input=command, text=True, check=False).returncode == 0
    ended = run(shell, tmp_path, command, "-sS", "--connect-to", f"::127.0.0.1:{listener.server_port}")
    assert "-X: " in ended.stderr and "not found" in ended.stderr
    arguments = (tmp_path / "arguments").read_text().splitlines()
    client = f"“client_id={box.settings.client_id}"
    assert arguments == ["-H", "“ContentType", "application/x-www-form-urlencoded”", "-d", client]
    assert listener.seen == [("POST", {"“client_id": box.settings.client_id})]
    assert box.ask(tokens_asked) == 0


@needs_curl
@shells
def test_curly_quotes_reach_nobody(multitenant: ThreadedBox, tmp_path: Path, shell: str) -> None:
    """Where no host has that name; in a network of its own, so that nobody is really asked."""
    alone = shutil.which("unshare")
    if alone is None or subprocess.run([alone, "-rn", "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("no network namespaces here")
    command = filled(multitenant, COMMAND, code="1.ACODE", secret="S3CRET")
    ended = subprocess.run(
        [alone, "-rn", shell], input=command + "\nwait\n", capture_output=True, text=True, timeout=30, check=False
    )
    assert "curl: (6) Could not resolve host: application" in ended.stderr


@needs_curl
def test_a_header_without_a_colon_is_dropped(multitenant: ThreadedBox, tmp_path: Path) -> None:
    browser = signed_in(multitenant, at_box(multitenant, filled(multitenant, COMMON_URL)))
    before = multitenant.ask(tokens_asked)
    answer = redeemed(multitenant, tmp_path, browser.answer["code"])
    assert multitenant.ask(tokens_asked) == before + 1
    assert answer["token_type"] == "Bearer" and "SMTP.Send" in str(answer["scope"])
    sent = multitenant.ask(lambda t: json.dumps(t.transcript.events()))
    assert "ContentType" not in sent and "Content-Type: application/x-www-form-urlencoded" in sent


@needs_curl
def test_a_tool_that_sends_the_body_as_it_is_told_to_gets_900144(multitenant: ThreadedBox) -> None:
    status, body, _ = fetch(
        multitenant,
        multitenant.settings.token_url,
        b"grant_type=x",
        {"Content-Type": "ContentType application/x-www-form-urlencoded"},
    )
    assert status == 400 and json.loads(body)["error_codes"] == [900144]


@needs_curl
def test_permissions_that_were_registered_for_graph(multitenant: ThreadedBox, tmp_path: Path) -> None:
    """The whole scope list names User.Read and Mail.Read of Exchange, for which nobody consented."""
    browser = signed_in(multitenant, at_box(multitenant, filled(multitenant, COMMON_URL)))
    command = at_box(multitenant, filled(multitenant, LATER_COMMAND, code=browser.answer["code"]))
    ended = run("sh", tmp_path, command, "-sS", "--cacert", multitenant.settings.ca_file)
    assert json.loads(ended.stdout)["error_codes"] == [65001]


@needs_curl
@pytest.mark.parametrize("segment", ["[tenantid]", "[8f0c1e52-6d3a-4b57-9a53-0f6f2d1c7e11]"])
def test_brackets_in_the_token_url(box: ThreadedBox, tmp_path: Path, segment: str) -> None:
    command = filled(box, LATER_COMMAND, code="1.ACODE", secret="S3CRET")
    command = command.replace("https://login.microsoftonline.com/common", f"https://localhost:{port(box)}/{segment}")
    ended = run("sh", tmp_path, command, "-sS", "--cacert", box.settings.ca_file)
    assert "curl: (3) bad range in URL position" in ended.stderr and ended.stdout == ""
    assert box.ask(tokens_asked) == 0


@needs_curl
@pytest.mark.parametrize(
    ("secret", "works"), [("a+b", False), ("a&b", False), ("a%41b", False), ("abc~def", True), ("a=b", True)]
)
def test_a_secret_that_was_not_encoded(multitenant: ThreadedBox, tmp_path: Path, secret: str, works: bool) -> None:
    box = multitenant
    change(box, secrets=[Secret(secret, box.ask(lambda t: t.clock.now()), 86400.0)])
    for pasted, good in ((secret, works), (quote(secret, safe=""), True)):
        browser = signed_in(box, at_box(box, filled(box, COMMON_URL)))
        command = LATER_COMMAND.replace(f"%20{_O}User.Read%20{_O}Mail.Read", "").replace("[secretkey_value]", pasted)
        command = at_box(box, filled(box, command, code=browser.answer["code"]))
        answer = json.loads(run("sh", tmp_path, command, "-sS", "--cacert", box.settings.ca_file).stdout)
        assert answer.get("error_codes") == (None if good else [7000215]), answer


# The rule for the code


def cut(url: str) -> str | None:
    """`0.ASY...` up to `&session_state`, as the guide says."""
    found = re.search(r"0\.A.*?(?=&session_state)", url)
    return found[0] if found else None


def cut_generously(url: str) -> str | None:
    """The same by a reader who takes `0.ASY` for an example: from `code=` on."""
    found = re.search(r"(?<=code=).*?(?=&session_state)", url)
    return found[0] if found else None


def landings(box: ThreadedBox) -> dict[str, str]:
    """Where the browser may end up, made by the tenant itself."""

    def personal(tenant: Tenant) -> None:
        id = "00000000-0000-0000-1111-222222222222"
        tenant.users["me@outlook.example"] = User("me@outlook.example", "Me", id, "pw", personal=True)

    box.ask(personal)
    url = at_box(box, filled(box, COMMON_URL))
    own = Browser(box).open(url).press("Next", login="me@outlook.example").press("Sign in", passwd="pw")
    landed = {
        "plain": signed_in(box, url).landed,
        "with state": signed_in(box, url + "&state=12345").landed,
        "localhost": signed_in(box, at_box(box, filled(box, COMMON_URL, redirect_uri="http://localhost"))).landed + "#",
        "personal": own.press("Accept").landed if own.landed == "" else own.landed,
        "cancelled": Browser(box).open(url).press("Cancel").landed,
    }
    # Codes of the real service began with 0.A too, at the time of the guide.
    return landed | {"0.A": landed["plain"].replace("code=1.A", "code=0.A")}


def test_the_cut_rule(multitenant: ThreadedBox) -> None:
    landed = landings(multitenant)
    code = {shape: parse_qs(urlsplit(url).query).get("code", [""])[0] for shape, url in landed.items()}
    assert [shape for shape, url in landed.items() if code[shape] and cut(url) == code[shape]] == ["0.A"]
    generous = {shape: cut_generously(url) for shape, url in landed.items()}
    assert generous == {
        "plain": code["plain"],
        "with state": code["with state"] + "&state=12345",
        "localhost": code["localhost"],
        "personal": None,
        "cancelled": None,
        "0.A": code["0.A"],
    }
    # A query parser is right in all.
    assert [shape for shape, value in code.items() if not value] == ["cancelled"]
    assert code["personal"].startswith("M.C5")


@needs_curl
def test_a_code_with_the_state_still_on_it(multitenant: ThreadedBox, tmp_path: Path) -> None:
    url = at_box(multitenant, filled(multitenant, COMMON_URL)) + "&state=12345"
    browser = signed_in(multitenant, url)
    wrong = cut_generously(browser.landed)
    assert wrong is not None and wrong.endswith("&state=12345")
    # Unencoded, the rest becomes a parameter of its own and does no harm; encoded, the code is broken.
    assert redeemed(multitenant, tmp_path, quote(wrong, safe=""))["error_codes"] == [9002313]
    assert redeemed(multitenant, tmp_path, wrong)["token_type"] == "Bearer"


def tokens_asked(tenant: Tenant) -> int:
    """How many requests for a token arrived."""
    return json.dumps(tenant.transcript.events()).count("POST /")
