"""What a fault does to the line itself, the same for all protocols: it ends the talk, or bends how a reply arrives."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..faults.model import Behave
from ..wire.shape import Shape, octets, split
from ..wire.transport import STALL_SECONDS, Wire

GARBAGE = b"\x00\xff\x16\x03\x01 \x1b[31m<html>%s%n\r\n::error::x\r\n\xfe\xfe\xfe\r\n"
LATE_SECONDS = 5.0  # as late as Exchange Online refuses: nodemailer#1484
PACE_SECONDS = 0.02
"""Between two octets; at `--delay-scale 1` a reply to EHLO takes five seconds."""

# What an attacker on the path glues to the reply to STARTTLS: forged replies, in place of what TLS would bring
# (NO STARTTLS, USENIX Security 2021). Ahead of it stands another reply, or what IMAP may say at any time.
BEHIND = {
    "smtp": b"250-mail.fabrikam.example Hello\r\n250-SIZE 1\r\n250 AUTH PLAIN LOGIN\r\n",
    "imap": b"* CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=LOGIN\r\n",
    "pop3": b"+OK\r\nUSER\r\nSASL PLAIN LOGIN\r\n.\r\n",
}
BEFORE = {
    "smtp": b"220 2.0.0 Ready to start TLS\r\n",
    "imap": b"* CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=LOGIN\r\n",
    "pop3": b"+OK Begin TLS\r\n",
}


def _babble(wire: Wire) -> None:
    # In the handshake there is no TLS yet that could carry it.
    (wire.write if wire.encrypted or not wire.shaking_hands else wire.write_raw)(GARBAGE)
    wire.close()


def _nothing(_wire: Wire) -> None:
    """Say nothing more."""


ENDINGS: Mapping[str, Callable[[Wire], None]] = {
    "close": Wire.close,
    "reset": Wire.abort,
    "stall": _nothing,
    "garbage": _babble,
}
_SHAPES: Mapping[str, Callable[[str, float], Shape]] = {
    "slow": lambda _listener, scale: Shape(octets, pace=PACE_SECONDS * scale),
    "split": lambda _listener, scale: Shape(split, pace=PACE_SECONDS * scale),
    "late": lambda _listener, scale: Shape(delay=LATE_SECONDS * scale),
    "inject-before": lambda listener, _scale: Shape(before=BEFORE[listener]),
    "inject-behind": lambda listener, _scale: Shape(behind=BEHIND[listener]),
}


def shape_of(behave: Behave, listener: str, delay_scale: float) -> Shape | None:
    """The shape that a behaviour gives to a reply; None when it gives none."""
    make = _SHAPES.get(behave.how)
    return make(listener, delay_scale) if make else None


def on_the_line(behave: Behave) -> bool:
    """Whether `misbehave` acts it out; any other is for a front end."""
    return behave.how in ENDINGS or behave.how in _SHAPES


async def misbehave(wire: Wire, behave: Behave) -> bool:
    """Act out a behaviour. True when the conversation goes on: the reply that is written next may be bent by it.

    False when it is over: closed, reset, or silent until the client gave up.
    """
    ending = ENDINGS.get(behave.how)
    if ending is not None:
        ending(wire)
        if ending is _nothing:
            await wire.gone(STALL_SECONDS)
        return False
    shape = shape_of(behave, wire.listener, wire.delay_scale)
    if shape is not None:
        wire.bend(shape)
    return True
