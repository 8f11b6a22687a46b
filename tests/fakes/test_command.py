"""`python -m fakes` as other programs see it: one line, exit statuses, variables, signals."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import pkcs12

from fakes.command import main

ROOT = Path(__file__).parents[2]
KEYS = [
    "tenant_id",
    "authority",
    "token_url",
    "authorize_url",
    "device_code_url",
    "client_id",
    "client_secret",
    "redirect_uri",
    "mailbox",
    "password",
    "refresh_token",
    "access_token",
    "smtp_host",
    "smtp_port",
    "imap_host",
    "imap_port",
    "imap_starttls_port",
    "pop3_host",
    "pop3_port",
    "pop3_starttls_port",
    "ca_file",
    "control_url",
]

FAKES = [sys.executable, "-m", "fakes"]


def run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*FAKES, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False, **options
    )


@contextmanager
def serving(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    command = [*FAKES, *arguments, "--json"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, process.communicate()
        yield process, json.loads(line)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def here(capsys: pytest.CaptureFixture[str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """The same in this process: quicker, for what ends before anything is served."""
    status = main([*arguments])
    return subprocess.CompletedProcess([*arguments], status, *capsys.readouterr())


def one_sentence(done: subprocess.CompletedProcess[str], status: int, *words: str) -> None:
    assert done.returncode == status, done
    assert done.stdout == "" and done.stderr.count("\n") == 1 and done.stderr.startswith("oauthmail fakes: ")
    assert all(word in done.stderr for word in words), done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_one_line_and_a_quick_end_with_open_connections(number: signal.Signals) -> None:
    with serving() as (process, settings):
        assert [*settings] == KEYS
        assert all(isinstance(settings[k], int if k.endswith("_port") else str) for k in KEYS)
        plain = socket.create_connection(("localhost", settings["smtp_port"]), 5)
        tls = ssl.create_default_context(cafile=settings["ca_file"])
        imap = tls.wrap_socket(
            socket.create_connection(("localhost", settings["imap_port"]), 5), server_hostname="localhost"
        )
        half = socket.create_connection(("localhost", settings["pop3_port"]), 5)
        assert plain.recv(10) and imap.recv(10)
        started = time.monotonic()
        process.send_signal(number)
        out, err = process.communicate(timeout=10)
        assert time.monotonic() - started < 1
        assert (process.returncode, out, err) == (0, "", "")
        assert not Path(settings["ca_file"]).exists()
        for connection in (plain, imap, half):
            connection.close()


def test_a_table_for_people() -> None:
    process = subprocess.Popen(FAKES, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(len(KEYS) + 3)]
    process.terminate()
    process.communicate(timeout=10)
    assert "NOT FOR PRODUCTION" in lines[0] and any(line.split()[:1] == ["smtp_port"] for line in lines)


def test_fixed_and_taken_ports() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        one_sentence(run("--port", f"smtp={number}"), 1, f"port {number}", "smtp", "in use")
        one_sentence(run("run", "--port", f"smtp={number}", "--", "true"), 1, f"port {number}")
    with serving(
        "--port", f"smtp={number}", "--port", f"pop3_starttls={number + 1 if number < 65000 else number - 1}"
    ) as (
        _,
        settings,
    ):
        assert settings["smtp_port"] == number
        socket.create_connection(("127.0.0.1", number), 5).close()


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6")
def test_a_port_that_somebody_has_on_ipv6_only() -> None:
    """`localhost` would reach that somebody."""
    try:
        taken = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("no ::1 here")
    with taken:
        number = taken.getsockname()[1]
        one_sentence(run("--port", f"smtp={number}"), 1, f"port {number}")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--fault", "refresh-token-expird"], ["unknown fault", "did you mean 'refresh-token-expired'"]),
        (["--fault", "certificate-expired@moon"], ["unknown listener 'moon'"]),
        (["--port", "smtp=0"], ["--port smtp=0"]),
        (["--port", "smtp=70000"], ["--port smtp=70000"]),
        (["--port", "smtps=465"], ["smtps"]),
        (["--port", "smtp"], ["NAME=PORT"]),
        (["--delay-scale", "nan"], ["--delay-scale"]),
        (["--delay-scale", "fast"], ["--delay-scale"]),
        (["--dialect", "gmail"], ["gmail"]),
        (["--bind", "0.0.0.0"], ["--bind 0.0.0.0", "--expose"]),
        (["run"], ["-- COMMAND"]),
        (["run", "--"], ["-- COMMAND"]),
        (["serve", "--", "true"], ["-- COMMAND"]),
        (["sing"], ["sing"]),
        (["--unknown"], ["--unknown"]),
        (["--tenant", "/nonexistent/tenant.toml"], ["/nonexistent/tenant.toml", "cannot be read"]),
    ],
)
def test_usage(capsys: pytest.CaptureFixture[str], arguments: list[str], words: list[str]) -> None:
    one_sentence(here(capsys, *arguments), 2, *words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("clientid = 'x'", ["unknown key 'clientid'", "client_id"]),
        ("client_id = 5", ["'client_id' has the wrong type"]),
        ("[[users]]\naddress = 'a@b.example'", ["users[0].name", "missing"]),
        ("[[users]]\naddress = 'a@b.example'\nname = 'A'\nimp = true", ["users[0].imp", "imap"]),
        ("users = 'x'", ["[[users]]"]),
        ("x = ", ["not valid TOML"]),
        ("\ufeffclientid = 'x'\r\n", ["unknown key 'clientid'"]),
        ("domain = true", ["'domain' has the wrong type"]),
        ("permissions = ['a', 1]", ["'permissions' has the wrong type"]),
    ],
)
def test_tenant_files(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: list[str]) -> None:
    file = tmp_path / "tenant.toml"
    file.write_text(text, encoding="utf-8")
    one_sentence(here(capsys, "--tenant", str(file)), 2, str(file), *words)


def test_usage_of_the_process() -> None:
    one_sentence(run("--fault", "nonsense"), 2, "unknown fault 'nonsense'")


def test_a_tenant_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "tenant.toml"
    file.write_text(
        "domain = 'fabrikam.example'\nclient_secret = 'known-secret'\nsmtp_auth_disabled = true\n"
        "[[users]]\naddress = 'Post@Fabrikam.example'\nname = 'Post'\npassword = 'pw'\nsmtp_auth_disabled = false\n"
    )
    with serving("--tenant", str(file)) as (_, settings):
        assert settings["mailbox"] == "post@fabrikam.example" and settings["client_secret"] == "known-secret"
        assert settings["password"] == "pw"


PRINT = "import os, json; print(json.dumps(dict(os.environ)))"


def test_run_hands_over_variables_and_roots(tmp_path: Path) -> None:
    done = run("run", "--fault", "consent-missing", "--", sys.executable, "-c", PRINT + "; input()", input="\n")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {f"FAKE_{key.upper()}" for key in KEYS} <= {*found}
    bundles = {found[n] for n in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")}
    assert len(bundles) == 1 and not Path(bundles.pop()).exists(), "temporary files stay behind"


SHOW = """
import os, ssl, socket, shutil, sys
context = ssl.create_default_context()
with socket.create_connection(("localhost", int(os.environ["FAKE_IMAP_PORT"])), 5) as s:
    context.wrap_socket(s, server_hostname="localhost").close()
