"""All diagnoses in one flat table, by id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from . import (
    administration,
    app_only,
    client,
    entra_app,
    entra_authorize,
    entra_consent,
    entra_policy,
    entra_refresh,
    entra_request,
    entra_tenant,
    exchange_imap,
    exchange_pop3,
    exchange_smtp,
    exchange_smtp_later,
    exchange_smtp_policy,
    message,
    names,
    network,
    own,
    products,
    sentences,
    settings,
    surroundings,
    tls,
    tls_certificate,
    tokens,
    unsaid,
)
from .model import Diagnosis

FURTHER = (sentences.SENTENCES, names.NAMES, unsaid.UNSAID, products.PRODUCTS)
"""Words by id of a diagnosis, for those that are kept apart from it."""

_SHOWN_BY = ("verify:", "oauthmail diagnose", "oauthmail check", "oauthmail watch", "oauthmail login")


def verified(entry: Diagnosis) -> Diagnosis:
    """The same, with a last step that shows whether it is mended, where it has none."""
    if any(command in step for step in entry.fix for command in _SHOWN_BY):
        return entry
    command = "check {profile}" if entry.layer == "settings" else f"diagnose {{profile}} --only {entry.layer}"
    more = " --send-to {mailbox}" if entry.layer == "message" else ""
    return replace(entry, fix=(*entry.fix, f"verify: oauthmail {command}{more}"))


def build(entries: Iterable[Diagnosis]) -> Mapping[str, Diagnosis]:
    """An immutable mapping from id to diagnosis, in the given order. Raises ValueError for an id used twice."""
    table: dict[str, Diagnosis] = {}
    for entry in entries:
        if entry.id in table:
            raise ValueError(f"two diagnoses are called {entry.id}")
        more = [words for further in FURTHER for words in further.get(entry.id, ())]
        table[entry.id] = verified(replace(entry, words=(*entry.words, *more)))
    return MappingProxyType(table)


TABLE: Mapping[str, Diagnosis] = build(
    (
        *settings.SETTINGS,
        *client.CLIENT,
        *own.OWN,
        *network.NETWORK,
        *surroundings.SURROUNDINGS,
        *tls.TLS,
        *tls_certificate.CERTIFICATE,
        *entra_tenant.TENANT,
        *entra_app.APP,
        *entra_refresh.REFRESH,
        *entra_policy.POLICY,
        *entra_consent.CONSENT,
        *entra_request.REQUEST,
        *entra_authorize.AUTHORIZE,
        *tokens.TOKENS,
        *app_only.APP_ONLY,
        *administration.ADMINISTRATION,
        *exchange_smtp.SMTP,
        *exchange_smtp_policy.SMTP_POLICY,
        *exchange_smtp_later.SMTP_LATER,
        *exchange_imap.IMAP,
        *exchange_pop3.POP3,
        *message.MESSAGE,
    )
)
"""Every diagnosis by id, in the order in which mail meets them."""
