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
command after sign-in), `mail`, `rcpt`, `message` (after its last octet); at Entra `tenant`, `discovery`, `authorize`,
`sign-in`, `token` (any request), `client`, `code`, `refresh`, `user`, `scope`, `consent`, `mint` (the token that is
issued). *Evidence* says where the words or the behaviour were seen; `unverified` means nowhere.
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
            f"Diagnosis: `{fault.diagnosis}`.",
            "",
            *_words(fault),
            "",
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
