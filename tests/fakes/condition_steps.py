"""How a refusal of the token endpoint is reached: the state of the tenant that leads to it, or the request."""

from __future__ import annotations

import base64
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from fakes.tenant.model import App, Secret

from .policy import Answer, Site

GRAPH = "https://graph.microsoft.com/Mail.Read"
ELSEWHERE = "11111111-2222-3333-4444-555555555555"
DAY = 86400.0


@dataclass(frozen=True)
class Case:
    """A fault's id, the number and the words that must come, and how they are reached."""

    id: str
    code: int
    error: str
    reach: Callable[[Site], Answer]
    status: int = 400
    suberror: str = ""

    def __str__(self) -> str:
        return f"{self.id}-{self.code}"


def user(reach: Callable[[Site], Answer] = Site.refresh, **changes: object) -> Callable[[Site], Answer]:
    """The request after the user was changed."""

    def act(site: Site) -> Answer:
        for name, value in changes.items():
            setattr(site.user, name, value)
        return reach(site)

    return act


def app(reach: Callable[[Site], Answer] = Site.refresh, **changes: object) -> Callable[[Site], Answer]:
    """The same for the application."""

    def act(site: Site) -> Answer:
        for name, value in changes.items():
            setattr(site.app, name, value)
        return reach(site)

    return act


def policy(reach: Callable[[Site], Answer] = Site.refresh, **changes: object) -> Callable[[Site], Answer]:
    """The same for the tenant's policies."""

    def act(site: Site) -> Answer:
        for name, value in changes.items():
            setattr(site.tenant.policy, name, value)
        return reach(site)

    return act


def demand(name: str, reach: Callable[[Site], Answer] = Site.refresh) -> Callable[[Site], Answer]:
    return user(reach, demands={name})


def guest(name: str) -> Callable[[Site], Answer]:
    return user(home_tenant=ELSEWHERE, demands={name})


def aged(seconds: float, reach: Callable[[Site], Answer] = Site.refresh) -> Callable[[Site], Answer]:
    def act(site: Site) -> Answer:
        site.tenant.clock.advance(seconds)
        return reach(site)

    return act


def of_device(enabled: bool | None) -> Callable[[Site], Answer]:
    def act(site: Site) -> Answer:
        site.grant.device = "device-1"
        if enabled is not None:
            site.tenant.devices["device-1"] = enabled
        return site.refresh()

    return act


def second_app(reach: Callable[[Site, str], Answer]) -> Callable[[Site], Answer]:
    def act(site: Site) -> Answer:
        other = str(uuid.uuid4())
        site.tenant.apps[other] = App(other, "Other", str(uuid.uuid4()), [Secret("s3cret", time.time(), 1e9)])
        return reach(site, other)

    return act


def future_secret(site: Site) -> Answer:
    site.app.secrets[0].starts = time.time() + DAY
    return site.refresh()


def secret_id(site: Site) -> Answer:
    site.app.secrets[0].id = str(uuid.uuid4())
    return site.refresh(client_secret=site.app.secrets[0].id)


def expired_secret(site: Site) -> Answer:
    site.app.secrets[0].lives = -1.0
    return site.refresh()


def redeemed_twice(site: Site) -> Answer:
    code = site.code()
    assert site.redeem(code=code).status == 200
    return site.redeem(code=code)


def spa_token(site: Site) -> Answer:
    token = site.issue(spa=True, platform="spa", confidential=False)
    site.tenant.clock.advance(DAY + 60)
    return site.refresh(refresh_token=token, client_secret="", headers={"Origin": "https://app.example"})


def device_grant(site: Site) -> Answer:
    site.tenant.policy.block_device_code = True
    return site.refresh(refresh_token=site.issue(origin="device"))


def looping(site: Site) -> Answer:
    site.tenant.policy.loop_limit = 3
    assert [site.refresh().status for _ in range(3)] == [200] * 3
    return site.refresh()


def throttled(site: Site) -> Answer:
    site.tenant.policy.throttle_limit = 2
    assert [site.app_only().status for _ in range(2)] == [200] * 2
    return site.app_only()


def two_ids(site: Site) -> Answer:
    pair = base64.b64encode(f"{uuid.uuid4()}:{site.plan.client_secret}".encode()).decode()
    return site.refresh(headers={"Authorization": f"Basic {pair}"})


def revoked(site: Site) -> Answer:
    site.tenant.revoke_sessions(site.user.upn)
    return site.refresh()


def withdrawn(site: Site) -> Answer:
    site.app.consented.clear()
    return site.refresh()


def of_code(**changes: object) -> Callable[[Site], Answer]:
    return lambda site: site.redeem(code=site.code(**changes))


GRANT, REQUEST, CLIENT = "invalid_grant", "invalid_request", "invalid_client"
