"""How a live run comes to meet each fault, by options, profile and state of the tenant; and which it cannot meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fakes.entra.policy.demands import DEMANDS
from fakes.faults.model import Behave, Fault
from fakes.faults.table import fault_table
from fakes.tenant.model import APPLICATION_PERMISSIONS
from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox

Change = Callable[[Tenant], object]


def _nothing(_tenant: Tenant) -> None:
    """The tenant is as it is."""


@dataclass(frozen=True, slots=True)
class Way:
    """One kind of live run: its options, what differs in the profile and in the tenant.

    `{mailbox}` and `{login_host}` in texts are filled in.
    """

    options: tuple[str, ...] = ()
    profile: Mapping[str, Any] = field(default_factory=dict)
    tenant: Change = _nothing


@dataclass(frozen=True, slots=True)
class Case:
    """A fault as a live run meets it: by a SPEC that is switched on, or, where that is empty, by its real condition."""

    fault: Fault
    spec: str
    way: Way

    @property
    def name(self) -> str:
        """For pytest."""
        return self.spec or f"{self.fault.id} by its condition"


def _app_only(tenant: Tenant) -> None:
    app = next(iter(tenant.apps.values()))
    app.roles.update(APPLICATION_PERMISSIONS)
    app.exchange_registration = "enterprise-application"
    for mailbox in tenant.mailboxes.values():
        mailbox.full_access.add(app.client_id)


def _guest(tenant: Tenant) -> None:
    next(iter(tenant.users.values())).home_tenant = "fabrikam.example"


def _bound_to_a_device(tenant: Tenant) -> None:
    tenant.devices["laptop"] = True
    for grant in tenant.grants.values():
        grant.device = "laptop"


def _demand(name: str) -> Change:
    return lambda tenant: tenant.policy.demands.add(name)


PLAIN = Way()
SENDING = Way(("--send-to={mailbox}",))
STARTTLS = Way(
    profile={
        "receive__imap__port": "env:FAKE_IMAP_STARTTLS_PORT",
        "receive__imap__wire": "starttls-required",
        "receive__pop3__port": "env:FAKE_POP3_STARTTLS_PORT",
        "receive__pop3__wire": "starttls-required",
    }
)
APP_ONLY = Way(profile={"grant__flow": "client_credentials", "refresh_token": None}, tenant=_app_only)
META_TENANT = Way(profile={"tenant": "organizations", "authority__login_base": "{login_host}"})
GUEST = Way(tenant=_guest)
DEVICE = Way(tenant=_bound_to_a_device)
PASSWORD = Way(("--probe-basic",))
WAYS = (PLAIN, SENDING, STARTTLS, APP_ONLY, META_TENANT, GUEST, DEVICE, PASSWORD)

# The way by the moment of the fault; every other moment is passed by a plain run.
BY_MOMENT = {
    "rcpt": SENDING,
    "data": SENDING,
    "message": SENDING,
    "app-only": APP_ONLY,
    "authority": META_TENANT,
    "guest": GUEST,
    "device-bound": DEVICE,
    "basic": PASSWORD,
}
# It acts on IMAP alone, which starts TLS with the first octet unless the profile says otherwise.
ON_STARTTLS_PORTS = {"starttls-capabilities-injected"}
# Conditional Access acts at a sign-in when it is a fault, and at every refresh when it is a demand of the tenant.
BY_CONDITION = {id: Way(tenant=_demand(demand)) for demand, id in DEMANDS.items()}

_SIGN_IN = "only somebody who signs in meets it; a diagnosis redeems what the profile holds"
_CODE = "only a code is refused so; a diagnosis redeems none (with --login it does: tests/login)"
_DEVICE = "only a device code is refused so; a diagnosis asks for none (with --login=device it does: tests/login)"
# Moments that no live run passes, and why. A fault of such a moment that acts makes a test fail.
NOT_PASSED = {
    "authorize": _SIGN_IN,
    "sign-in": _SIGN_IN,
    "admin-consent": "only the page where an administrator consents says it",
    "code": _CODE,
    "device": _DEVICE,
    "device-authorization": _DEVICE,
    "instance": "a diagnosis does not ask whether the login host is one of Microsoft's: the profile names it",
    "policy": _SIGN_IN,
}
# Faults of a moment that is passed, or of a demand, which all the same no live run meets.
NOT_MET: dict[str, str] = {}


def cases() -> Iterator[Case]:
    """Every fault that a live run can meet, each on every port where it can act."""
    for id, fault in fault_table().items():
        if id in NOT_MET:
            continue
        if fault.moment not in NOT_PASSED:
            yield Case(fault, id, STARTTLS if id in ON_STARTTLS_PORTS else BY_MOMENT.get(fault.moment, PLAIN))
            for listener in fault.also_on:
                yield Case(fault, f"{id}@{listener}", STARTTLS)
        elif id in BY_CONDITION:
            yield Case(fault, "", BY_CONDITION[id])


def unreached() -> list[Fault]:
    """Every fault that no live run meets by being switched on."""
    return [fault for id, fault in fault_table().items() if fault.moment in NOT_PASSED or id in NOT_MET]


def stalls(fault: Fault) -> bool:
    """Whether it costs a run a whole time limit."""
    return fault.effect in {Behave("stall"), Behave("http", "slow")}


def prepared(box: ThreadedBox, way: Way) -> tuple[list[str], dict[str, Any]]:
    """Bring the tenant into the state of a way; the options and the changed values of the profile."""
    box.ask(way.tenant)
    known = {"mailbox": box.settings.mailbox, "login_host": box.settings.authority.rpartition("/")[0]}
    changes = {key: text.format(**known) if isinstance(text, str) else text for key, text in way.profile.items()}
    return [option.format(**known) for option in way.options], changes
