"""`oauthmail diagnose ADDRESS`: what an address alone tells, under Microsoft's own host names; then with a sign-in."""

from __future__ import annotations

import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from checks.address import cloud_of
from checks.config.read import load
from checks.observation import Failure, ProbeFailed
from checks.redactor import Redactor
from checks.target import Target
from fakes.box import Options
from fakes.entra.keys import KeyRing
from fakes.thread import ThreadedBox, running
from fakes.wire import certificates
from tests.fakes.person import Browser, change, password
from tests.harness import Outcome, module, oauthmail, run_checks
from tests.secrets.conftest import issued
from tests.secrets.search import Canaries, tree

from .conftest import Live
from .inside import ConnectProxy, connect_proxy, resolver

__all__ = ["issued"]

LOGIN = "login.microsoftonline.com"
SMTP, OUTLOOK = "smtp.office365.com", "outlook.office365.com"
ADDRESS = "svc-forms@contoso.example"


@dataclass
class Inside:
    """The fakes under Microsoft's names, and the command that is run against them."""

    box: ThreadedBox
    proxy: ConnectProxy
    folder: Path

    def __call__(self, address: str = ADDRESS, *options: str) -> Outcome:
        return run_checks(self.folder, "--as-command=diagnose", f"--address={address}", *options)


@pytest.fixture(scope="module")
def renamed(keys: KeyRing) -> Iterator[ThreadedBox]:
    """A tenant in a box whose certificate names Microsoft's hosts."""
    good = certificates.LEAVES["good"]
    certificates.LEAVES["good"] = certificates.Leaf(names=("localhost", LOGIN, SMTP, OUTLOOK))
    try:
        with running(Options(), keys=keys) as box:
            yield box
    finally:
        certificates.LEAVES["good"] = good


@pytest.fixture
def inside(renamed: ThreadedBox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Inside]:
    renamed.reset()
    settings = renamed.settings
    places = {
        (SMTP, 587): settings.smtp_port,
        (OUTLOOK, 993): settings.imap_port,
        (OUTLOOK, 995): settings.pop3_port,
    }
    monkeypatch.setattr("socket.getaddrinfo", resolver(places))
    monkeypatch.setenv("SSL_CERT_FILE", str(settings.ca_file))
    with connect_proxy(int(settings.token_url.split(":")[2].partition("/")[0])) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        yield Inside(renamed, proxy, tmp_path)


def test_tenant_names_tls_and_capabilities_are_told_and_nothing_more(inside: Inside) -> None:
    ended = inside()
    assert ended.status == 5, ended.output
    lines = [" ".join(line.split()) for line in ended.output.splitlines()]
    assert lines[0].startswith("oauthmail ") and f"ADDRESS {ADDRESS}" in lines[0]
    text = " ".join(lines)
    assert (
        f"contoso.example is {inside.box.settings.tenant_id} in the cloud 'public' (instance microsoftonline.com)"
        in text
    )
    assert f"SMTP {SMTP} port 587: " in text and f"IMAP {OUTLOOK} port 993: " in text
    assert f"POP3 {OUTLOOK} port 995: " in text
    assert ended.rows["tls.xoauth2"]["said"] == "XOAUTH2: SMTP IMAP POP3"
    assert f"oauthmail diagnose {ADDRESS} --client-id ID --login" in text
    assert "REACHED" in text and "HEALTHY" not in text
    assert lines[-1].startswith("NOTHING BEYOND TLS TESTED ") and lines[-1].endswith("exit 5")
    assert {row["stage"] for row in ended.report["rows"]} == {"network", "tls", "tenant"}
    assert set(inside.proxy.asked) == {f"{LOGIN}:443"}
    events = str(inside.box.ask(lambda tenant: tenant.transcript.events()))
    assert "openid-configuration" in events
    for word in ("POST /", "AUTH XOAUTH2", "AUTHENTICATE XOAUTH2"):
        assert word not in events


