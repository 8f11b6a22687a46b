"""Whatever is issued, used, revoked and aged, in whatever order: the promises about codes and refresh tokens hold.

The model is written a second time from what is promised (entra-docs, refresh-tokens, 05/2025): it knows ages, kinds and
events, and nothing of how the fake remembers them.
"""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from fakes.entra.handle import handle
from fakes.entra.keys import KeyRing
from fakes.tenant.example import Plan, build
from fakes.tenant.model import App, Secret

HOST = "https://login.microsoftonline.com"
SCOPE = "https://outlook.office.com/SMTP.Send"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
REDIRECTS = {"web": "http://localhost", "public": "http://localhost/public", "spa": "https://app.example/spa"}
DAY = 86400
DEAD_AFTER, SPA_DEAD_AFTER, CODE_DEAD_AFTER = 90 * DAY, DAY, 600
# Nothing is judged so near to a limit that the time of the test itself would decide.
NEAR = 30
EVENTS = ("expires", "changes", "portal", "entra_center", "revoke", "sign out")
# Event: the kinds whose tokens it ends. A token of a public client came by a password or without one.
ENDS = {
    "expires": set[str](),
    "changes": {"password"},
    "portal": {"password"},
    "entra_center": {"password", "other", "confidential"},
    "revoke": {"password", "other", "confidential"},
    "sign out": set[str](),
}
FOREVER = 1e12


@dataclass
class KnownToken:
    """A refresh token as its holder knows it; times are seconds of the model's clock."""

    value: str
    client: str
    platform: str
    kind: str
    made: float
    signed_in: float
    ended: bool = False


@dataclass
class KnownCode:
    """A code, and how the sign-in took place."""

    value: str
    client: str
    platform: str
    by_password: bool
    made: float
    redeemed: bool = False


