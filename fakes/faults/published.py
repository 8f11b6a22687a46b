"""A refusal of Entra ID whose words come from the published tables, as most of them do."""

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
