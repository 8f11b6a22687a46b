"""A log of mixed content, for `explain`: no two lines alike, many near misses, some lines very long."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable, Iterator

_SOUP = """
connection mail smtp imap token refresh queue message deliver retry server client tls certificate expired valid login
account user mailbox scope audience tenant secret password policy timeout refused closed reset unknown host error warn
handler worker request response header cookie session cache index shard commit offset lease renew probe ready
"""
_WORDS = _SOUP.split()
_HOSTS = (
    "smtp.office365.com",
    "outlook.office365.com",
    "login.microsoftonline.com",
    "db.example.org",
    "cache.example.net",
)
_TROUBLES = (
    "[Errno 111] Connection refused",
    "java.net.SocketTimeoutException: Read timed out",
    "javax.net.ssl.SSLHandshakeException: PKIX path building failed",
    "535 5.7.3 Authentication unsuccessful [AM0PR01CA0094.eurprd01.prod.exchangelabs.com]",
    "535 5.7.8 Error: authentication failed",
    "550 5.1.1 User unknown",
    "A1 NO AUTHENTICATE failed.",
    '{"error":"invalid_grant","error_description":"AADSTS50173: The provided grant has expired"}',
    "HTTP/1.1 503 Service Unavailable",
    "430 4.2.0 STOREDRV; mailbox logon failure",
    "certificate verify failed: unable to get local issuer certificate",
)


def varied(octets: int, seed: int = 7) -> Iterator[bytes]:
    """Lines of a log, about `octets` in all, the same for the same seed."""
    chance = random.Random(seed)
    shapes: tuple[tuple[Callable[[random.Random], str], int], ...] = (
        (_plain, 600), (_access, 150), (_trouble, 120), (_trace, 60), (_record, 60), (_dump, 1),
    )  # fmt: skip
    makers, weights = zip(*shapes, strict=True)
    made = 0
    while made < octets:
        line = (chance.choices(makers, weights)[0](chance) + "\n").encode()
        made += len(line)
        yield line


def _stamp(chance: random.Random) -> str:
    clock = f"{chance.randrange(24):02}:{chance.randrange(60):02}:{chance.randrange(60):02}"
    return f"2026-11-{chance.randrange(1, 31):02} {clock},{chance.randrange(1000):03}"


def _prose(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(_WORDS, k=count))


def _plain(chance: random.Random) -> str:
    name = f"com.contoso.{chance.choice(_WORDS)}.{chance.choice(_WORDS).title()}{chance.randrange(99)}"
    return f"{_stamp(chance)} INFO [{chance.randbytes(4).hex()}] {name} - {_prose(chance, chance.randrange(4, 22))}"


def _access(chance: random.Random) -> str:
    address = ".".join(str(chance.randrange(256)) for _ in range(4))
    path = f"/{chance.choice(_WORDS)}/{chance.randbytes(8).hex()}?q={chance.choice(_WORDS)}&n={chance.randrange(10**6)}"
    status = chance.choice((200, 304, 404, 503))
    return f'{address} - - [{_stamp(chance)}] "GET {path} HTTP/1.1" {status} {chance.randrange(99999)}'


def _trouble(chance: random.Random) -> str:
    return (
        f"{_stamp(chance)} ERROR {chance.choice(_HOSTS)}:{chance.choice((587, 993, 5432))} {chance.choice(_TROUBLES)}"
    )


def _trace(chance: random.Random) -> str:
    frames = "".join(_frame(chance) for _ in range(chance.randrange(5, 30)))
    return f"{_stamp(chance)} WARN {chance.choice(_TROUBLES)}{frames}\nCaused by: {chance.choice(_TROUBLES)}"


def _frame(chance: random.Random) -> str:
    name = ".".join(chance.choices(_WORDS, k=2))
    return f"\n\tat com.contoso.{name}({chance.choice(_WORDS)}.java:{chance.randrange(999)})"


def _record(chance: random.Random) -> str:
    fields = {word: _prose(chance, 6) for word in chance.sample(_WORDS, 12)}
    return json.dumps(
        {"@timestamp": _stamp(chance), "id": chance.randbytes(16).hex(), "url": "https://a/?x=%20", **fields}
    )


def _dump(chance: random.Random) -> str:
    return (
        f"{_stamp(chance)} DEBUG body {base64.b64encode(chance.randbytes(chance.randrange(20_000, 90_000))).decode()}"
    )