class Grants(RuleBasedStateMachine):
    """One user, two applications, three platforms."""

    codes: Bundle[KnownCode] = Bundle("codes")
    tokens: Bundle[KnownToken] = Bundle("tokens")

    def __init__(self, keys: KeyRing) -> None:
        super().__init__()
        plan = Plan(spa_redirect_uris=(REDIRECTS["spa"],), public_redirect_uris=(REDIRECTS["public"],))
        self.tenant = build(plan, keys)
        self.user = self.tenant.users[plan.people()[0].address]
        first = self.tenant.apps[plan.client_id]
        second = App(str(uuid.uuid4()), "Other", str(uuid.uuid4()), redirect_uris=first.redirect_uris)
        second.consented = set(first.consented)
        self.apps = {"first": first, "second": second}
        self.tenant.apps[second.client_id] = second
        self.secrets = {"first": "", "second": ""}
        self.was: dict[str, str] = {}
        self.plan = plan
        self.now = 0.0
        self.issued: list[KnownToken] = []
        self.pending: list[KnownCode] = []
        self.expired_password = False
        self.serial = 0
        for name in self.apps:
            self._roll(name)

    def _roll(self, name: str) -> None:
        self.serial += 1
        self.was[name], self.secrets[name] = self.secrets[name], f"secret-{self.serial}"
        self.apps[name].secrets = [Secret(self.secrets[name], self.tenant.clock.now(), FOREVER)]

    @initialize(target=tokens)
    def first_tokens(self) -> Any:
        """The one that came with the tenant, and one of each platform."""
        came = self._know(KnownToken(self.plan.refresh_token, "first", "web", "confidential", 0.0, 0.0))
        return multiple(came, *(self.sign_in("first", platform, by_password=True) for platform in REDIRECTS))

    @rule(
        target=tokens,
        client=st.sampled_from(["first", "second"]),
        platform=st.sampled_from([*REDIRECTS]),
        by_password=st.booleans(),
    )
    def issue(self, client: str, platform: str, by_password: bool) -> KnownToken:
        """A sign-in whose code is redeemed at once."""
        return self.sign_in(client, platform, by_password=by_password)

    def sign_in(self, client: str, platform: str, *, by_password: bool) -> KnownToken:
        """What a whole sign-in ends in."""
        return self._redeem(self._sign_in(client, platform, by_password=by_password), "", set())

    @rule(target=codes, client=st.sampled_from(["first", "second"]), platform=st.sampled_from([*REDIRECTS]))
    def issue_code(self, client: str, platform: str) -> KnownCode:
        """A sign-in on the page, whose code waits."""
        return self._sign_in(client, platform, by_password=True)

    @rule(target=tokens, code=codes, fault=st.sampled_from(["", "", "", "client", "verifier", "no verifier"]))
    def redeem_code(self, code: KnownCode, fault: str) -> Any:
        """Good once, for ten minutes, for its own client, and with the verifier."""
        assume(code in self.pending)
        wanted = {"client": 700007, "verifier": 501481, "no verifier": 501481}
        reasons = {wanted[fault]} if fault else set[int]()
        reasons |= {54005} if code.redeemed else set()
        reasons |= {70008} if self._over(code.made, CODE_DEAD_AFTER) else set()
        if fault:
            # Whether a failed attempt uses a code up is not known; nothing more is asked of it.
            self.pending.remove(code)
        token = self._redeem(code, fault, reasons)
        return multiple() if reasons else token

    @rule(platform=st.sampled_from([*REDIRECTS]), wait=st.sampled_from([0, CODE_DEAD_AFTER - 60, CODE_DEAD_AFTER + 60]))
    def redeem_a_code_twice(self, platform: str, wait: int) -> None:
        """Ten minutes and once, also for whoever got hold of it."""
        code = self._sign_in("first", platform, by_password=True)
        self._age(wait)
        reasons = {70008} if wait > CODE_DEAD_AFTER else set[int]()
        self._redeem(code, "", reasons)
        self._redeem(code, "", reasons or {54005})

    @rule(target=tokens, token=tokens, more=st.booleans())
    def refresh(self, token: KnownToken, more: bool) -> Any:
        """A new one comes when it is asked for, and what was used goes on working."""
        newer = self._refresh(token, more=more)
        return multiple() if newer is token else newer

    @rule()
    def refresh_a_page_until_its_day_is_over(self) -> None:
        """However often a single-page application refreshes, the day began with the sign-in."""
        alive = [token for token in self.issued if token.platform == "spa" and not self._reasons(token)]
        assume(alive)
        self._age((alive[-1].signed_in + SPA_DEAD_AFTER - self.now) / 2)
        newer = self._refresh(alive[-1], more=True)
        self._age(newer.signed_in + SPA_DEAD_AFTER - self.now + 60)
        self._refresh(newer, more=True)

    @rule(token=tokens)
    def refresh_by_another_application(self, token: KnownToken) -> None:
        """A token is its own client's, dead or alive."""
        form = {"refresh_token": token.value, "scope": SCOPE}
        self._post("refresh_token", self._other(token.client), token.platform, form, {70000})

    @rule(token=tokens)
    def refresh_as_another_kind_of_client(self, token: KnownToken) -> None:
        """A confidential client's token wants the secret, a public client's refuses it."""
        assume(token.platform != "spa")
        other, expected = {"web": ("public", 7000218), "public": ("web", 700025)}[token.platform]
        form = {"refresh_token": token.value, "scope": SCOPE}
        self._post("refresh_token", token.client, other, form, {expected})

    @rule(client=st.sampled_from(["first", "second"]))
    def roll_the_secret(self, client: str) -> None:
        """It changes who may ask, not what is alive: the next refresh uses the new one."""
        self._roll(client)

    @rule(token=tokens)
    def refresh_with_the_secret_before(self, token: KnownToken) -> None:
        """A removed secret is a wrong one, whatever the token."""
        assume(token.platform == "web" and self.was[token.client])
        form = {"refresh_token": token.value, "scope": SCOPE, "client_secret": self.was[token.client]}
        self._post("refresh_token", token.client, "web", form, {7000215})

    @rule(event=st.sampled_from(EVENTS))
    def revoke(self, event: str) -> None:
        """Each event ends the kinds that the documentation lists for it, and no other."""
        upn = self.user.upn
        self.serial += 1
        password = f"password-{self.serial}"
        if event == "expires":
            self.tenant.password_expires(upn)
            self.expired_password = True
        elif event == "changes":
            self.tenant.user_changes_password(upn, password)
        elif event in {"portal", "entra_center"}:
            self.tenant.admin_resets_password(upn, password, event)
        elif event == "revoke":
            self.tenant.revoke_sessions(upn)
        else:
            self.tenant.sign_out(upn)
        if event in {"changes", "portal", "entra_center"}:
            self.expired_password = False
        for token in self.issued:
            token.ended = token.ended or token.kind in ENDS[event]
        # What becomes of a code that nobody has redeemed yet is not known.
        self.pending.clear()

    @rule(token=tokens)
    def refresh_while_the_user_is_disabled(self, token: KnownToken) -> None:
        """It is refused, and nothing of the account is lost."""
        self.user.enabled = False
        form = {"refresh_token": token.value, "scope": SCOPE}
        self._post("refresh_token", token.client, token.platform, form, {50057} | self._reasons(token))
        self.user.enabled = True

    @rule(days=st.integers(1, 60))
    def age_days(self, days: int) -> None:
        self._age(days * DAY + 7)

    @rule(minutes=st.integers(1, 400))
    def age_minutes(self, minutes: int) -> None:
        self._age(minutes * 60 + 7)

    @rule(token=tokens, past=st.booleans())
    def age_to_the_limit(self, token: KnownToken, past: bool) -> None:
        """A minute before a token's last moment, or a minute after it."""
        last = token.signed_in + SPA_DEAD_AFTER if token.platform == "spa" else token.made + DEAD_AFTER
        ahead = last - self.now + (60 if past else -60)
        assume(ahead > 0)
        self._age(ahead)

    @invariant()
    def nothing_went_wrong_inside(self) -> None:
        assert self.tenant.bugs == []

    def _redeem(self, code: KnownCode, fault: str, reasons: set[int]) -> KnownToken:
        client = self._other(code.client) if fault == "client" else code.client
        verifier = {"verifier": "w" * 43, "no verifier": ""}.get(fault, VERIFIER)
        form = {"code": code.value, "redirect_uri": REDIRECTS[code.platform], "code_verifier": verifier}
        answer = self._post("authorization_code", client, code.platform, form, reasons)
        if reasons:
            return self.issued[0]
        code.redeemed = True
        kind = "confidential" if code.platform == "web" else "password" if code.by_password else "other"
        value = str(answer["refresh_token"])
        return self._know(KnownToken(value, code.client, code.platform, kind, self.now, self.now))

    def _refresh(self, token: KnownToken, *, more: bool) -> KnownToken:
        reasons = self._reasons(token)
        form = {"refresh_token": token.value, "scope": f"{SCOPE} offline_access" if more else SCOPE}
        answer = self._post("refresh_token", token.client, token.platform, form, reasons)
        if reasons:
            return token
        assert ("refresh_token" in answer) == more
        if not more:
            return token
        newer = str(answer["refresh_token"])
        assert newer not in {known.value for known in self.issued}
        return self._know(KnownToken(newer, token.client, token.platform, token.kind, self.now, token.signed_in))

    def _age(self, seconds: float) -> None:
        self.tenant.clock.advance(seconds)
        self.now += seconds

    def _know(self, token: KnownToken) -> KnownToken:
        self.issued.append(token)
        return token

    def _other(self, client: str) -> str:
        return "second" if client == "first" else "first"

    def _over(self, made: float, limit: float) -> bool:
        assume(abs(self.now - made - limit) > NEAR)
        return self.now - made > limit

    def _reasons(self, token: KnownToken) -> set[int]:
        """Why a refresh must be refused; where there are several, any may be named."""
        reasons = {50173} if token.ended else set[int]()
        reasons |= {700082} if self._over(token.made, DEAD_AFTER) else set()
        reasons |= {700084} if token.platform == "spa" and self._over(token.signed_in, SPA_DEAD_AFTER) else set()
        return reasons

    def _sign_in(self, client: str, platform: str, *, by_password: bool) -> KnownCode:
        assume(not self.expired_password)
        form = {
            "client_id": self.apps[client].client_id,
            "response_type": "code",
            "redirect_uri": REDIRECTS[platform],
            "scope": f"{SCOPE} offline_access",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            "login": self.user.upn,
            "passwd": self.user.password,
        }
        answer = self._send("authorize", form, {})
        assert answer.status == 302, answer.body[-500:]
        value = parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]
        # The page knows only passwords: a sign-in with a key is said to have been one.
        self.tenant.codes[value].by_password = by_password
        code = KnownCode(value, client, platform, by_password, self.now)
        self.pending.append(code)
        return code

    def _post(
        self, grant: str, client: str, platform: str, form: dict[str, str], reasons: set[int]
    ) -> dict[str, object]:
        secret = {"client_secret": self.secrets[client]} if platform == "web" else {}
        origin = {"Origin": "https://app.example"} if platform == "spa" else {}
        whole = {"client_id": self.apps[client].client_id, "grant_type": grant, **secret, **form}
        response = self._send("token", whole, origin)
        answer: dict[str, Any] = json.loads(response.body)
        codes = answer.get("error_codes", [])
        assert (set(codes) <= reasons and codes) if reasons else response.status == 200, (reasons, answer)
        return answer

    def _send(self, endpoint: str, form: dict[str, str], more: dict[str, str]) -> Any:
        headers = {"Content-Type": "application/x-www-form-urlencoded", **more}
        body = urlencode({name: value for name, value in form.items() if value}).encode()
        return handle(self.tenant, "POST", f"{HOST}/{self.tenant.id}/oauth2/v2.0/{endpoint}", headers, body)


def test_the_promises_hold_in_any_order(keys: KeyRing) -> None:
    class WithKeys(Grants):
        def __init__(self) -> None:
            super().__init__(keys)

    run_state_machine_as_test(
        WithKeys,
        settings=settings(
            max_examples=100,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
        ),
    )
