"""Trouble of the line at every moment of every mail protocol: two small tables, multiplied."""

from __future__ import annotations

from dataclasses import dataclass

from .model import SURVIVED, UNVERIFIED, Behave, Fault

_MAIL = ("smtp", "imap", "pop3")
_STARTTLS_PORTS = ("imap", "pop3")


@dataclass(frozen=True, slots=True)
class Moment:
    """Where in a conversation; `also` are listeners that have it on their STARTTLS port only."""

    id: str
    where: str
    on: tuple[str, ...] = _MAIL
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the line does then, what it brings to light, and where it leads."""

    id: str
    behave: Behave
    shows: str
    diagnosis: str


MOMENTS = (
    Moment("greeting", "in place of the greeting"),
    Moment("capabilities", "in reply to EHLO, CAPABILITY or CAPA before TLS", ("smtp",), _STARTTLS_PORTS),
    Moment("starttls", "in reply to STARTTLS or STLS", ("smtp",), _STARTTLS_PORTS),
    Moment("tls", "in the TLS handshake", ("token", *_MAIL)),
    Moment("capabilities-tls", "in reply to EHLO, CAPABILITY or CAPA inside TLS"),
    Moment("auth", "in place of the verdict on the token"),
    Moment("command", "in reply to the first command after the login", ("imap", "pop3")),
    Moment("mail", "in reply to MAIL", ("smtp",)),
    Moment("rcpt", "in reply to RCPT", ("smtp",)),
    Moment("data", "in reply to DATA", ("smtp",)),
    Moment("message", "after the last octet of a message", ("smtp",)),
    Moment("quit", "in reply to QUIT or LOGOUT"),
)
TROUBLES = (
    Trouble("dropped", Behave("close"), "a client that takes an end without words for success", "connection-dropped"),
    Trouble("reset", Behave("reset"), "a client that fails over a reset connection", "connection-dropped"),
    Trouble("stalled", Behave("stall"), "a client without a time limit", "server-silent"),
    Trouble("garbled", Behave("garbage"), "a client that trusts what it reads", "server-answered-garbage"),
    Trouble("slow", Behave("slow"), "a client that takes what one read returns for a whole reply", SURVIVED),
    Trouble("split", Behave("split"), "a client that needs a reply, or CR and LF, in one piece", SURVIVED),
    Trouble("late", Behave("late"), "a client that waits for less than five seconds, or speaks first", SURVIVED),
)
# `server-garbage` is that one.
_TOLD_ALREADY = {"greeting-garbled"}
# What TLS reads as a record of another version.
_OTHERWISE = {"tls-garbled": "tls-wrong-version-number"}


def _fault(moment: Moment, trouble: Trouble) -> Fault:
    id = f"{moment.id}-{trouble.id}"
    # A client that has said goodbye has its work done.
    diagnosis = SURVIVED if moment.id == "quit" else _OTHERWISE.get(id, trouble.diagnosis)
    shows = f"{trouble.shows}, {moment.where}"
    return Fault(id, moment.id, moment.on, trouble.behave, shows, UNVERIFIED, "", diagnosis, also_on=moment.also)


LINE = tuple(
    _fault(moment, trouble)
    for moment in MOMENTS
    for trouble in TROUBLES
    if f"{moment.id}-{trouble.id}" not in _TOLD_ALREADY
)
