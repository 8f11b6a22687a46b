"""The mutants: each is the right client with one rule broken, and says which rule a case must catch it by."""

from __future__ import annotations

import base64
import json
import ssl
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from .right import Failed, Line, Right


class LoginBeforeTls(Right):
    def start_tls(self, leg: str, line: Line, offered: set[str], hello: Any) -> set[str]:
        self.log_in(leg, line, self.token(), offered)
        return super().start_tls(leg, line, offered, hello)


class GoesOnWithoutTls(Right):
    starttls_optional = True


class KeepsCapabilities(Right):
    asks_again = False


class TlsUnverified(Right):
    def context(self) -> ssl.SSLContext:
        return ssl._create_unverified_context()


class TlsAnyName(Right):
    def context(self) -> ssl.SSLContext:
        made = super().context()
        made.check_hostname = False
        return made


class TlsAnyDate(Right):
    def context(self) -> ssl.SSLContext:
        made = super().context()
        made.verify_flags |= ssl.VerifyFlags(0x200000)  # X509_V_FLAG_NO_CHECK_TIME
        return made


class SpeaksOldTls(Right):
    def context(self) -> ssl.SSLContext:
        made = super().context()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            made.minimum_version = ssl.TLSVersion.TLSv1
        made.set_ciphers("DEFAULT:@SECLEVEL=0")
        return made


class NoServerName(Right):
    def context(self) -> ssl.SSLContext:
        made = super().context()
        made.check_hostname = False
        return made

    def server_name(self, host: str) -> str | None:
        return None


class StartsTlsTwice(Right):
    def inside(self, leg: str, line: Line, hello: Any, before: set[str]) -> set[str]:
        offered = super().inside(leg, line, hello, before)
        verb = "STLS" if leg == "pop3" else "STARTTLS"
        if verb in offered:
            line.write(f"t {verb}" if leg == "imap" else verb)
            line.read()
        return offered


class TrustsPreauth(Right):
    def greeting(self, leg: str, line: Line) -> None:
        if "PREAUTH" not in (words := line.read()):
            return
        line.write("e EXAMINE INBOX")
        raise Failed(words)


class Fallback(Right):
    def password(self, leg: str, line: Line, secret: str) -> bool:
        user = self.job[leg]["user"]
        if leg == "smtp":
            line.write("AUTH PLAIN " + base64.b64encode(f"\0{user}\0{secret}".encode()).decode())
        elif leg == "imap":
            line.write(f'l LOGIN "{user}" "{secret}"')
        else:
            line.write(f"USER {user}")
            line.read()
            line.write(f"PASS {secret}")
        line.read()
        return False


class FallsBackWhereRefused(Fallback):
    def refused(self, leg: str, line: Line, token: str) -> bool:
        try:
            return self.password(leg, line, token)
        except (OSError, Failed):
            # Closed: so again, from the start, with a password.
            again = Line(self.job[leg]["host"], self.job[leg]["port"], self.seconds)
            words = {"smtp": self.smtp_hello, "imap": self.imap_hello, "pop3": self.pop3_hello}[leg]
            try:
                self.greeting(leg, again)
                self.start_tls(leg, again, words(again), words)
                return self.password(leg, again, token)
            finally:
                again.socket.close()


class FallsBackWhereNotOffered(Fallback):
    def not_offered(self, leg: str, line: Line, token: str) -> bool:
        self.password(leg, line, token)
        raise Failed("refused")


class FallsBackWithoutToken(Fallback):
    once_more = False

    def token(self) -> str:
        try:
            return super().token()
        except (OSError, Failed, ValueError):
            return ""

    def log_in(self, leg: str, line: Line, token: str, offered: set[str]) -> bool:
        if not token:
            return self.password(leg, line, self.job["oauth"]["client_secret"])
        return super().log_in(leg, line, token, offered)


class TriesWhatIsNotOffered(Right):
    needs_offer = False


class TakesRefusalForSuccess(Right):
    refusals_count = False


class HidesFailure(Right):
    tells = False


