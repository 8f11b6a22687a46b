"""SMTP as a state machine: any order of commands is answered as a small model says, and sends what it says."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from fakes.thread import ThreadedBox

from .client import Smtp, bugs, trust
from .test_smtp_message import OUTSIDE, letter, outgoing

HELLO_FIRST, SEQUENCE = "503 5.5.2 Send hello first", "503 5.5.2 "
CONTENT = st.binary(max_size=40).map(lambda b: b.replace(b"\r", b"").replace(b"\n", b"") + b"\r\n")


@dataclass
class Model:
    """What the server must remember, and what it must say."""

    tls: bool = False
    hello: bool = False
    esmtp: bool = False
    user: bool = False
    refused: bool = False
    mail: bool = False
    binary: bool = False
    rcpts: int = 0
    chunks: bytes | None = None
    sent: list[tuple[int, bytes]] = field(default_factory=list)

    def forget_message(self) -> None:
        self.mail, self.binary, self.rcpts, self.chunks = False, False, 0, None

    def not_ready(self) -> str:
        """What is said to a transaction before hello and login; empty once it may begin."""
        if not self.hello:
            return HELLO_FIRST
        if self.user:
            return ""
        if not self.tls:
            return "451 5.7.3 STARTTLS is required to send mail"
        return "530 5.7.57 Client not authenticated to send mail." + (" Error: 535 5.7.3 " if self.refused else " [")

    def finish(self, content: bytes) -> None:
        self.sent.append((self.rcpts, content))
        self.forget_message()


class Submitting(RuleBasedStateMachine):
    """One session after the other with the same server."""

    def __init__(self, box: ThreadedBox) -> None:
        super().__init__()
        box.reset()
        self.box, self.own, self.model, self.client = box, box.settings.mailbox, Model(), Smtp(box)

    def says(self, command: bytes | str, words: str) -> None:
        said = self.client.ask(command)
        assert said.startswith(words), (command, said, self.model)

    @rule(verb=st.sampled_from(["EHLO x", "ehlo", "HELO x"]))
    def hello(self, verb: str) -> None:
        self.says(verb, "250")
        self.model.hello, self.model.esmtp = True, verb.upper().startswith("EHLO")
        if self.model.esmtp:
            self.model.forget_message()

    @rule()
    def starttls(self) -> None:
        if not self.model.hello:
            self.says("STARTTLS", HELLO_FIRST)
        elif self.model.tls:
            self.says("STARTTLS", SEQUENCE)
        else:
            # What is pipelined behind it must be forgotten.
            self.client.send(b"STARTTLS\r\nNOOP\r\nQUIT\r\n")
            assert self.client.reply() == "220 2.0.0 SMTP server ready"
            self.client.socket = trust(self.box).wrap_socket(self.client.socket, server_hostname="localhost")
            self.client._file = self.client.socket.makefile("rb")
            self.model.tls, self.model.hello = True, False

    @precondition(lambda self: not self.model.rcpts)
    @rule(binary=st.booleans())
    def go_on_to_a_message(self, binary: bool) -> None:
        """Otherwise few sessions would come so far."""
        if not self.model.tls:
            self.hello("EHLO x")
            self.starttls()
        if not self.model.user:
            self.hello("EHLO x")
            self.auth(good=True, in_two=False)
        if self.model.hello and not self.model.mail:
            self.mail(binary=binary)
        self.rcpt()

    @rule(good=st.booleans(), in_two=st.booleans())
    def auth(self, good: bool, in_two: bool) -> None:
        from .client import sasl

        blob = sasl(self.own, self.box.settings.access_token if good else "bogus")
        words = ""
        if not self.model.hello:
            words = HELLO_FIRST
        elif not self.model.tls:
            words = "504 5.7.4 Unrecognized authentication type"
        elif self.model.user:
            words = SEQUENCE
        if words:
            self.says(b"AUTH XOAUTH2" if in_two else b"AUTH XOAUTH2 " + blob, words)
            return
        if in_two:
            self.says("AUTH XOAUTH2", "334 ")
        self.says(blob if in_two else b"AUTH XOAUTH2 " + blob, "235 2.7.0 " if good else "535 5.7.3 ")
        self.model.user, self.model.refused = good, self.model.refused or not good

    @rule(binary=st.booleans())
    def mail(self, binary: bool) -> None:
        # A parameter needs EHLO, and a login to be looked at.
        extended = binary and self.model.user and self.model.esmtp
        words = self.model.not_ready() or (SEQUENCE if self.model.mail else "250 2.1.0 Sender OK")
        self.says(f"MAIL FROM:<{self.own}>{' BODY=BINARYMIME' if extended else ''}", words)
        if words.startswith("250"):
            self.model.mail, self.model.binary = True, extended

    @rule()
    def rcpt(self) -> None:
        if self.model.chunks is not None:
            words = SEQUENCE
        else:
            words = self.model.not_ready() or ("250 2.1.5 Recipient OK" if self.model.mail else SEQUENCE)
        self.says(f"RCPT TO:<{OUTSIDE}>", words)
        self.model.rcpts += words.startswith("250")

    @rule(body=CONTENT)
    def data(self, body: bytes) -> None:
        words = self.model.not_ready()
        if self.model.chunks is not None or (not words and (not self.model.rcpts or self.model.binary)):
            words = SEQUENCE
        self.says("DATA", words or "354 ")
        if not words:
            content = letter(self.own, body)
            self.says(letter(self.own, b"." * body.startswith(b".") + body) + b".", "250 2.0.0 OK <")
            self.model.finish(content)

    @rule(body=CONTENT, last=st.booleans())
    def bdat(self, body: bytes, last: bool) -> None:
        chunk = body if self.model.chunks else letter(self.own, body)
        words = self.model.not_ready() or ("" if self.model.rcpts else SEQUENCE)
        self.client.send(b"BDAT %d%b\r\n%b" % (len(chunk), b" LAST" * last, chunk))
        said = self.client.reply()
        assert said.startswith(words or ("250 2.0.0 OK <" if last else f"250 2.0.0 {len(chunk)} octets")), said
        if not words:
            self.model.chunks = (self.model.chunks or b"") + chunk
            if last:
                self.model.finish(self.model.chunks)

    @rule()
    def rset(self) -> None:
        self.says("RSET", "250 2.0.0 OK")
        self.model.forget_message()

    @rule()
    def quit(self) -> None:
        self.says("QUIT", "221 2.0.0 ")
        assert self.client.reply() == ""
        self.client.__exit__()
        self.client, self.model = Smtp(self.box), Model(sent=self.model.sent)

    @rule(command=st.sampled_from(["NOOP", "VRFY x", "HELP", "FOO", ""]))
    def what_changes_nothing(self, command: str) -> None:
        if command in {"FOO", ""}:
            # Five unknown verbs end a session; that is another test's.
            self.says("", "500 5.3.3 ")
        else:
            self.says(command, "2")

    @invariant()
    def what_was_sent_is_what_was_accepted(self) -> None:
        assert [(len(m.recipients), m.content) for m in outgoing(self.box)] == self.model.sent
        assert bugs(self.box) == []

    def teardown(self) -> None:
        self.client.__exit__()


def test_any_order_of_commands(_box: ThreadedBox) -> None:
    _box.reset()
    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        lambda: Submitting(_box),  # type: ignore[arg-type]  # it takes a factory as well
        settings=settings(
            max_examples=60, stateful_step_count=40, deadline=None, database=None, suppress_health_check=quiet
        ),
    )
