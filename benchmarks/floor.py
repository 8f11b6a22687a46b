"""The least that a login and a token can cost: a TLS accept that says one line, and one RS256 signature."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import sys
import time
from pathlib import Path

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa


def signature_seconds(rounds: int) -> float:
    """CPU seconds of one RS256 signature over claims of ordinary size, with a key object."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    claims = {"aud": "https://outlook.office.com", "iat": 1, "exp": 2, "scp": "x" * 1200}
    started = time.process_time()
    for _ in range(rounds):
        jwt.encode(claims, key, algorithm="RS256")
    return (time.process_time() - started) / rounds


async def tls_floor(certificate: Path, ready: asyncio.Future[int]) -> None:
    """A bare asyncio TLS server that greets and closes."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0, ssl=context)
    ready.set_result(server.sockets[0].getsockname()[1])
    async with server:
        await server.serve_forever()


async def _run(certificate: Path) -> None:
    ready: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    ready.add_done_callback(lambda port: print(port.result(), flush=True))
    await tls_floor(certificate, ready)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(Path(sys.argv[1])))
