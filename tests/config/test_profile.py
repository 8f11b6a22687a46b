"""What a profile says in short is filled in by cloud, protocol and use, and its hosts are known."""

from __future__ import annotations

import dataclasses
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from checks.config import build, five_lines, load, profile
from checks.config.clouds import CLOUDS
from checks.config.consumer import Consumer
from checks.config.profile import Profile, Server
from checks.config.schema import SCHEMA, SHORT, tables

from .good import ENVIRON, FIVE, FULL, OUTLOOK, changed, profile_of

EXAMPLES = Path(__file__).parents[2] / "examples"
TENANT_ID = "8f0c1e52-6d3a-4b57-9a53-0f6f2d1c7e11"


def servers(change: dict[str, Any]) -> dict[str, tuple[str, int, str]]:
    return {s.protocol: (s.host, s.port, s.wire) for s in profile_of(changed(FIVE, change)).servers}


def test_five_lines_are_enough() -> None:
    read = profile_of(FIVE)
    assert read.smtp == Server("smtp", "smtp.office365.com", 587, "starttls-required", ("XOAUTH2",))
    assert read.imap == Server("imap", "outlook.office365.com", 993, "implicit", ("XOAUTH2",))
    assert read.pop3 is None
    assert read.authority.url == "https://login.microsoftonline.com/contoso.com"
    assert read.authority.token_url == "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token"
    assert read.grant.token_scopes == (OUTLOOK + "SMTP.Send", OUTLOOK + "IMAP.AccessAsUser.All")
    assert (read.mailbox.signed_in_user, read.mailbox.from_address) == ("svc@contoso.com", "svc@contoso.com")
    assert not read.stated("grant.token_scopes")
    assert read.stated("authority.tenant")


def test_the_five_lines_that_are_shown_are_a_profile() -> None:
    assert set(tomllib.loads(five_lines())) == set(FIVE)
    assert (EXAMPLES / "example.toml").read_text().endswith(five_lines())
    assert load(EXAMPLES / "example.toml", {}).mailbox.xoauth2_user == "svc@contoso.com"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"receive": {"protocol": "pop3"}}, {"pop3": ("outlook.office365.com", 995, "implicit")}),
        ({"receive": {"pop3": {"port": 110}}}, {"pop3": ("outlook.office365.com", 110, "starttls-required")}),
        ({"receive": {"port": 143}}, {"imap": ("outlook.office365.com", 143, "starttls-required")}),
        ({"receive": {"wire": "starttls"}}, {"imap": ("outlook.office365.com", 143, "starttls")}),
        ({"receive": {"tls": "TLS"}}, {"imap": ("outlook.office365.com", 993, "implicit")}),
        ({"receive": {"tls": "TLS", "port": 143}}, {"imap": ("outlook.office365.com", 143, "starttls-required")}),
        ({"receive": {"tls": "none"}}, {"imap": ("outlook.office365.com", 143, "plain")}),
        ({"receive": {"enabled": False}}, {}),
        ({"send": {"wire": "implicit"}}, {"smtp": ("smtp.office365.com", 465, "implicit")}),
        ({"send": {"port": 465}}, {"smtp": ("smtp.office365.com", 465, "implicit")}),
        ({"send": {"tls": "ssl"}}, {"smtp": ("smtp.office365.com", 465, "implicit")}),
        ({"send": {"tls": "tls"}}, {"smtp": ("smtp.office365.com", 587, "starttls-required")}),
        ({"send": {"tls": ""}}, {"smtp": ("smtp.office365.com", 587, "plain")}),
        ({"cloud": "china"}, {"smtp": ("smtp.partner.outlook.cn", 587, "starttls-required")}),
    ],
)
def test_ports_and_tls_modes_follow_each_other(
    change: dict[str, Any], expected: dict[str, tuple[str, int, str]]
) -> None:
    found = servers(change)
    assert {protocol: found.get(protocol) for protocol in expected} == expected
    assert ("imap" in found) == (not any("pop3" in str(part) or "False" in str(part) for part in change.values()))


def test_each_protocol_has_its_own_server() -> None:
    both = {
        "protocol": ["POP3", "imap"],
        "host": "outlook.office365.com",
        "pop3": {"port": 1995},
        "imap": {"port": 1993},
    }
    read = profile_of(changed(FIVE, {"receive": both}))
    assert read.receive.protocols == ("imap", "pop3")
    assert [(server.protocol, server.port) for server in read.servers] == [
        ("smtp", 587),
        ("imap", 1993),
        ("pop3", 1995),
    ]
    assert read.grant.token_scopes[-1] == OUTLOOK + "POP.AccessAsUser.All"


def test_scopes_follow_the_use_and_the_flow() -> None:
    only_imap = profile_of(changed(FIVE, {"send": {"enabled": False}}))
    assert (only_imap.smtp, only_imap.grant.token_scopes) == (None, (OUTLOOK + "IMAP.AccessAsUser.All",))
    app_only = profile_of(changed(FIVE, {"flow": "client_credentials", "refresh_token": None}))
    assert app_only.grant.token_scopes == ("https://outlook.office365.com/.default",)
    government = profile_of(FIVE | {"cloud": "usgov-gcch"})
    assert government.grant.token_scopes[0] == "https://outlook.office365.us/SMTP.Send"
    assert profile_of(FULL).grant.mail_scopes == profile_of(FULL).grant.token_scopes[:-1]


def test_scopes_may_be_one_string_as_in_a_request() -> None:
    assert profile_of(changed(FIVE, {"grant": {"token_scopes": "a/b  offline_access"}})).grant.token_scopes == (
        "a/b",
        "offline_access",
    )


