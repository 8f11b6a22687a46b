"""What a diagnosis holds: from words that somebody saw to cause, person and fix."""

from __future__ import annotations

from dataclasses import dataclass

WHO = ("user", "app-owner", "tenant-admin", "network", "microsoft")
HELPS = ("yes", "no", "maybe")
LAYERS = ("settings", "network", "tls", "tenant", "app", "token", "smtp", "imap", "pop3", "message")
PROTOCOLS = ("entra", "tls", "network", "smtp", "imap", "pop3")
PLACEHOLDERS = (
    *("mailbox", "tenant", "client_id", "profile", "places", "again", "keep", "kept_secret", "kept_token"),
    *("host", "port", "s_client", "login", "hosts", "scopes", "from"),
)


@dataclass(frozen=True, slots=True)
class Words:
    """A regular expression (case-insensitive) that recognises the words of a failure.

    A blank in it stands for up to eight characters of white space, line breaks included. Every repetition is
    bounded, there is no alternation outside a group, and at least four literal characters stand together: that
    keeps a search through a large log linear and quick.

    `confidence` is 0 to 1: 1.0 when the words name the cause, lower when they also fit other causes.
    `protocol` limits it to words heard on that protocol (one of PROTOCOLS); empty means that the words are
    unmistakable wherever they stand. `named` says that they are a client's, not a server's: they count only where
    nobody says the protocol and Microsoft's service is named near them.
    """

    pattern: str
    confidence: float = 1.0
    protocol: str = ""
    named: bool = False


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One cause. Texts may hold {mailbox}, {tenant}, {client_id}, {profile} and the other PLACEHOLDERS; no other
    braces. {host} and {port} are where it happened, {s_client} the same as arguments of `openssl s_client`;
    {login} is the login host, {hosts} are all hosts with their ports, {from} is the From address.

    `layer` is one of LAYERS, the stage of a run in which it shows. `cause` says in one to three plain sentences
    what is the matter. `who` is one of WHO, `role` says in words who may do it. `fix` are steps, one line each,
    commands exact; a line that begins with two blanks continues its step. `helps_why` follows "A new refresh token
    helps?". `tells_apart` is the one question or command that decides between this cause and its neighbours.
    `codes` are AADSTS numbers; a number that several diagnoses hold is a tie. `tied_with` are causes that the same
    words fit equally well; `may_be` are the causes that may stand behind words which name none of them.
    `evidence` names where the words were seen and when. `ticket` is what somebody else must be asked to do.
    `wait` says how long the fix takes to work, `again` when the same will come back.
    """

    id: str
    layer: str
    title: str
    cause: str
    who: str
    role: str
    fix: tuple[str, ...]
    new_refresh_token_helps: str
    helps_why: str
    doc: str
    evidence: str
    codes: tuple[int, ...] = ()
    words: tuple[Words, ...] = ()
    tells_apart: str = ""
    tied_with: tuple[str, ...] = ()
    may_be: tuple[str, ...] = ()
    ticket: tuple[str, ...] = ()
    wait: str = ""
    again: str = ""
