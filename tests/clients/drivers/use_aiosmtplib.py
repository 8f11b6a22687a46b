"""aiosmtplib, which always sends the initial response and answers an error challenge with an empty line."""

import asyncio

import aiosmtplib

from .settings import MAILBOX, PORT, RECIPIENT, SECONDS, TOKEN, TRUST, letter


async def token() -> str:
    return TOKEN


async def main() -> None:
    await aiosmtplib.send(
        letter(),
        sender=MAILBOX,
        recipients=[RECIPIENT],
        hostname="localhost",
        port=PORT,
        start_tls=True,
        tls_context=TRUST,
        username=MAILBOX,
        oauth_token_generator=token,
        timeout=SECONDS,
    )


asyncio.run(main())
