"""An application as MSAL plays it: public, or with a secret or a certificate that proves it, in every flow."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from types import ModuleType
from typing import Any, cast

_DEVICE_FLOW = ("DEVICE_FLOW_CORRELATION_ID", "initiate_device_flow", "acquire_token_by_device_flow")


def application(
    client_id: str, authority: str, session: Any, credential: str | Mapping[str, str] | None, **more: Any
) -> Any:
    """MSAL speaking through `session`; fresh each time, because MSAL keeps refusals for a minute.

    `credential` is a secret, a private key with its certificate, or None for a public application. Raises what MSAL
    raises for an authority that gives no document.
    """
    msal = load_msal()
    common = {"authority": authority, "instance_discovery": False, "http_client": session, **more}
    if credential is None:
        return msal.PublicClientApplication(client_id, **common)
    # MSAL has the device code for public applications only. Entra ID wants the proof there too, unless the switch
    # "Allow public client flows" is on (AADSTS7000218; Microsoft's support article).
    flow = {name: vars(msal.PublicClientApplication)[name] for name in _DEVICE_FLOW}
    confidential = type("Confidential", (msal.ConfidentialClientApplication,), flow)
    return confidential(client_id, client_credential=credential, **common)


def load_msal() -> ModuleType:
    """MSAL costs more to import than all checks together take: only a run that asks for a token pays, and it may begin
    to while it waits for a host.
    """
    import msal  # noqa: PLC0415

    # It logs answers that it cannot read, with a traceback; they are told by the probes.
    logging.getLogger("msal").addHandler(logging.NullHandler())
    return cast("ModuleType", msal)