def test_a_domain_without_tenant_is_the_cause(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    inside.box.faults("tenant-not-found")
    ended = inside()
    assert ended.status == 1
    assert [cause["id"] for cause in ended.causes] == ["tenant-not-found"], ended.output


def test_a_server_without_xoauth2_is_the_cause(inside: Inside) -> None:
    inside.box.faults("xoauth2-not-offered@imap")
    ended = inside()
    assert ended.status == 1
    assert [cause["id"] for cause in ended.causes] == ["xoauth2-not-offered"], ended.output


def test_a_certificate_of_an_inspecting_proxy_is_the_cause(inside: Inside) -> None:
    inside.box.faults("certificate-unknown-ca@imap")
    ended = inside()
    assert ended.status == 1
    assert [cause["id"] for cause in ended.causes] == ["certificate-unknown-ca"], ended.output


def test_no_host_at_all_is_status_three(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = run_checks(tmp_path, "--as-command=diagnose", f"--address={ADDRESS}")
    assert ended.status == 3, ended.output
    assert "host-not-found" in {cause["id"] for cause in ended.causes}


@pytest.mark.parametrize(
    ("refused", "instance", "region", "cloud", "asked"),
    [
        ((), "microsoftonline.com", "", "public", 1),
        ((), "microsoftonline.us", "DODCON", "usgov-gcch", 1),
        ((), "microsoftonline.us", "DOD", "usgov-dod", 1),
        (("public", "usgov-gcch"), "partner.microsoftonline.cn", "", "china", 3),
        (("public", "usgov-gcch", "china"), "", "", "public", 3),
    ],
)
def test_the_cloud_follows_from_what_the_login_hosts_say(
    monkeypatch: pytest.MonkeyPatch, refused: tuple[str, ...], instance: str, region: str, cloud: str, asked: int
) -> None:
    heard: list[str] = []

    def discovery(target: Target, _look: Any, facts: dict[str, Any]) -> None:
        heard.append(target.profile.cloud.name)
        if heard[-1] in refused:
            raise ProbeFailed(Failure("refused", "AADSTS90002", "entra"))
        facts.update(cloud=instance, region=region)

    monkeypatch.setattr("checks.address.discovery", discovery)
    told: list[str] = []
    assert cloud_of(ADDRESS, {}, Redactor(), told.append) == cloud
    assert len(heard) == len(told) == asked
    assert told[0] == LOGIN


@pytest.fixture
def person(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A browser that signs in at the fakes, wherever the address says the login host is."""
    threads: list[threading.Thread] = []
    settings = inside.box.settings

    def browse(url: str) -> None:
        here = Browser(inside.box)
        here.open(url.replace(f"https://{LOGIN}", settings.authority.rpartition("/")[0]))
        here.press("Sign in", passwd=password(inside.box))
        (form,) = here.page.all("form")
        requests.post(form.attributes["action"], data=here.fields(), timeout=5, proxies={"http": ""})

    def open_(url: str) -> bool:
        threads.append(threading.Thread(target=browse, args=(url,), daemon=True))
        threads[-1].start()
        return True

    monkeypatch.setenv("BROWSER", "ours")
    monkeypatch.setattr(webbrowser, "open", open_)
    monkeypatch.setattr("checks.login.sign_in.BROWSER_SECONDS", 8.0)
    yield
    for thread in threads:
        thread.join(10)


def public(inside: Inside) -> None:
    change(inside.box, secrets=[], redirect_uris={"public": ["http://localhost"]}, allow_public_client=True)


@pytest.mark.usefixtures("person")
def test_with_a_sign_in_the_whole_ladder_runs_and_a_profile_is_written(inside: Inside) -> None:
    public(inside)
    profile = inside.folder / "svc.toml"
    before = inside.box.ask(lambda tenant: [*tenant.grants])
    client_id = inside.box.settings.client_id
    ended = inside(ADDRESS, f"--client-id={client_id}", "--login", f"--save={profile}")
    assert ended.status == 0, ended.output
    for id in ("token.issued", "smtp.auth", "imap.auth", "pop3.auth"):
        assert ended.rows[id]["outcome"] == "pass", ended.output
    text = " ".join(ended.output.split())
    assert "Proves application, tenant, policies, mailbox and this machine are good with a token of today." in text
    assert "The old one if the application still fails" in text
    assert f"Next: oauthmail login {profile} --store file:{inside.folder}/svc.token" in text
    loaded = load(profile, {})
    assert (loaded.mailbox.xoauth2_user, loaded.authority.tenant) == (ADDRESS, "contoso.example")
    assert (loaded.grant.client_id, loaded.grant.client_secret) == (client_id, None)
    assert loaded.grant.refresh_token is not None
    assert loaded.grant.refresh_token.path == inside.folder / "svc.token"
    assert len(profile.read_text().splitlines()) == 5
    assert inside.box.ask(lambda tenant: [*tenant.grants]) == before  # no refresh token that would outlive the run


@pytest.mark.usefixtures("person")
def test_with_a_secret_by_reference_and_nothing_of_it_written(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = inside.box.settings
    monkeypatch.setenv("MAIL_SECRET", settings.client_secret)
    profile = inside.folder / "svc.toml"
    options = (f"--client-id={settings.client_id}", "--client-secret=env:MAIL_SECRET", "--login", f"--save={profile}")
    ended = inside(ADDRESS, *options, "-vv")
    assert ended.status == 0, ended.output
    assert 'client_secret = "env:MAIL_SECRET"' in profile.read_text()
    secrets = {"secret": settings.client_secret, "password": settings.password}
    assert Canaries(secrets).leaks({**tree(inside.folder), "output": ended.output.encode()}) == {}


@pytest.mark.usefixtures("person")
def test_a_refusal_after_the_sign_in_is_the_cause(inside: Inside) -> None:
    public(inside)
    inside.box.faults("smtp-auth-disabled-tenant")
    ended = inside(ADDRESS, f"--client-id={inside.box.settings.client_id}", "--login", "--only=smtp")
    assert ended.status == 1
    assert [cause["id"] for cause in ended.causes] == ["smtp-auth-disabled-tenant"], ended.output
    assert "Proves" not in ended.output


def test_a_profile_with_login_needs_no_refresh_token(
    box: ThreadedBox, live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, issued: dict[str, str]
) -> None:
    opened: list[Callable[[], None]] = []

    def open_(url: str) -> bool:
        def walk() -> None:
            here = Browser(box).open(url)
            here.press("Sign in", passwd=password(box))
            (form,) = here.page.all("form")
            requests.post(form.attributes["action"], data=here.fields(), timeout=5)

        threading.Thread(target=walk, daemon=True).start()
        opened.append(walk)
        return True

    monkeypatch.setenv("BROWSER", "ours")
    monkeypatch.setattr(webbrowser, "open", open_)
    monkeypatch.setattr("checks.login.sign_in.BROWSER_SECONDS", 8.0)
    ended = live("--as-command=diagnose", "--login", "-vv", "--showlocals", refresh_token="env:NOT_SET_AT_ALL")
    assert ended.status == 0, ended.output
    assert any(name.startswith("access token ") for name in issued)
    assert Canaries(issued).leaks({**tree(tmp_path), "output": ended.output.encode()}) == {}
    assert len(opened) == 1
    assert "Replace it: oauthmail login " in " ".join(ended.output.split())
    box.faults("refresh-token-expired")
    ended = live("--as-command=diagnose", "--login", "--only=settings", refresh_token="env:NOT_SET_AT_ALL")
    assert len(opened) == 1


@pytest.mark.parametrize(
    ("pasted", "words"),
    [("", "nothing was pasted; nothing was kept"), ("good morning", "what was pasted is not the address")],
)
def test_a_sign_in_that_nobody_finished_is_no_fault_of_the_target(pasted: str, words: str) -> None:
    command = [sys.executable, "-m", "oauthmail", "diagnose", "examples/loopback.toml", "--login=paste"]
    ended = module("fakes", "run", "--", *command, stdin=pasted)
    assert (ended.returncode, "ROOT CAUSE" in ended.stdout) == (4, False)
    assert ended.stderr.startswith(f"ERROR: the sign-in was not finished: {words}")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["svc@contoso.com", "--login"], "--client-id and --login go together"),
        (["svc@contoso.com", "--client-id", "x" * 8, "--login"], "a GUID"),
        (["svc@contoso.com", "--client-id", "1" * 8, "--save", "x.toml"], "--client-id and --login go together"),
        (["svc@contoso.com", "--save", "x.toml"], "--save needs --client-id"),
        (["svc@contoso", "-q"], "neither a profile nor an address"),
        (["svc@contoso.com", "--login=phone"], "--login=phone: it is one of browser, paste, device"),
        (["svc@contoso.com", "--fault", "tenant-not-found"], "--fault"),
        (["svc@contoso.com", "--plan"], "--plan"),
        (["examples/loopback.toml", "--login", "--nagios"], "OAUTHMAIL UNKNOWN - --login waits for a person"),
        (["--login"], "the embedded tenant has nobody to sign in"),
        (["examples/loopback.toml", "--save", "x.toml"], "--save goes with an address"),
        (["examples/loopback.toml", "--client-id", "x"], "--client-id goes with an address"),
    ],
)
def test_what_does_not_go_together_is_refused(arguments: list[str], words: str) -> None:
    ended = oauthmail("diagnose", *arguments)
    assert ended.returncode == (3 if "--nagios" in arguments else 4)
    assert words in ended.stdout + ended.stderr


def test_a_secret_on_the_command_line_is_refused_and_not_repeated() -> None:
    secret = "Abc8Q~" + "x" * 34
    given = ["--client-id", "00001111-aaaa-2222-bbbb-3333cccc4444", "--login", "--client-secret", secret]
    ended = oauthmail("diagnose", "svc@contoso.com", *given)
    assert ended.returncode == 4
    assert "never the secret itself" in ended.stderr
    assert secret[:12] not in ended.stderr + ended.stdout


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    there = tmp_path / "there.toml"
    there.write_text("mine")
    options: list[Any] = ["--client-id", "00001111-aaaa-2222-bbbb-3333cccc4444", "--login", "--save", str(there)]
    ended = oauthmail("diagnose", "svc@contoso.com", *options)
    assert ended.returncode == 4
    assert "exists already" in ended.stderr
    assert there.read_text() == "mine"