class TriesTheSameTokenAgain(Right):
    def mail(self, leg: str) -> None:
        token = self.token()
        if not (self.attempt(leg, token) or self.attempt(leg, token)):
            raise Failed("refused")


class LongAuthLine(Right):
    def initial(self, leg: str, command: str, offered: set[str]) -> bool:
        return leg == "smtp" or super().initial(leg, command, offered)


class AlwaysInitialResponse(Right):
    def initial(self, leg: str, command: str, offered: set[str]) -> bool:
        return leg == "imap" or super().initial(leg, command, offered)


class ResponseTooEarly(Right):
    def log_in(self, leg: str, line: Line, token: str, offered: set[str]) -> bool:
        if leg == "imap":
            return super().log_in(leg, line, token, offered)
        response = self.response(leg, token)
        line.write(f"AUTH XOAUTH2\r\n{response}")
        if not self.asked(leg, self.heard(leg, line)):
            return False
        return self.verdict(leg, line, response)


class Pop3OneLine(Right):
    def initial(self, leg: str, command: str, offered: set[str]) -> bool:
        return leg == "pop3" or super().initial(leg, command, offered)


class AnswersChallengeWithToken(Right):
    def answer_to_challenge(self, response: str) -> str:
        return response


class SecretInUrl(Right):
    def message(self, path: str, form: dict[str, str]) -> tuple[str, str, str]:
        secret = urlencode({"client_secret": form["client_secret"]})
        path, body, kind = super().message(path, form)
        return f"{path}?{secret}", body, kind


class AsksInJson(Right):
    def message(self, path: str, form: dict[str, str]) -> tuple[str, str, str]:
        return path, json.dumps(form), "application/json"


class AsksForTwoResources(Right):
    def scope(self) -> str:
        return f"{super().scope()} https://graph.microsoft.com/User.Read"


class WidensScope(Right):
    def scope(self) -> str:
        return f"{super().scope()} https://outlook.office.com/POP.AccessAsUser.All"


class RefreshesWithoutEnd(Right):
    def mail(self, leg: str) -> None:
        if not self.attempt(leg, self.token()) and not self.again(leg):
            raise Failed("refused")

    def again(self, leg: str) -> bool:
        return "refresh_token" in self.job["oauth"] and any(self.attempt(leg, self.renewed()) for _ in range(4))


class NeverRefreshes(Right):
    once_more = False


class UsesTokensPastTheirEnd(Right):
    margin = -3600.0


class ForgetsRotatedToken(Right):
    def kept(self) -> str:
        return ""


class ForgetsSignIn(ForgetsRotatedToken):
    # Nor does it keep an access token, so after a sign-in nothing is there.
    margin = 1e9


class RepeatsInvalidGrant(Right):
    def no_token(self, form: dict[str, str], error: str) -> str:
        self.post(form)
        raise Failed(error)


class IgnoresRetryAfter(Right):
    def later(self, form: dict[str, str], headers: Mapping[str, str], last: Any) -> Any:
        return self.post(form)


class ForgetsGrantOnTrouble(Right):
    broken = False

    def later(self, form: dict[str, str], headers: Mapping[str, str], last: Any) -> Any:
        self.keep("gone")
        return last


class AsksWithoutTls(Right):
    def post(self, form: dict[str, str]) -> tuple[int, dict[str, str], str]:
        parts = urlsplit(self.job["oauth"]["token_url"])
        return self.exchange(parts, form, self.token_context() if parts.scheme == "https" else None)


class TokenTlsUnverified(Right):
    def token_context(self) -> ssl.SSLContext | None:
        return ssl._create_unverified_context()


class PrintsToken(Right):
    def attempt(self, leg: str, token: str) -> bool:
        self.printed += base64.b64encode(f"x{token}".encode())[40:80]
        return super().attempt(leg, token)


class NeverEnds(Right):
    def run(self, job: Mapping[str, Any], persuade: Any) -> Any:
        from dataclasses import replace

        return replace(super().run(job, persuade), timed_out=True)


@dataclass(frozen=True)
class Mutant:
    """A wrong client, and the names of the rules that it breaks, whichever case sees it."""

    client: type[Right]
    breaks: frozenset[str]


