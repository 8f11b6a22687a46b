"""Commands that look at a host name the host, port and kind of TLS where it failed."""

from __future__ import annotations

import pytest

from checks.report.cause import fill
from checks.report.place import place_of
from fakes.thread import ThreadedBox

from .conftest import Live

SPOKEN = {"starttls": "587=smtp 143=imap"}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("host imap.example not found: Name or service not known", {"host": "imap.example"}),
        ("host imap.example could not be looked up: Temporary failure", {"host": "imap.example"}),
        (
            "connect to imap.example port 143: Connection refused",
            {"host": "imap.example", "port": "143", "s_client": "-starttls imap -connect imap.example:143"},
        ),
        (
            "login.example port 443: certificate verify failed: certificate has expired",
            {"host": "login.example", "port": "443", "s_client": "-connect login.example:443"},
        ),
        ("535 5.7.3 Authentication unsuccessful", {}),
    ],
)
def test_the_place_is_read_from_our_own_words(said: str, expected: dict[str, str]) -> None:
    assert place_of(said, SPOKEN) == expected


def test_without_a_place_commands_name_the_first_server_of_the_profile_or_microsofts() -> None:
    assert fill("openssl s_client {s_client}", {}) == "openssl s_client -starttls smtp -connect smtp.office365.com:587"
    assert fill("nc -vz {host} {port}", place_of("mail.example port 2525", SPOKEN)) == "nc -vz mail.example 2525"


def test_a_closed_port_is_looked_at_where_it_is(live: Live, closed_port: int) -> None:
    said = live(receive__imap__port=closed_port).output
    assert f"nc -vz localhost {closed_port}" in said, said
    assert "nc -vz smtp.office365.com" not in said


def test_a_certificate_is_looked_at_where_it_is_and_as_it_is_shown(box: ThreadedBox, live: Live) -> None:
    for listener, command in (
        ("imap", f"openssl s_client -connect localhost:{box.settings.imap_port} -showcerts"),
        ("smtp", f"openssl s_client -starttls smtp -connect localhost:{box.settings.smtp_port} -showcerts"),
    ):
        box.faults(f"certificate-unknown-ca@{listener}")
        said = live().output
        assert command in said, said
