"""Does `python -m checks explain` keep its contract: page, JSON, exit status, standard input, secrets?"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from checks import explain
from checks.__main__ import main as verbs
from checks.diagnoses.match import recognise
from checks.diagnoses.model import PLACEHOLDERS
from checks.diagnoses.table import TABLE
from checks.report.cause import WIDTH, cause_block, ticket_block

from .test_redact import HIDDEN, windows

ROOT = Path(__file__).parents[2]
TENANT_OFF = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant."
KEYS = ["id", "layer", "cause", "fix", "who", "new_refresh_token_helps", "matched", "doc", "confidence"]


def run(*arguments: str, stdin: str = "") -> tuple[int, str]:
    out = io.StringIO()
    return explain.main(arguments, io.StringIO(stdin), out), out.getvalue()


def process(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "checks", *arguments],
        input=stdin, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, timeout=60, check=False,
    )  # fmt: skip


def test_the_page_says_cause_person_and_fix() -> None:
    status, page = run(TENANT_OFF)
    assert status == 0
    lines = page.splitlines()
    assert lines[0] == "smtp-auth-disabled-tenant   (smtp; certain: the words name it)"
    labels = [line[2:10].strip() for line in lines if line.startswith("  ") and line[2:3].strip()]
    assert labels == ["Said", "Means", "A new re", "Who", "Fix", "Wait", "If not", "Seen", "More", "Set-CASM"]
    assert "  Said    535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled" in page
    assert "  A new refresh token helps?   NO. Do not sign in again; do not change the secret." in lines
    assert "            Set-CASMailbox <mailbox> -SmtpClientAuthenticationDisabled $false" in lines
    assert "---- ticket text, holds no secret ----" in lines


def test_possible_causes_follow_with_what_decides() -> None:
    status, page = run("535 5.7.3 Authentication unsuccessful")
    assert status == 0
    assert page.startswith("smtp-auth-refused   (smtp; possible)")
    assert "\nIt may also be\n  token-audience-graph: " in page
    assert "aud 00000003-0000-0000-c000-000000000000 is Graph" in page


def test_arguments_are_one_text() -> None:
    assert run("535", "5.7.139") == run("535 5.7.139")
    assert run("535", "5.7.139")[0] == 0
    assert "pop3-one-line-auth" in run("-ERR", "Protocol", "error.", "Connection", "is", "closed.", "10", "--json")[1]


def test_json_has_exactly_the_keys_of_the_contract() -> None:
    status, text = run("AADSTS700082", "--json")
    answer = json.loads(text)
    assert (status, list(answer)) == (0, ["diagnoses"])
    (row,) = answer["diagnoses"]
    assert list(row) == KEYS
    assert (row["id"], row["who"], row["new_refresh_token_helps"], row["confidence"]) == (
        "refresh-token-expired", "user", "yes", 1.0,
    )  # fmt: skip
    assert isinstance(row["fix"], str)
    assert "{" not in row["fix"] + row["cause"]


def test_json_ranks_best_first_and_is_empty_for_the_unknown() -> None:
    rows = json.loads(run("--json", stdin="x\n535 5.7.3 Authentication unsuccessful\n" + TENANT_OFF)[1])["diagnoses"]
    assert rows[0]["id"] == "smtp-auth-disabled-tenant"
    assert [row["confidence"] for row in rows] == sorted((row["confidence"] for row in rows), reverse=True)
    status, text = run("something else", "--json")
    assert (status, json.loads(text)) == (1, {"diagnoses": []})


def test_a_terminal_is_told_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out = io.StringIO()
    assert explain.main([], Terminal("700082\n"), out) == 0
    assert out.getvalue().startswith("refresh-token-expired")
    assert "Ctrl-D" in capsys.readouterr().err
    assert explain.main(["700082"], Terminal(), io.StringIO()) == 0
    assert capsys.readouterr().err == ""


def test_a_log_on_standard_input_is_read_with_line_numbers() -> None:
    status, page = run(stdin="one\ntwo\n" + TENANT_OFF + "\n")
    assert status == 0
    assert "  Said    line 3: 535 5.7.139" in page


def test_the_unknown_is_said_honestly_and_not_echoed() -> None:
    status, page = run("550 5.1.1 User unknown")
    assert status == 1
    assert page.startswith("Not recognised")
    assert "5.1.1" not in page


def test_a_misspelled_id_gets_the_nearest_one() -> None:
    status, page = run("refresh-token-expird")
    assert status == 1
    assert "Did you mean refresh-token-expired?" in page


@pytest.mark.parametrize("id", list(TABLE))
def test_an_id_prints_its_diagnosis_in_100_columns(id: str) -> None:
    status, page = run(id)
    assert status == 0
    assert page.startswith(f"{id}   (")
    assert "It may also be" not in page
    assert "  Said " not in page
    for line in page.splitlines():
        assert len(line) <= WIDTH or "https://" in line, line
        assert line == line.rstrip()
        assert not any("{" + name + "}" in line for name in PLACEHOLDERS)


def test_the_list_names_every_diagnosis() -> None:
    status, page = run("--list")
    assert status == 0
    assert [line.split()[0] for line in page.splitlines() if not line.startswith(" ")] == list(TABLE)
    assert len(json.loads(run("--list", "--json")[1])["diagnoses"]) == len(TABLE)


def test_wrong_usage_is_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert explain.main(["--no-such-option"], io.StringIO(), io.StringIO()) == 2
    assert verbs(["exlpain"]) == 2
    assert "unknown verb 'exlpain'; known: explain" in capsys.readouterr().err
    assert verbs([]) == 2
    assert verbs([HIDDEN["jwt"][0]]) == 2
    assert not any(part in capsys.readouterr().err for part in windows(HIDDEN["jwt"][0]))


@pytest.mark.parametrize("slot", HIDDEN)
@pytest.mark.parametrize("place", ["before", "behind", "line", "inside"])
def test_secrets_of_the_input_are_never_echoed(slot: str, place: str) -> None:
    secret, text = HIDDEN[slot]
    log = {
        "before": f"{text} {TENANT_OFF}",
        "behind": f"AADSTS700082: The refresh token has expired {text}",
        "line": f"{text}\n{TENANT_OFF}\n{text}",
        "inside": f"554 5.2.252 SendAsDenied; x not allowed to send as {text}\n",
    }[place]
    for arguments in ([log], [log, "--json"]):
        status, out = run(*arguments)
        assert status == 0
        assert [window for window in windows(secret) if window in out] == []


def test_a_secret_longer_than_a_window_is_not_cut_into_the_open() -> None:
    secret = "EwB" + "aB3/" * 40_000
    for text in (f"access_token={secret} {TENANT_OFF}", f"{TENANT_OFF} access_token={secret}"):
        assert secret[300:312] not in run(text)[1]


def test_the_block_fills_in_what_is_known_and_breaks_what_is_hostile() -> None:
    entry = TABLE["smtp-auth-disabled-tenant"]
    identity = {"mailbox": "svc@contoso.com", "tenant": "contoso.com\x1b[2J"}
    lines = cause_block(
        entry,
        identity=identity,
        said="\x1b[31m535 password=Hunter22222222",
        standing="certain: the words name it",
        blocks=["smtp.auth"],
    )
    page = "\n".join([*lines, *ticket_block(entry, identity)])
    assert "Set-CASMailbox svc@contoso.com -SmtpClientAuthenticationDisabled $false" in page
    assert "<profile>" in page
    assert "\x1b" not in page
    assert "Hunter2222" not in page
    assert "  Blocks  smtp.auth" in lines
    assert "  More    oauthmail explain smtp-auth-disabled-tenant" in page
    assert ticket_block(TABLE["token-expired"], identity) == []


def test_a_match_and_its_diagnosis_make_the_same_block() -> None:
    match = recognise(TENANT_OFF)[0]
    blocks = [
        cause_block(cause, identity={}, said=None, standing="possible", blocks=()) for cause in (match, match.diagnosis)
    ]
    assert blocks[0] == blocks[1]


def test_the_command_reads_bytes_that_are_no_text_and_writes_ascii_where_it_must() -> None:
    done = process("explain", stdin=b"\xff\xfe\x00\n" + TENANT_OFF.encode(), PYTHONIOENCODING="ascii:strict")
    assert done.returncode == 0
    assert done.stderr == b""
    assert done.stdout.startswith(b"smtp-auth-disabled-tenant")
    done.stdout.decode("ascii")


def test_the_command_loads_nothing_heavy() -> None:
    code = (
        "import sys, checks.__main__ as m; m.main(['explain', '700082']);"
        "print(sorted({'pytest', 'requests', 'cryptography', 'msal', 'asyncio', 'ssl', 'hypothesis'} & "
        "set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_number_of_entra_that_is_not_in_the_table_gets_a_place_to_look_it_up() -> None:
    status, page = run("AADSTS75011: something about SAML")
    assert status == 1
    assert "https://login.microsoftonline.com/error?code=75011" in page
    assert "https://login.microsoftonline.com/error?code=75011" in run(stdin="x\nAADSTS75011: y\n")[1]
    assert "error?code" not in run("AADSTS1: nothing")[1]


def test_the_name_of_a_file_is_not_taken_for_its_content(tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    log.write_text(TENANT_OFF)
    status, page = run(str(log))
    assert status == 1
    assert "oauthmail explain < FILE" in page
