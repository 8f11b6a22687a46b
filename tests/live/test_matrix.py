"""`oauthmail matrix PROFILE`: which authority answers what (journey J4)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checks.matrix import main
from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox
from tests.fakes.person import change
from tests.harness import module
from tests.secrets.conftest import issued
from tests.secrets.search import Canaries

from .profiles import variables, write
from .rogue import Authority, Peer

__all__ = ["issued"]


class Matrix:
    """`matrix PROFILE` in this process: exit status, and the cells of each row."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder, self._capsys = folder, capsys
        self.out = self.err = ""

    def __call__(self, *options: str, **changes: Any) -> tuple[int, dict[str, list[str]]]:
        profile = write(self._folder, {key.replace("__", "."): value for key, value in changes.items()})
        self._capsys.readouterr()
        status = main([str(profile), *options])
        self.out, self.err = self._capsys.readouterr()
        table = self.out.partition("  authority ")[2].partition("\n\n")[0].splitlines()[1:]
        return status, {name: cells for name, *cells in map(str.split, table)}


@pytest.fixture
def matrix(
    box: ThreadedBox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Matrix:
    for name, value in variables(box.settings).items():
        monkeypatch.setenv(name, value)
    return Matrix(tmp_path, capsys)


def test_a_single_tenant_application_is_good_at_its_tenant_only(
    box: ThreadedBox, matrix: Matrix, issued: dict[str, str]
) -> None:
    tenant = box.settings.tenant_id
    before = box.ask(lambda t: [*t.grants])
    status, rows = matrix("--tenants", f"common,organizations,{tenant}")
    assert (status, matrix.err) == (0, "")
    assert rows[tenant] == ["ok", "ok", "ok"]
    for name in ("common", "organizations"):
        assert rows[name][0] == rows[name][2] == "AADSTS50194", matrix.out
    assert f"USE    {tenant}, as in the profile" in matrix.out
    assert "oauthmail explain AADSTS50194" in matrix.out
    assert Canaries(issued).found(matrix.out.encode()) == set()
    assert box.ask(lambda t: [*t.grants]) == before  # nothing rotated
    events = str(box.ask(lambda t: t.transcript.events()))
    assert (events.count("GET /"), events.count("POST /")) == (3, 6)


def test_without_tenants_the_profiles_own_is_asked_with_the_two_usual_ones(box: ThreadedBox, matrix: Matrix) -> None:
    assert list(matrix()[1]) == ["common", "organizations", box.settings.tenant_id]


def test_a_tenant_that_is_not_there_is_named_and_status_one(matrix: Matrix) -> None:
    status, rows = matrix("--tenants", "11111111-2222-3333-4444-555555555555")
    assert status == 1
    assert set(next(iter(rows.values()))) == {"AADSTS90002"}, matrix.out
    assert "NONE   no authority" in matrix.out


def test_a_multitenant_application_is_good_at_organizations(box: ThreadedBox, matrix: Matrix) -> None:
    change(box, audience="AzureADMultipleOrgs")
    status, rows = matrix("--tenants", "organizations")
    assert rows["organizations"][0] == rows["organizations"][2] == "ok", matrix.out
    assert status in {0, 1}


def test_a_public_client_is_not_asked_for_what_it_has_not(box: ThreadedBox, matrix: Matrix) -> None:
    public = {"client_secret": None, "grant__client_auth": "none"}
    _, rows = matrix("--tenants", box.settings.tenant_id, **public)
    assert " ".join(rows[box.settings.tenant_id]).startswith("ok no secret")


def test_an_application_alone_has_no_page_and_no_refresh_token(box: ThreadedBox, matrix: Matrix) -> None:
    scopes = ["https://outlook.office365.com/.default"]
    changes = {"grant__flow": "client_credentials", "refresh_token": None, "grant__token_scopes": scopes}
    status, rows = matrix("--tenants", box.settings.tenant_id, **changes)
    assert rows[box.settings.tenant_id] == ["-", "ok", "no", "token"]
    assert status == 0


def test_a_foreign_host_gets_nothing(matrix: Matrix) -> None:
    status, rows = matrix("--tenants", "common", authority__login_base="https://login.contoso.invalid")
    assert (status, rows["common"]) == (1, ["forbidden"] * 3)


@pytest.mark.parametrize(
    ("tenants", "words"),
    [
        ("no/such", "is neither a GUID nor a domain"),
        (",", "takes 1 to 6 names"),
        (",".join(f"a{n}.example" for n in range(7)), "takes 1 to 6 names"),
    ],
)
def test_what_is_no_tenant_is_usage(matrix: Matrix, tenants: str, words: str) -> None:
    status, _ = matrix("--tenants", tenants)
    assert status == 2
    assert words in matrix.err


def test_the_command_knows_the_verb(box: ThreadedBox, matrix: Matrix, tmp_path: Path) -> None:
    status, _ = matrix("--tenants", "common", client_secret="env:NOT_SET_HERE")
    assert (status, "env:NOT_SET_HERE is not set" in matrix.err) == (2, True)
    ended = module("oauthmail", "matrix", str(tmp_path / "none.toml"))
    assert (ended.returncode, "does not exist" in ended.stderr) == (2, True)


def test_where_each_use_ends_a_token_the_newest_is_sent_and_its_loss_said(box: ThreadedBox, matrix: Matrix) -> None:
    def strict(tenant: Tenant) -> None:
        tenant.policy.rotate_refresh_tokens = True

    box.ask(strict)
    tenant = box.settings.tenant_id
    status, rows = matrix("--tenants", f"{tenant},{box.ask(lambda t: t.domain)}")
    assert status == 0
    assert [row[2] for row in rows.values()] == ["rotated", "rotated"], matrix.out
    assert "and it is lost: the profile has no refresh_token_store" in " ".join(matrix.out.split())
    assert box.ask(lambda t: not any(grant.revoked for grant in t.grants.values()))


def test_a_login_host_that_wants_fewer_requests_is_asked_once(
    matrix: Matrix, authority: Authority, trusting_both: str
) -> None:
    asked: list[str] = []

    def busy(peer: Peer) -> None:
        peer.start_tls()
        asked.append(peer.request()[0])
        peer.respond("429 Too Many Requests", "text/plain", b"", "Retry-After: 3")

    with authority.serving(busy) as rogue:
        base = f"https://127.0.0.1:{rogue.port}"
        changes = {"network__ca_bundle": trusting_both, "authority__login_base": base}
        status, _ = matrix("--tenants=common,organizations", **changes)
    assert (status, len(asked)) == (1, 1), matrix.out
    assert matrix.out.count("not asked") == 5
