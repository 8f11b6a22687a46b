"""Whose address is it: domains that are not ASCII, and addresses that Microsoft gives to persons."""

from __future__ import annotations

import pytest

from checks.address import profile_of
from tests.harness import oauthmail


@pytest.mark.parametrize(
    ("address", "tenant"),
    [
        ("svc@contoso.com", "contoso.com"),
        ("svc@CONTOSO.com", "contoso.com"),
        ("somebody@outlook.com", "consumers"),
        ("somebody@Hotmail.com", "consumers"),
        ("somebody@hotmail.contoso.com", "hotmail.contoso.com"),
    ],
)
def test_whom_to_ask_about_an_address(address: str, tenant: str) -> None:
    assert profile_of(address, {}).authority.tenant == tenant


def test_a_domain_that_is_not_ascii_is_asked_about_as_dns_knows_it() -> None:
    ended = oauthmail("diagnose", "svc@ex\u00e4mple.invalid")
    assert "svc@xn--exmple-cua.invalid" in ended.stdout, ended.stdout + ended.stderr


def test_no_answer_at_all_passes_no_check() -> None:
    """A certificate that nobody saw is not one of Microsoft's."""
    ended = oauthmail("diagnose", "svc@contoso.invalid")
    assert ended.returncode == 3
    assert " 0 passed" in ended.stdout.splitlines()[-1], ended.stdout
