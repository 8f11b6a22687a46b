"""The other documents: made pages are fresh, examples of CONTRIBUTING work, names that are mentioned exist."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checks.config.read import load
from checks.config.schema import SCHEMA, SHORT, five_lines
from checks.diagnoses.catalogue import catalogue
from checks.diagnoses.table import TABLE
from fakes.faults.listing import fault_page
from fakes.faults.table import fault_table
from oauthmail.verbs import VERBS
from tests.harness import ROOT, oauthmail


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_page_of_faults_is_fresh() -> None:
    assert read("docs/faults.md") == fault_page(fault_table()) + "\n"


def test_the_page_of_diagnoses_is_fresh_and_every_link_in_it_leads_somewhere() -> None:
    page = read("docs/diagnoses.md")
    assert page == catalogue(TABLE) + "\n"
    anchors = re.findall(r"^## ([a-z0-9-]+)$", page, re.MULTILINE)
    assert sorted(anchors) == sorted(TABLE)
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) == set(anchors)


def test_every_command_that_a_diagnosis_names_exists() -> None:
    for diagnosis in TABLE.values():
        texts = (diagnosis.cause, diagnosis.tells_apart, diagnosis.wait, *diagnosis.fix, *diagnosis.ticket)
        for text in texts:
            for verb in re.findall(r"\boauthmail ([a-z]+)\b", text):
                assert verb in VERBS, f"{diagnosis.id} names oauthmail {verb}"
            for option in re.findall(r"(?<=oauthmail diagnose \{profile\} )(--[a-z-]+)", text):
                assert option in {"--only", "--send-to", "--allow-host", "--nagios"}, f"{diagnosis.id}: {option}"
            for option in re.findall(r"(?<=oauthmail login \{profile\} )(--[a-z-]+)", text):
                assert option in {"--copy", "--store", "--paste"}, f"{diagnosis.id}: {option}"
            for rest in re.findall(r"oauthmail watch (.*)", text):
                known = r"\{profile\} (--only (smtp|imap|pop3|token) )?--for \d+m"
                assert re.match(known, rest), f"{diagnosis.id}: {rest}"


def test_every_diagnosis_that_an_explanation_refers_to_exists() -> None:
    for diagnosis in TABLE.values():
        for id in re.findall(r"oauthmail explain ([a-z0-9-]+)", " ".join((*diagnosis.fix, diagnosis.tells_apart))):
            assert id in TABLE, f"{diagnosis.id} refers to {id}"


@pytest.mark.parametrize("name", ["docs/architecture.md", "CONTRIBUTING.md", "README.md", "CHANGELOG.md"])
def test_files_and_folders_that_are_named_exist(name: str) -> None:
    for named in re.findall(r"`((?:checks|fakes|tests|docs|oauthmail|benchmarks|examples)/[\w/.*<>-]*)`", read(name)):
        path = re.split(r"/[^/]*[<*]", named)[0]
        assert (ROOT / path).exists(), f"{name} names {named}"


def test_the_examples_of_contributing_are_short_and_parse() -> None:
    found = re.findall(r"^```python\n(.*?)^```$", read("CONTRIBUTING.md"), re.MULTILINE | re.DOTALL)
    assert len(found) == 4
    for text in found:
        assert len(text.splitlines()) < 30
        inside = text.startswith(" ")
        ast.parse(f"table = (\n{text})" if inside else text)


def test_the_example_check_of_contributing_judges(capsys: pytest.CaptureFixture[str]) -> None:
    from checks.check import WARNING, CheckFailed, check, fail
    from checks.judge import learned
    from checks.observation import Observation
    from checks.tenant.used import must_use

    text = re.findall(r"^```python\n(.*?)^```$", read("CONTRIBUTING.md"), re.MULTILINE | re.DOTALL)[0]
    names = {"check": check, "fail": fail, "WARNING": WARNING, "learned": learned, "must_use": must_use}
    names |= {"Profile": object, "Observation": Observation}
    exec(text, names)
    judge = names["check_size_is_generous"]
    profile = load(ROOT / "examples" / "example.toml", {})
    good = Observation("smtp_hello", {"extensions": ["SIZE 157286400"]})
    assert judge(profile, good) == "SIZE 157286400"  # type: ignore[operator]
    with pytest.raises(CheckFailed, match="SIZE 1000"):
        judge(profile, Observation("smtp_hello", {"extensions": ["SIZE 1000"]}))  # type: ignore[operator]


def test_the_page_of_the_profile_is_a_profile_and_names_every_key(tmp_path: Path) -> None:
    short, full = re.findall(r"^```toml\n(.*?)^```$", read("docs/profile.md"), re.MULTILINE | re.DOTALL)
    assert short == five_lines()
    profile = tmp_path / "full.toml"
    profile.write_text(full, encoding="utf-8")
    profile.chmod(0o600)
    loaded = load(profile, {})
    shown = set(_keys(tomllib.loads(full)))
    # One server alone is described in [receive] itself, two in tables of their own.
    alone = {"receive.host", "receive.port", "receive.wire"}
    assert set(SCHEMA) - alone <= shown
    assert loaded.consumers[0].dummy_passwords
    ended = oauthmail("check", str(profile))
    assert ended.returncode == 0, ended.stdout
    for name in SHORT:
        assert "." in name or f"`{name}`" in read("docs/profile.md"), name


def _keys(table: dict[str, Any], before: str = "") -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _keys(value, f"{before}{key}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield from _keys(value[0], f"{before}{key}[].")
        else:
            yield f"{before}{key}"
