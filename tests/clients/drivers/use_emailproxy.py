"""email-oauth2-proxy between a client that knows passwords only and the tenant: one proxy for many jobs.

Reads jobs and answers them like JavaMail.java. The proxy gets an application's token by client credentials; it speaks
IMAP and POP3 by implicit TLS only.
"""

from __future__ import annotations

import imaplib
import os
import poplib
import smtplib
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

MAILBOX = os.environ["FAKE_MAILBOX"]
PASSWORD = "between-client-and-proxy"
TRIES = 300


def configuration(near: dict[str, int]) -> str:
    far = {"SMTP": "SMTP", "IMAP": "IMAP", "POP": "POP3"}
    servers = "".join(
        f"[{name}-{near[name]}]\nlocal_address = 127.0.0.1\nserver_address = localhost\n"
        f"server_port = {os.environ[f'FAKE_{far[name]}_PORT']}\nserver_starttls = {name == 'SMTP'}\n\n"
        for name in near
    )
    return servers + (
        f"[{MAILBOX}]\ntoken_url = {os.environ['FAKE_TOKEN_URL']}\noauth2_flow = client_credentials\n"
        f"oauth2_scope = https://outlook.office365.com/.default\nclient_id = {os.environ['FAKE_CLIENT_ID']}\n"
        f"client_secret = {os.environ['FAKE_CLIENT_SECRET']}\n"
    )


def free_ports(count: int) -> list[int]:
    """Ports that were free a moment ago; the proxy cannot choose its own."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports: list[int] = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def wait_for(proxy: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(TRIES):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except ConnectionRefusedError:
            try:
                proxy.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            raise SystemExit("the proxy ended at once") from None
    raise SystemExit("the proxy does not listen")


def send(port: int, seconds: float, letter: str) -> None:
    with smtplib.SMTP("127.0.0.1", port, "client.example", seconds) as smtp:
        smtp.login(MAILBOX, PASSWORD)
        smtp.sendmail(MAILBOX, ["someone@fabrikam.example"], Path(letter).read_bytes())


def read_imap(port: int, seconds: float, subject: str) -> None:
    imap = imaplib.IMAP4("127.0.0.1", port, seconds)
    try:
        imap.login(MAILBOX, PASSWORD)
        assert imap.list()[0] == "OK"
        last = imap.select("INBOX")[1][0]
        assert last is not None
        message = imap.fetch(last.decode(), "(RFC822)")[1][0]
        assert isinstance(message, tuple) and subject.encode() in message[1]
        assert imap.store(last.decode(), "+FLAGS", r"(\Flagged)")[0] == "OK"
    finally:
        # Without LOGOUT, which the proxy would pass on as its answer to a challenge.
        imap.shutdown()


def read_pop3(port: int, seconds: float, subject: str) -> None:
    with closing(poplib.POP3("127.0.0.1", port, timeout=seconds)) as pop:
        pop.user(MAILBOX)
        pop.pass_(PASSWORD)
        count = len(pop.list()[1])
        assert subject.encode() in b"\n".join(pop.retr(count)[1])
        pop.quit()


def answer(*words: str) -> None:
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


def work(near: dict[str, int]) -> None:
    for line in sys.stdin:
        protocol, _port, _tls, seconds, letter, subject = line.rstrip("\n").split("\t")
        try:
            if protocol == "smtp":
                send(near["SMTP"], float(seconds), letter)
            elif protocol == "imap":
                read_imap(near["IMAP"], float(seconds), subject)
            else:
                read_pop3(near["POP"], float(seconds), subject)
            answer("OK")
        except TimeoutError:
            answer("HUNG")
        except (OSError, smtplib.SMTPException, imaplib.IMAP4.error, poplib.error_proto, AssertionError) as error:
            answer("FAIL", type(error).__name__, *str(error).split())


def main() -> None:
    near = dict(zip(("SMTP", "IMAP", "POP"), free_ports(3), strict=True))
    config = Path(os.environ["JOB_FOLDER"], "emailproxy.config")
    config.write_text(configuration(near), encoding="utf-8")
    command = [sys.executable, "-m", "emailproxy", "--no-gui", "--config-file", str(config)]
    with subprocess.Popen(
        [*command, "--log-file", str(config.with_suffix(".log"))],
        cwd=config.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as proxy:
        try:
            wait_for(proxy, near["POP"])
            work(near)
        finally:
            proxy.kill()


if __name__ == "__main__":
    main()
