"""smtplib, imaplib and poplib as they are used everywhere: the token in one line, and again for every challenge."""

from __future__ import annotations

import base64
import imaplib
import json
import poplib
import smtplib
import ssl
import sys
from typing import Any

CAN = {
    "name": "Python's own library",
    "version": sys.version.split()[0],
    "actions": ["send", "fetch-imap", "fetch-pop3"],
    "grants": [],
    "tls": ["starttls"],
    "mechanisms": ["XOAUTH2"],
    "session": True,
}


def act(job: dict[str, Any]) -> None:
    context = ssl.create_default_context(cafile=job["ca_file"])
    leg = {"send": "smtp", "fetch-imap": "imap", "fetch-pop3": "pop3"}[job["action"]]
    place = job[leg]
    response = f"user={place['user']}\x01auth=Bearer {job['oauth']['access_token']}\x01\x01"
    if leg == "smtp":
        with smtplib.SMTP(place["host"], place["port"], timeout=3) as smtp:
            smtp.starttls(context=context)
            smtp.ehlo()
            smtp.auth("XOAUTH2", lambda challenge=None: response)
            smtp.sendmail(job["from"], job["to"], "Subject: x\r\n\r\nx")
    elif leg == "imap":
        imap = imaplib.IMAP4(place["host"], place["port"], timeout=3)
        imap.starttls(context)
        imap.authenticate("XOAUTH2", lambda _challenge: response.encode())
        imap.select("INBOX", readonly=True)
        imap.logout()
    else:
        pop = poplib.POP3(place["host"], place["port"], timeout=3)
        pop.stls(context)
        pop.capa()
        blob = base64.b64encode(response.encode()).decode()
        # poplib has no AUTH; everybody uses its private methods.
        pop._shortcmd("AUTH XOAUTH2")  # type: ignore[attr-defined]
        pop._shortcmd(blob)  # type: ignore[attr-defined]
        pop.stat()
        pop.quit()


if __name__ == "__main__":
    if sys.argv[1:] == ["--capabilities"]:
        sys.stdout.write(json.dumps(CAN) + "\n")
        sys.exit(0)
    for text in sys.stdin:
        try:
            act(json.loads(text))
            answer: dict[str, object] = {"ok": True}
        except (OSError, smtplib.SMTPException, imaplib.IMAP4.error, poplib.error_proto, ValueError) as error:
            answer = {"ok": False, "error": type(error).__name__}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