assert len(context.get_ca_certs()) > 20, "the system's roots are gone"
shutil.copy(os.environ["FAKE_TRUSTSTORE"], sys.argv[1])
print(os.environ["FAKE_TRUSTSTORE_PASSWORD"])
"""


def test_the_trust_store_for_java(tmp_path: Path) -> None:
    store = tmp_path / "roots.p12"
    done = run("run", "--", sys.executable, "-c", SHOW, str(store))
    assert done.returncode == 0, done.stderr
    password = done.stdout.strip()
    if keytool := shutil.which("keytool"):
        command = [keytool, "-list", "-keystore", str(store), "-storepass", password, "-storetype", "PKCS12"]
        listed = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout
        assert listed.count("trustedCertEntry") > 20
    else:
        assert len(pkcs12.load_pkcs12(store.read_bytes(), password.encode()).additional_certs) > 20


@pytest.mark.parametrize(
    ("command", "status"),
    [
        (["sh", "-c", "exit 7"], 7),
        (["sh", "-c", "kill -9 $$"], 128 + 9),
        (["sh", "-c", "kill -TERM $PPID; exec sleep 20"], 128 + 15),
        # Ctrl-C is the command's own affair, and must not be ignored there.
        (["sh", "-c", "kill -INT $PPID; kill -INT $$; sleep 20"], 128 + 2),
        (["/nonexistent/command"], 127),
        ([str(ROOT)], 126),
    ],
)
def test_run_passes_the_status_on(command: list[str], status: int) -> None:
    done = run("run", "--", *command)
    assert done.returncode == status and "Traceback" not in done.stderr
    if status in {126, 127}:
        one_sentence(done, status, command[0])


def test_a_script_without_an_interpreter(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text("echo hello\n")
    script.chmod(0o755)
    one_sentence(run("run", "--", str(script)), 126, "cannot be executed")


def test_the_list_of_faults() -> None:
    done = run("faults")
    assert done.returncode == 0 and "refresh-token-expired" in done.stdout and len(done.stdout.splitlines()) > 60
    command = f"{sys.executable} -m fakes faults | head -1"
    piped = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert piped.stderr == ""


def test_not_a_word_on_standard_error_when_the_reader_is_gone() -> None:
    read, write = os.pipe()
    os.close(read)
    process = subprocess.Popen([*FAKES, "--json"], cwd=ROOT, stdout=write, stderr=subprocess.PIPE, text=True)
    os.close(write)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")
