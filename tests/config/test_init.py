"""Every starting profile parses, is refused or failed unfilled, passes filled in, and no file is overwritten."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from checks.config import SecretView, load
from checks.init.command import ALSO, main, names, text_of

from .good import CLIENT_ID, REFRESH_TOKEN, SECRET, verdicts

FILLED = {"<mailbox>": "svc@contoso.com", "<tenant>": "contoso.com", "<client_id>": CLIENT_ID}
ENVIRON = {"MAIL_SECRET": SECRET, "MAIL_REFRESH_TOKEN": REFRESH_TOKEN}
SUBJECTS = {
    "aem-forms",
    "aem-cloud-service",
    "postfix",
    "jenkins",
    "zabbix",
    "gitlab",
    "servicenow",
    "email-oauth2-proxy",
    "odoo",
    "davmail",
    "roundcube",
    "java-mail",
    "printer",
    "nagios",
    "redmine",
    "jira",
    "generic",
}
FIVE = ("mailbox", "tenant", "client_id", "client_secret", "refresh_token")
INSTEAD = {"flow": "client_credentials", "client_auth": "none"}


def filled(product: str) -> str:
    text = text_of(product)
    for placeholder, value in FILLED.items():
        text = text.replace(placeholder, value)
    return text


def test_every_subject_has_a_profile() -> None:
    assert set(names()) == SUBJECTS
    assert set(ALSO.values()) <= SUBJECTS
    assert not set(ALSO) & SUBJECTS


@pytest.mark.parametrize("product", sorted(SUBJECTS))
def test_a_profile_filled_in_passes_check_without_a_warning(product: str, tmp_path: Path) -> None:
    path = tmp_path / "made.toml"
    path.write_text(filled(product), encoding="utf-8")
    profile = load(path, ENVIRON)
    noes = {id: said for id, said in verdicts(profile, ENVIRON).items() if said.outcome in ("fail", "warn")}
    assert noes == {}
    assert profile.product.name
    view = SecretView(profile, ENVIRON)
    if product != "postfix":
        assert profile.grant.client_auth == "none" or view.get("client_secret") is not None


@pytest.mark.parametrize("product", sorted(SUBJECTS))
def test_a_profile_that_is_not_filled_in_is_not_good(product: str, tmp_path: Path) -> None:
    path = tmp_path / "made.toml"
    path.write_text(text_of(product), encoding="utf-8")
    said = verdicts(load(path, ENVIRON), ENVIRON)
    for id in ("mailbox", "tenant", "client_id"):
        assert said[f"settings.{id}"].outcome == "fail"


@pytest.mark.parametrize("product", sorted(SUBJECTS))
def test_the_five_lines_come_first_and_every_line_is_short(product: str) -> None:
    lines = text_of(product).splitlines()
    keys = [line.partition(" = ")[0] for line in lines if line and not line.startswith("#")][:5]
    assert keys[:3] == list(FIVE[:3])
    parsed = tomllib.loads(text_of(product))
    for key, usual in zip(keys[3:], FIVE[3:], strict=True):
        assert key == usual or parsed[key] == INSTEAD[key]
    assert max(map(len, lines)) <= 120
    assert set(re.findall(r"<\w+>", text_of(product))) == set(FILLED)


@pytest.mark.parametrize("product", sorted(SUBJECTS))
def test_lines_that_are_commented_out_are_profile_lines_too(product: str) -> None:
    """A line `# key = value` without its `#` is TOML with a key that is known."""
    for line in re.findall(r"^# ([a-z_]+ = .*)$", filled(product), re.MULTILINE):
        value = line.partition(" = ")[2]
        if value.strip() != "[" and not value.startswith(("client_credentials", "3 ", "1,")):
            tomllib.loads(line)


@pytest.mark.parametrize(
    ("typed", "product"), [("AEM Forms", "aem-forms"), ("Apache_Camel", "java-mail"), ("POSTFIX", "postfix")]
)
def test_a_product_is_known_by_what_people_call_it(
    typed: str, product: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(typed.split()) == 0
    assert capsys.readouterr().out == text_of(product)


def test_without_a_product_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in listed} == SUBJECTS
    assert listed[0].startswith("generic")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["posfix"], 'init: "posfix" is not a product with a profile of its own; did you mean "postfix"?'),
        (["qqqq"], 'init: "qqqq" is not a product with a profile of its own; it is one of generic, aem-cloud-service'),
        (["--output", "x.toml"], "init: --output needs a PRODUCT: generic"),
        (["postfix", "--nonsense"], "init: unrecognized arguments: --nonsense"),
        (["x" * 41], "init: a word of 41 characters is not a product"),
        (["generic", "--output", "/nonexistent/x.toml"], "/nonexistent/x.toml cannot be written: No such file"),
    ],
)
def test_wrong_usage_is_one_sentence(arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert sentence in captured.err
    assert captured.err.count("\n") == 1


def test_a_file_is_written_once_and_never_over_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "aem.toml"
    assert main(["aem-forms", "--output", str(path)]) == 0
    assert path.read_text(encoding="utf-8") == text_of("aem-forms")
    path.write_text("mine")
    link = tmp_path / "link.toml"
    link.symlink_to(tmp_path / "nowhere.toml")
    for there in (path, link, tmp_path):
        assert main(["generic", "--output", str(there)]) == 2
    assert path.read_text() == "mine"
    assert not (tmp_path / "nowhere.toml").exists()
    assert "exists already and is left as it is" in capsys.readouterr().err
