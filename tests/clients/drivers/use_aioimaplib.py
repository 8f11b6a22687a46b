"""aioimaplib, which sends the initial response without being offered it, by implicit TLS only. Here it idles too."""

import asyncio

import aioimaplib

from .settings import MAILBOX, PORT, SECONDS, SUBJECT, TOKEN, TRUST


async def main() -> None:
    imap = aioimaplib.IMAP4_SSL("localhost", PORT, timeout=SECONDS, ssl_context=TRUST)
    await imap.wait_hello_from_server()
    answer = await imap.xoauth2(MAILBOX, TOKEN)
    assert answer.result == "OK", answer
    assert (await imap.list('""', "*")).result == "OK"
    answer = await imap.select("INBOX")
    last = next(line.split()[0] for line in answer.lines if line.endswith(b" EXISTS")).decode()
    answer = await imap.fetch(last, "(RFC822)")
    assert any(SUBJECT.encode() in line for line in answer.lines)
    assert (await imap.store(last, "+FLAGS", r"(\Flagged)")).result == "OK"
    if imap.has_capability("IDLE"):
        idle = await imap.idle_start(timeout=SECONDS)
        imap.idle_done()
        await asyncio.wait_for(idle, SECONDS)
    await imap.logout()


asyncio.run(main())
