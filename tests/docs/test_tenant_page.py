"""docs/tenant.md: its tenant file loads and names every key, its dialects are those that exist."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

from fakes.box import Options
from fakes.entra.state import Manners
from fakes.exchange.dialect import DIALECTS
from fakes.tenant.example import Plan, PlannedConsent, PlannedPolicy, PlannedSecret, PlannedUser
from fakes.tenant.load import load_plan
from fakes.tenant.model import Limits
from fakes.thread import running
from tests.harness import ROOT

PAGE = (ROOT / "docs" / "tenant.md").read_text(encoding="utf-8")
FILE = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[0]
TABLES: dict[str, type] = {
    "users": PlannedUser,
    "other_secrets": PlannedSecret,
    "consents": PlannedConsent,
    "policy": PlannedPolicy,
    "limits": Limits,
    "manners": Manners,
}
NOT_IN_A_FILE = {"object_id", "app_object_id"}


def test_the_tenant_of_the_page_starts(tmp_path: Path) -> None:
    file = tmp_path / "contoso.toml"
    # A port of one's own choice may be taken on the machine of the tests.
    file.write_text(FILE.replace("smtp = 2525", ""), encoding="utf-8")
    plan = load_plan(file)
    with running(Options(plan=plan)) as box:
        assert box.settings.mailbox == "svc-forms@contoso.example"
        assert box.ask(lambda tenant: tenant.limits.messages_per_minute) == 30
        assert box.ask(lambda tenant: tenant.mailboxes["shared@contoso.example"].shared)


def test_the_page_names_every_key() -> None:
    document: dict[str, Any] = tomllib.loads(FILE)
    named = {key for key, value in document.items() if key not in TABLES and key != "ports"}
    assert named == {f.name for f in fields(Plan)} - {*TABLES, "ports"} - NOT_IN_A_FILE
    for table, kind in TABLES.items():
        found = document[table]
        keys = set().union(*found) if isinstance(found, list) else set(found)
        assert keys == {f.name for f in fields(kind)} - NOT_IN_A_FILE, table


def test_the_page_lists_the_dialects() -> None:
    rows = dict(re.findall(r"^\| `([a-z0-9-]+)` \| (.+) \|$", PAGE, re.MULTILINE))
    assert rows == {name: dialect.shows for name, dialect in DIALECTS.items()}
