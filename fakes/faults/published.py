"""The entries of Entra ID's tables: most have their words from the published ones, the others name who saw them."""

from __future__ import annotations

from .model import UNVERIFIED, Fault, TokenError

DOCS = "Microsoft error code reference (entra-docs) and EntraIDErrorCodes.csv (f-bader), 2025-09"
TEXT_ONLY = f"text: {DOCS}; the error value is {UNVERIFIED}"


def refusal(
    id: str,
    moment: str,
    code: int,
    error: str,
    message: str,
    shows: str,
    diagnosis: str,
    suberror: str = "",
    evidence: str = TEXT_ONLY,
    seen: str = "2025-09",
    status: int = 0,
    **defaults: str,
) -> Fault:
    """An entry of the table. `status` 0 is 401 for `invalid_client` and 400 for the rest."""
    effect = TokenError(code, error, message, status or (401 if error == "invalid_client" else 400), suberror)
    return Fault(id, moment, ("token",), effect, shows, evidence, seen, diagnosis, defaults=defaults)


def seen_refusal(
    id: str, moment: str, error: TokenError, shows: str, evidence: str, seen: str, diagnosis: str = "", **defaults: str
) -> Fault:
    """An entry whose evidence is its own; without a `diagnosis` that of the same id."""
    return Fault(id, moment, ("token",), error, shows, evidence, seen, diagnosis or id, defaults=defaults)
