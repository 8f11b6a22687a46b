"""A small mail client that is right, on raw sockets; each rule is a method or attribute that a mutant can change."""

from __future__ import annotations

import base64
import http.client
import json
import re
import socket
import ssl
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from checks.client.adapter import Capabilities, Result
from checks.client.process import Persuade
from checks.probes.dialog import shake_hands

ALL = frozenset({"send", "fetch-imap", "fetch-pop3", "token", "login"})
_MARGIN = 1.0


class Failed(Exception):
    """The job cannot be done; str() is for the user."""


class Line:
    """Lines over a socket, before and after TLS."""

    def __init__(self, host: str, port: int, seconds: float) -> None:
        self.socket: socket.socket = socket.create_connection((host, port), seconds)
        self.tls = False
        self._held = b""

    def write(self, text: str) -> None:
        self.socket.sendall(text.encode() + b"\r\n")

    def read(self) -> str:
        while b"\n" not in self._held:
            piece = self.socket.recv(65536)
            if not piece:
                raise Failed("the server closed the connection")
            self._held += piece
        line, _, self._held = self._held.partition(b"\n")
        return line.decode("utf-8", "replace").rstrip("\r")

    def secure(self, context: ssl.SSLContext, name: str | None) -> None:
        # What came with the answer to STARTTLS is not from inside TLS.
        self._held = b""
        # It closes what a handshake that fails leaves half made; without a name no SNI is sent.
        self.socket = shake_hands(context, self.socket, name)  # type: ignore[arg-type]
        self.tls = True