def _mutant(client: type[Right], *breaks: str) -> Mutant:
    return Mutant(client, frozenset(breaks))


MUTANTS: Mapping[str, Mutant] = {
    "login-before-tls": _mutant(
        LoginBeforeTls,
        *("nothing-in-clear", "two-logins", "one-login", "no-login", "nothing-inside"),
        *("asks-again", "refusal-is-final", "offered-only"),
    ),
    "goes-on-without-tls": _mutant(GoesOnWithoutTls, "nothing-in-clear", "no-login"),
    "keeps-capabilities": _mutant(KeepsCapabilities, "asks-again", "offered-only", "no-login", "says-so"),
    "tls-unverified": _mutant(TlsUnverified, "nothing-inside", "no-login", "says-so", "no-old-versions"),
    "tls-any-name": _mutant(TlsAnyName, "nothing-inside", "no-login", "says-so"),
    "tls-any-date": _mutant(TlsAnyDate, "nothing-inside"),
    "speaks-old-tls": _mutant(SpeaksOldTls, "no-old-versions"),
    "no-server-name": _mutant(NoServerName, "names-the-host", "nothing-inside", "no-login"),
    "starts-tls-twice": _mutant(StartsTlsTwice, "starts-once", "signed-in"),
    "trusts-preauth": _mutant(TrustsPreauth, "nothing-in-clear"),
    "falls-back-where-refused": _mutant(FallsBackWhereRefused, "no-password", "two-logins", "one-login"),
    "falls-back-where-not-offered": _mutant(FallsBackWhereNotOffered, "no-password", "no-login"),
    "falls-back-without-token": _mutant(FallsBackWithoutToken, "no-password", "no-login"),
    "tries-what-is-not-offered": _mutant(TriesWhatIsNotOffered, "offered-only", "no-login", "says-so"),
    "takes-refusal-for-success": _mutant(TakesRefusalForSuccess, "refusal-is-final", "says-so"),
    "hides-failure": _mutant(HidesFailure, "says-so"),
    "tries-the-same-token-again": _mutant(TriesTheSameTokenAgain, "one-login"),
    "long-auth-line": _mutant(LongAuthLine, "short-line", "signed-in"),
    "always-initial-response": _mutant(AlwaysInitialResponse, "initial-where-offered"),
    "response-too-early": _mutant(ResponseTooEarly, "waits-for-challenge"),
    "pop3-one-line": _mutant(Pop3OneLine, "two-lines"),
    "answers-challenge-with-token": _mutant(AnswersChallengeWithToken, "answers-challenge"),
    "secret-in-url": _mutant(SecretInUrl, "asked-by-form"),
    "asks-in-json": _mutant(AsksInJson, "asked-by-form"),
    "asks-for-two-resources": _mutant(AsksForTwoResources, "one-resource"),
    "widens-scope": _mutant(WidensScope, "one-resource"),
    "refreshes-without-end": _mutant(RefreshesWithoutEnd, "two-token-requests", "two-logins"),
    "never-refreshes": _mutant(NeverRefreshes, "delivered"),
    "uses-tokens-past-their-end": _mutant(UsesTokensPastTheirEnd, "asks-before-login"),
    "forgets-rotated-token": _mutant(ForgetsRotatedToken, "newest-refresh-token"),
    "forgets-sign-in": _mutant(ForgetsSignIn, "newest-refresh-token", "delivered"),
    "repeats-invalid-grant": _mutant(RepeatsInvalidGrant, "one-token-request"),
    "ignores-retry-after": _mutant(IgnoresRetryAfter, "waits-as-told"),
    "forgets-grant-on-trouble": _mutant(ForgetsGrantOnTrouble, "newest-refresh-token", "delivered"),
    "asks-without-tls": _mutant(AsksWithoutTls, "no-token-request"),
    "token-tls-unverified": _mutant(TokenTlsUnverified, "no-token-request"),
    "prints-token": _mutant(PrintsToken, "no-secret-printed"),
    "never-ends": _mutant(NeverEnds, "ends"),
}