def test_any_plain_value_may_be_a_variable() -> None:
    environ = ENVIRON | {
        "PORT": "2525",
        "ON": "TRUE",
        "LIST": "imap,pop3",
        "DAY": "2026-11-01",
        "PROXY": "http://a:b@p",
    }
    change = {
        "send": {"port": "env:PORT", "enabled": "env:ON"},
        "receive": {"protocol": "env:LIST"},
        "grant": {"refresh_token": {"obtained_at": "env:DAY"}, "token_scopes": ["env:ON", "x"]},
        "network": {"https_proxy": "env:PROXY"},
    }
    read = build(changed(FIVE, change), "aem.toml", environ)
    assert read.smtp is not None
    assert (read.smtp.port, read.receive.protocols) == (2525, ("imap", "pop3"))
    assert read.grant.refresh_token_obtained_at == datetime(2026, 11, 1, tzinfo=UTC)
    assert read.grant.token_scopes == ("TRUE", "x")
    assert read.origins["send.port"] == "env:PORT"
    assert "a:b@p" not in repr(read)


def test_the_loopback_example_takes_everything_from_the_fake_tenant(tmp_path: Path) -> None:
    environ = {
        "FAKE_AUTHORITY": f"https://localhost:4433/{TENANT_ID.upper()}",
        "FAKE_TENANT_ID": TENANT_ID,
        "FAKE_CLIENT_ID": "00001111-aaaa-2222-bbbb-3333cccc4444",
        "FAKE_MAILBOX": "svc@contoso.com",
        "FAKE_SMTP_HOST": "localhost",
        "FAKE_SMTP_PORT": "2525",
        "FAKE_IMAP_HOST": "localhost",
        "FAKE_IMAP_PORT": "1993",
        "FAKE_POP3_HOST": "localhost",
        "FAKE_POP3_PORT": "1995",
        "FAKE_CA_FILE": str(tmp_path / "ca.pem"),
    }
    read = load(EXAMPLES / "loopback.toml", environ)
    assert read.authority.url == f"https://localhost:4433/{TENANT_ID}"
    assert read.network.ca_bundle == tmp_path / "ca.pem"
    assert [(s.protocol, s.port, s.wire) for s in read.servers] == [
        ("smtp", 2525, "starttls-required"),
        ("imap", 1993, "implicit"),
        ("pop3", 1995, "implicit"),
    ]
    assert read.hosts() == {"localhost"}
    assert read.foreign_hosts() == frozenset()
    assert not read.cloud.is_preset


def test_a_host_of_nobodys_cloud_is_foreign_until_it_is_allowed() -> None:
    read = profile_of(
        changed(FIVE, {"send": {"host": "Mail.Evil.Example."}, "login_base": "https://login.evil.example"})
    )
    assert read.foreign_hosts() == {"mail.evil.example", "login.evil.example"}
    assert read.foreign_hosts(["MAIL.evil.example"]) == {"login.evil.example"}
    assert profile_of(FIVE).foreign_hosts() == frozenset()
    assert "outlook.office365.us" not in profile_of(FIVE).credential_hosts()
    custom = changed(
        FIVE,
        {
            "cloud": "custom",
            "login_base": "https://login.microsoftonline.com",
            "send": {"host": "::1"},
            "receive": {"host": "127.0.0.1"},
        },
    )
    assert profile_of(custom).foreign_hosts() == {"login.microsoftonline.com"}


def test_every_preset_is_whole_and_apart_from_the_others() -> None:
    presets = [cloud for cloud in CLOUDS.values() if cloud.is_preset]
    assert [cloud.name for cloud in presets] == ["public", "usgov-gcch", "usgov-dod", "china"]
    for cloud in presets:
        assert profile_of(FIVE | {"cloud": cloud.name}).foreign_hosts() == frozenset()
        assert set(cloud.unverified) <= cloud.hosts()
    for one, other in ((a, b) for a in presets for b in presets if a is not b):
        assert {one.smtp_host, one.imap_host}.isdisjoint(other.hosts())


def test_consumers_keep_what_they_say() -> None:
    service, endpoint, tasks = profile_of(FULL).consumers
    assert (service.smtp_tls, service.receive_port, service.smtp_host) == ("TLS", 993, None)
    assert (endpoint.kind, tasks.enabled) == ("email-endpoint", True)


def test_paths_start_from_the_profiles_folder(tmp_path: Path) -> None:
    path = tmp_path / "aem.toml"
    path.write_text(five_lines() + '[network]\nca_bundle = "ca/root.pem"\n')
    assert load(path, {}).network.ca_bundle == tmp_path / "ca" / "root.pem"


def test_the_table_of_keys_and_the_classes_are_in_step() -> None:
    classes = {
        "product": profile.Product,
        "authority": profile.Authority,
        "app_registration.permissions[]": profile.Permission,
        "app_registration.consent[]": profile.Consent,
        "app_registration.secrets[]": profile.RegisteredSecret,
        "mailbox": profile.Mailbox,
        "network": profile.Network,
        "policy": profile.Policy,
        "consumers[]": Consumer,
    }
    for table, cls in classes.items():
        keys = {key.removeprefix(f"{table}.").replace(".", "_") for key in SCHEMA if key.startswith(f"{table}.")}
        assert keys == {field.name for field in dataclasses.fields(cls)}, table
    assert set(SHORT.values()) <= set(SCHEMA)
    assert {table.split(".")[0].removesuffix("[]") for table in tables()} <= {
        field.name for field in dataclasses.fields(Profile)
    }