class Right:
    """The client. One object lives as long as a session and keeps what a session may keep."""

    capabilities = Capabilities(
        "right", "1", ALL, frozenset({"refresh_token", "authorization_code"}), frozenset({"starttls"}),
        frozenset({"XOAUTH2"}), session=True,
    )  # fmt: skip
    starttls_optional = False
    asks_again = True
    once_more = True
    needs_offer = True
    refusals_count = True
    tells = True
    margin = _MARGIN

    def __init__(self) -> None:
        self._tokens: dict[str, tuple[str, float]] = {}
        self.printed = b""

    def run(self, job: Mapping[str, Any], persuade: Persuade) -> Result:
        """One job, in this process."""
        self.job, self.persuade, self.printed = job, persuade, b""
        self.seconds = float(job["timeout_s"]) / 4
        try:
            self.act(job["action"])
        except (Failed, OSError, ssl.SSLError, http.client.HTTPException, ValueError):
            return Result(not self.tells, self.printed)
        return Result(True, self.printed)

    def close(self) -> None:
        """Nothing stays."""

    def act(self, action: str) -> None:
        if action == "login":
            self.sign_in()
        elif action == "token":
            self.token()
        else:
            self.mail({"send": "smtp", "fetch-imap": "imap", "fetch-pop3": "pop3"}[action])

    # Mail

    def mail(self, leg: str) -> None:
        token = self.token()
        if self.attempt(leg, token):
            return
        # A given access token cannot be renewed.
        if not (self.once_more and "refresh_token" in self.job["oauth"]) or not self.attempt(leg, self.renewed()):
            raise Failed("refused")

    def attempt(self, leg: str, token: str) -> bool:
        """Connect, secure, sign in, work. False when the token was refused."""
        place = self.job[leg]
        line = Line(place["host"], place["port"], self.seconds)
        try:
            words = {"smtp": self.smtp_hello, "imap": self.imap_hello, "pop3": self.pop3_hello}
            self.greeting(leg, line)
            offered = words[leg](line)
            offered = self.start_tls(leg, line, offered, words[leg])
            if self.needs_offer and "XOAUTH2" not in offered:
                return self.not_offered(leg, line, token)
            if not self.log_in(leg, line, token, offered) and self.refusals_count:
                return self.refused(leg, line, token)
            {"smtp": self.send, "imap": self.fetch_imap, "pop3": self.fetch_pop3}[leg](line)
            line.write({"smtp": "QUIT", "imap": "z LOGOUT", "pop3": "QUIT"}[leg])
            return True
        finally:
            line.socket.close()

    def greeting(self, leg: str, line: Line) -> None:
        words = line.read()
        if not words.startswith({"smtp": "220", "imap": "* OK", "pop3": "+OK"}[leg]):
            raise Failed(words)

    def start_tls(self, leg: str, line: Line, offered: set[str], hello: Any) -> set[str]:
        verb = "STLS" if leg == "pop3" else "STARTTLS"
        if verb not in offered:
            return self.without_tls(offered)
        line.write(f"t {verb}" if leg == "imap" else verb)
        words = line.read()
        while leg == "imap" and words.startswith("* "):
            words = line.read()
        if not words.startswith({"smtp": "220", "imap": "t OK", "pop3": "+OK"}[leg]):
            return self.without_tls(offered)
        line.secure(self.context(), self.server_name(self.job[leg]["host"]))
        return self.inside(leg, line, hello, offered)

    def inside(self, leg: str, line: Line, hello: Any, before: set[str]) -> set[str]:
        found: set[str] = hello(line) if self.asks_again else before | {"XOAUTH2"}
        return found

    def without_tls(self, offered: set[str]) -> set[str]:
        if not self.starttls_optional:
            raise Failed("no TLS")
        return offered | {"XOAUTH2"}

    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.job["ca_file"])

    def server_name(self, host: str) -> str | None:
        return host

    def smtp_hello(self, line: Line) -> set[str]:
        line.write("EHLO client.example")
        found: set[str] = set()
        while True:
            words = line.read()
            found |= set(words[4:].upper().split())
            if words[:3] != "250":
                raise Failed(words)
            if words[3:4] != "-":
                return found

    def imap_hello(self, line: Line) -> set[str]:
        line.write("c CAPABILITY")
        found: set[str] = set()
        while not (words := line.read()).startswith("c "):
            found |= {word.removeprefix("AUTH=") for word in words.upper().split()}
        return found

    def pop3_hello(self, line: Line) -> set[str]:
        line.write("CAPA")
        found: set[str] = set()
        if line.read().startswith("+OK"):
            while (words := line.read()) != ".":
                found |= set(words.upper().split())
        return found

    # The login

    def log_in(self, leg: str, line: Line, token: str, offered: set[str]) -> bool:
        response = self.response(leg, token)
        command = {"smtp": "AUTH XOAUTH2", "imap": "a AUTHENTICATE XOAUTH2", "pop3": "AUTH XOAUTH2"}[leg]
        if self.initial(leg, f"{command} {response}", offered):
            line.write(f"{command} {response}")
        else:
            line.write(command)
            if not self.asked(leg, self.heard(leg, line)):
                return False
            line.write(response)
        return self.verdict(leg, line, response)

    def response(self, leg: str, token: str) -> str:
        user = self.job[leg]["user"]
        return base64.b64encode(f"user={user}\x01auth=Bearer {token}\x01\x01".encode()).decode()

    def initial(self, leg: str, command: str, offered: set[str]) -> bool:
        return (leg == "smtp" and len(command) <= 510) or (leg == "imap" and "SASL-IR" in offered)

    def heard(self, leg: str, line: Line) -> str:
        words = line.read()
        while leg == "imap" and words.startswith("* ") and not words.startswith("* BYE"):
            words = line.read()
        return words

    def asked(self, leg: str, words: str) -> bool:
        return words.startswith("334" if leg == "smtp" else "+") and not words.startswith("+OK")

    def verdict(self, leg: str, line: Line, response: str) -> bool:
        words = self.heard(leg, line)
        for _ in range(3):
            if not self.asked(leg, words):
                break
            line.write(self.answer_to_challenge(response))
            words = self.heard(leg, line)
        return words.startswith({"smtp": "235", "imap": "a OK", "pop3": "+OK"}[leg])

    def answer_to_challenge(self, response: str) -> str:
        return ""

    def refused(self, leg: str, line: Line, token: str) -> bool:
        return False

    def not_offered(self, leg: str, line: Line, token: str) -> bool:
        raise Failed("XOAUTH2 is not offered")

    def send(self, line: Line) -> None:
        job = self.job
        for command, wanted in (
            (f"MAIL FROM:<{job['from']}>", "250"),
            *((f"RCPT TO:<{address}>", "25") for address in job["to"]),
            ("DATA", "354"),
            (f"From: {job['from']}\r\nSubject: {job['subject']}\r\n\r\n{job['text'].strip()}\r\n.", "250"),
        ):
            line.write(command)
            words = line.read()
            if not words.startswith(wanted):
                raise Failed(words)

    def fetch_imap(self, line: Line) -> None:
        for command in ("e EXAMINE INBOX", "f FETCH 1 (UID)"):
            line.write(command)
            while not (words := line.read()).startswith(command[:2]):
                pass
            if words[2:4] != "OK":
                raise Failed(words)

    def fetch_pop3(self, line: Line) -> None:
        line.write("STAT")
        words = line.read()
        if not words.startswith("+OK"):
            raise Failed(words)

    # Tokens

    def token(self) -> str:
        given = self.job["oauth"].get("access_token")
        if given:
            return str(given)
        kept, until = self._tokens.get(self.job["state_dir"], ("", 0.0))
        return kept if kept and time.time() < until - self.margin else self.renewed()

    def renewed(self) -> str:
        oauth = self.job["oauth"]
        form = {
            "grant_type": "refresh_token",
            "client_id": oauth["client_id"],
            "client_secret": oauth["client_secret"],
            "refresh_token": self.kept() or oauth.get("refresh_token", ""),
            "scope": self.scope(),
        }
        return self.redeem(form)

    def scope(self) -> str:
        return str(self.job["oauth"]["scope"])

    def redeem(self, form: dict[str, str]) -> str:
        status, headers, text = self.post(form)
        if status in {429, 500, 503}:
            status, headers, text = self.later(form, headers, (status, headers, text))
        answer = json.loads(text)
        if status != 200:
            return self.no_token(form, str(answer.get("error")))
        self.keep(answer.get("refresh_token"))
        self._tokens[self.job["state_dir"]] = (answer["access_token"], time.time() + answer["expires_in"])
        return str(answer["access_token"])

    def later(self, form: dict[str, str], headers: Mapping[str, str], last: Any) -> Any:
        # Longer than the job lasts is too long to wait.
        return last if "retry-after" in headers else self.post(form)

    def no_token(self, form: dict[str, str], error: str) -> str:
        raise Failed(error)

    def post(self, form: dict[str, str]) -> tuple[int, dict[str, str], str]:
        parts = urlsplit(self.job["oauth"]["token_url"])
        if parts.scheme != "https":
            raise Failed("the token endpoint is not https")
        return self.exchange(parts, form, self.token_context())

    def token_context(self) -> ssl.SSLContext | None:
        return ssl.create_default_context(cafile=self.job["ca_file"])

    def exchange(
        self, parts: Any, form: dict[str, str], context: ssl.SSLContext | None
    ) -> tuple[int, dict[str, str], str]:
        if context is None:
            made: http.client.HTTPConnection = http.client.HTTPConnection(
                parts.hostname, parts.port, timeout=self.seconds
            )
        else:
            made = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=self.seconds, context=context)
            raw = socket.create_connection((parts.hostname, parts.port), self.seconds)
            try:
                made.sock = shake_hands(context, raw, parts.hostname)
            finally:
                # Detached from its descriptor where the handshake took it over.
                raw.close()
        try:
            path, body, kind = self.message(parts.path, form)
            made.request("POST", path, body, {"Content-Type": kind})
            answer = made.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode()
        finally:
            made.close()

    def message(self, path: str, form: dict[str, str]) -> tuple[str, str, str]:
        return path, urlencode(form), "application/x-www-form-urlencoded"

    def kept(self) -> str:
        path = Path(self.job["state_dir"]) / "refresh_token"
        return path.read_text() if path.exists() else ""

    def keep(self, token: str | None) -> None:
        if token:
            (Path(self.job["state_dir"]) / "refresh_token").write_text(token)

    def sign_in(self) -> None:
        oauth = self.job["oauth"]
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(self.seconds)
            back = f"http://localhost:{listener.getsockname()[1]}"
            query = {"client_id": oauth["client_id"], "response_type": "code", "redirect_uri": back, "state": "s"}
            url = oauth["token_url"].replace("/token", "/authorize")
            query |= {"scope": oauth["scope"], "response_mode": "query"}
            redirected: list[str] = []
            import threading

            def wait() -> None:
                taken, _ = listener.accept()
                with taken:
                    redirected.append(re.split(r"\s", taken.recv(65536).decode())[1])
                    taken.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

            waiting = threading.Thread(target=wait)
            waiting.start()
            self.persuade({"open": f"{url}?{urlencode(query)}"})
            waiting.join(self.seconds)
        code = parse_qs(urlsplit(redirected[0]).query)["code"][0]
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "scope": oauth["scope"]}
        self.redeem({**form, "client_id": oauth["client_id"], "client_secret": oauth["client_secret"]})
