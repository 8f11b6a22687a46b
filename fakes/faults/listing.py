"""The faults as a person reads them: a line each on the terminal, a table each kind in docs/faults.md."""

from __future__ import annotations

from collections.abc import Mapping

from .model import Behave, Fault, Reply, TokenError

_INTRODUCTION = """\
# Faults

What the tenant in a box can do wrong, and in which words. Switch one on with `--fault ID[@listener][*times]`, or at
run time with `PUT faults`. The same words serve the healthy tenant where it has to refuse. This page is made by
`python -m fakes faults --markdown`.

*Acts at* is the moment: `accept` (a connection), `tls` (a handshake), `greeting`, `capabilities` and
`capabilities-tls` (before and inside TLS), `starttls`, `auth`, `basic` (a password login), `command` (the first
command after sign-in), `mail`, `rcpt`, `data`, `message` (after its last octet), `quit`; at Entra `tenant`, `instance`,
`discovery`, `authorize`, `admin-consent`, `sign-in`, `token` and `answer` (any request), `authority` (a request to
/common, /organizations or /consumers), `client`, `app-only` (client credentials), `code`, `device-authorization`,
`device`, `refresh`, `device-bound` (a refresh token bound to a device), `user`, `guest` (a guest or a personal
account), `policy` (a new sign-in), `scope`, `consent`, `mint` (the token that is issued).

At every moment of a mail session the line itself can fail: `MOMENT-dropped`, `-reset`, `-stalled`, `-garbled`, `-slow`
(octet by octet), `-split` (in the middle of lines, between CR and LF) and `-late` (five seconds). Pauses are multiplied
by `--delay-scale`; at 0 the pieces are separate writes all the same.

*Condition* is what is answered with the same words though no fault is on: a state of the tenant (`App`, `User` and
`Policy` as a `--tenant` file sets them; a *demand* is a word in `demands`) or something in the request. *Evidence*
says where the words or the behaviour were seen; `unverified` means nowhere.

*A right client survives it* stands where there is nothing to diagnose: mail flows all the same, or the client has to
stay away from what it is offered.
"""


def fault_lines(table: Mapping[str, Fault]) -> list[str]:
    """One line for each fault, in the order of the table."""
    width = max(map(len, table))
    return [f"{fault.id:{width}}  {','.join(fault.on):19}  {fault.shows}" for fault in table.values()]


def fault_page(table: Mapping[str, Fault]) -> str:
    """docs/faults.md."""
    lines = [_INTRODUCTION]
    for fault in table.values():
        also = f" (can also act on {', '.join(fault.also_on)})" if fault.also_on else ""
        lines += [
            f"## {fault.id}",
            "",
            f"Shows {fault.shows}. Acts at `{fault.moment}` on {', '.join(fault.on)}{also}. "
            + (f"Diagnosis: `{fault.diagnosis}`." if fault.diagnosis else "A right client survives it."),
            "",
            *_words(fault),
            "",
            *([f"Condition: {fault.condition}.", ""] if fault.condition else []),
            f"Evidence: {fault.evidence}{f', {fault.seen}' if fault.seen else ''}.",
            "",
        ]
    return "\n".join(lines)


def _words(fault: Fault) -> list[str]:
    effect = fault.effect
    if isinstance(effect, TokenError):
        sub = f", suberror `{effect.suberror}`" if effect.suberror else ""
        return [f"HTTP {effect.status}, `{effect.error}`{sub}:", "", f"    AADSTS{effect.code}: {effect.message}"]
    if isinstance(effect, Reply):
        told = [effect.on(listener) for listener in fault.acts_on()]
        return [f"    {words}" for words in dict.fromkeys(told)]
    assert isinstance(effect, Behave)
    return [f"Behaviour: {effect.how}{f' ({effect.argument})' if effect.argument else ''}."]
