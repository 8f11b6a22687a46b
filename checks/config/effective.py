"""What a profile does not say: defaults by cloud, protocol and use, and what contradicts itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from . import profile as model
from .clouds import CLOUDS, Cloud
from .consumer import Consumer
from .contradictions import refuse_contradictions
from .schema import five_lines
from .values import Origin, Values

# The scope that each protocol needs (Microsoft: Authenticate an IMAP, POP or SMTP connection using OAuth).
SCOPES: Mapping[str, str] = {
    "smtp": "SMTP.Send",
    "imap": "IMAP.AccessAsUser.All",
    "pop3": "POP.AccessAsUser.All",
}
PORTS: Mapping[tuple[str, str], int] = {
    ("smtp", "implicit"): 465,
    ("smtp", "other"): 587,
    ("imap", "implicit"): 993,
    ("imap", "other"): 143,
    ("pop3", "implicit"): 995,
    ("pop3", "other"): 110,
}
STARTTLS_PORTS: Mapping[str, tuple[int, ...]] = {"imap": (143,), "pop3": (110,)}
REQUIRED: Mapping[str, str] = {
    "mailbox": "mailbox.xoauth2_user",
    "tenant": "authority.tenant",
    "client_id": "grant.client_id",
    "client_secret": "grant.client_secret",
    "refresh_token": "grant.refresh_token.ref",
}


def profile_from(values: Values, origin: Origin, path: Path | None, read_at: datetime) -> model.Profile:
    """Fill in the defaults and build the profile. Raises ProfileError for what is missing or contradicts itself."""
    values.default("grant.flow", "authorization_code")
    values.default("grant.client_auth", "secret_post")
    values.default("authority.cloud", "public")
    _require_the_five_lines(values, origin)
    cloud = CLOUDS[values.by_key["authority.cloud"]]
    _fill_authority(values, cloud, origin)
    send = model.Send(**_only(values.part("send"), "enabled", "tls", "mechanisms", "auth_required"))
    receive = _receive(values, origin)
    smtp = _server("smtp", send, values, cloud, origin) if send.enabled else None
    received = {
        protocol: _server(protocol, receive, values, cloud, origin) for protocol in receive.protocols if receive.enabled
    }
    if not smtp and not received:
        origin.refuse("send.enabled and receive.enabled are both false, so there is nothing to look at.")
    _fill_scopes(values, cloud, [server.protocol for server in (smtp, *received.values()) if server])
    user = values.by_key["mailbox.xoauth2_user"]
    values.default("mailbox.signed_in_user", user, "mailbox.xoauth2_user")
    values.default("mailbox.from_address", user, "mailbox.xoauth2_user")
    legs = {f"legs_{leg}": url for leg, url in values.part("authority.legs").items()}
    authority = model.Authority(**values.part("authority"), **legs)
    items = values.by_key.get("consumers", ())
    consumers = tuple(Consumer(**item.by_key) for item in items)
    refuse_contradictions(consumers, origin)
    for number, item in enumerate(items, start=1):
        values.origins |= {f"consumers[{number}].{key}": came_from for key, came_from in item.origins.items()}
    return model.Profile(
        source=origin.source,
        path=path,
        read_at=read_at,
        cloud=cloud if cloud.is_preset else replace(cloud, login_base=authority.login_base),
        product=model.Product(**values.part("product")),
        authority=authority,
        app_registration=_app_registration(values),
        grant=_grant(values, origin),
        mailbox=model.Mailbox(**values.part("mailbox")),
        send=send,
        receive=receive,
        smtp=smtp,
        imap=received.get("imap"),
        pop3=received.get("pop3"),
        network=_network(values, origin),
        policy=model.Policy(**values.part("policy")),
        consumers=consumers,
        origins=MappingProxyType(dict(values.origins)),
    )


def _only(part: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: part[key] for key in keys if key in part}


def _require_the_five_lines(values: Values, origin: Origin) -> None:
    flow, client_auth = values.by_key["grant.flow"], values.by_key["grant.client_auth"]
    needed = dict(REQUIRED)
    if client_auth in ("none", "assertion_cert"):
        del needed["client_secret"]
        if "grant.client_secret" in values.by_key:
            origin.refuse(f'client_secret is given, and client_auth = "{client_auth}" says that there is none.')
    if client_auth == "assertion_cert":
        needed["grant.certificate.path"] = "grant.certificate.path"
    if flow not in ("authorization_code", "device_code") or "grant.refresh_token_store" in values.by_key:
        del needed["refresh_token"]
    missing = [line for line, key in needed.items() if key not in values.by_key]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        public = ' (an application without a secret says client_auth = "none")' * ("client_secret" in missing)
        lines = "".join(f"    {line}\n" for line in five_lines().splitlines())
        origin.refuse(f"{', '.join(missing)} {verb} missing{public}. Five lines are enough:\n{lines.rstrip()}")


def _fill_authority(values: Values, cloud: Cloud, origin: Origin) -> None:
    if not cloud.is_preset and "authority.login_base" not in values.by_key:
        origin.refuse('authority.login_base is missing; cloud = "custom" has no login page of its own.')
    values.default("authority.login_base", cloud.login_base, f"{cloud.name} cloud")
    parts = urlsplit(values.by_key["authority.login_base"])
    tenant = parts.path.strip("/")
    if tenant and tenant.lower() != values.by_key["authority.tenant"].lower():
        origin.refuse("authority.login_base ends with another tenant than authority.tenant names.")
    values.by_key["authority.login_base"] = f"{parts.scheme}://{parts.netloc}"


def _receive(values: Values, origin: Origin) -> model.Receive:
    spoken_of = tuple(p for p in ("imap", "pop3") if values.part(f"receive.{p}"))
    values.default("receive.protocol", spoken_of or ("imap",), "as the tables below [receive]" if spoken_of else "")
    protocols = values.by_key["receive.protocol"]
    for protocol in spoken_of:
        if protocol not in protocols:
            origin.refuse(f"[receive.{protocol}] is given, and receive.protocol does not name {protocol}.")
    if len(protocols) > 1 and "receive.port" in values.by_key:
        origin.refuse("receive.port cannot serve two protocols; write it into [receive.imap] and [receive.pop3].")
    for protocol in protocols:
        for key in ("host", "port", "wire"):
            _inherit(f"receive.{protocol}.{key}", f"receive.{key}", values, origin)
    part = values.part("receive")
    rest = _only(part, "enabled", "tls", "mechanisms", "pop_two_line")
    return model.Receive(protocols=tuple(p for p in ("imap", "pop3") if p in protocols), **rest)


def _inherit(key: str, general: str, values: Values, origin: Origin) -> None:
    if general not in values.by_key:
        return
    if key in values.by_key and values.by_key[key] != values.by_key[general]:
        origin.refuse(f"{key} says something else than {general}; keep one.")
    values.by_key[key] = values.by_key[general]
    values.origins[key] = values.origins[general]


def _server(
    protocol: str, said: model.Send | model.Receive, values: Values, cloud: Cloud, origin: Origin
) -> model.Server:
    table = "send" if protocol == "smtp" else f"receive.{protocol}"
    hosts = {"smtp": cloud.smtp_host, "imap": cloud.imap_host, "pop3": cloud.pop3_host}
    if not hosts[protocol] and f"{table}.host" not in values.by_key:
        origin.refuse(f'{table}.host is missing; cloud = "custom" has no mail hosts of its own.')
    values.default(f"{table}.host", hosts[protocol], f"{cloud.name} cloud")
    port = values.by_key.get(f"{table}.port")
    why = f"tls = {said.tls}" if said.tls else "port" if port else protocol
    values.default(f"{table}.wire", wire_of(protocol, said.tls, port), why)
    wire = values.by_key[f"{table}.wire"]
    values.default(f"{table}.port", PORTS[protocol, "implicit" if wire == "implicit" else "other"], f"wire = {wire}")
    where = _only(values.part(table), "host", "port", "wire")
    return model.Server(protocol=protocol, mechanisms=said.mechanisms, **where)


def wire_of(protocol: str, label: str | None, port: int | None) -> str:
    """What happens on the wire when nothing says so. That the label TLS means STARTTLS only where the port is one
    for it is unverified: no page of Adobe's says what TLS means for receiving.
    """
    if label == "blank":
        return "plain"
    if label == "SSL":
        return "implicit"
    if protocol == "smtp":
        return "implicit" if port == 465 and label is None else "starttls-required"
    return "starttls-required" if port in STARTTLS_PORTS[protocol] else "implicit"


def _fill_scopes(values: Values, cloud: Cloud, protocols: list[str]) -> None:
    if values.by_key["grant.flow"] == "client_credentials":
        scopes: tuple[str, ...] = (f"{cloud.app_only_resource}/.default",)
    else:
        scopes = tuple(f"{cloud.resource}/{SCOPES[protocol]}" for protocol in protocols)
    values.default("grant.token_scopes", scopes, "by use")


def _app_registration(values: Values) -> model.AppRegistration:
    part = values.part("app_registration")
    uris, implicit = values.part("app_registration.redirect_uris"), values.part("app_registration.implicit")
    return model.AppRegistration(
        **_only(part, "client_id", "sign_in_audience"),
        **{f"redirect_uris_{platform}": found for platform, found in uris.items()},
        **{f"implicit_{token}": on for token, on in implicit.items()},
        permissions=tuple(model.Permission(**item.by_key) for item in part.get("permissions", ())),
        consent=tuple(model.Consent(**item.by_key) for item in part.get("consent", ())),
        secrets=tuple(model.RegisteredSecret(**item.by_key) for item in part.get("secrets", ())),
    )


def _grant(values: Values, origin: Origin) -> model.Grant:
    part, token = values.part("grant"), values.part("grant.refresh_token")
    certificate = values.part("grant.certificate")
    store = part.get("refresh_token_store")
    if store and store.kind != "file":
        origin.refuse("refresh_token_store must be file:PATH, because newer tokens are written there.")
    return model.Grant(
        **part,
        certificate_path=_path(certificate.get("path"), origin),
        certificate_key=certificate.get("key"),
        certificate_passphrase=certificate.get("passphrase"),
        refresh_token=token.pop("ref", None),
        **{f"refresh_token_{key}": found for key, found in token.items()},
    )


def _network(values: Values, origin: Origin) -> model.Network:
    part = values.part("network")
    return model.Network(**{**part, "ca_bundle": _path(part.get("ca_bundle"), origin)})


def _path(text: str | None, origin: Origin) -> Path | None:
    if text is None:
        return None
    try:
        return (origin.base / Path(text).expanduser()).absolute()
    except RuntimeError:
        origin.refuse("a path begins with ~ and the home folder it means cannot be found.")
