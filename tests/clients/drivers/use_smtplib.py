"""The standard library's smtplib. Its callback gets no say in what answers an error challenge: the token, again."""

import smtplib

from .settings import MAILBOX, PORT, RECIPIENT, RESPONSE, SECONDS, TRUST, letter

with smtplib.SMTP("localhost", PORT, "client.example", SECONDS) as smtp:
    smtp.starttls(context=TRUST)
    smtp.ehlo()
    smtp.auth("XOAUTH2", lambda _=None: RESPONSE)
    smtp.sendmail(MAILBOX, [RECIPIENT], letter())
