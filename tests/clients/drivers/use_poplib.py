"""The standard library's poplib. It has no AUTH, and its private helpers take every line that begins with + for +OK."""

import base64
import poplib
from typing import Any

from .settings import IMPLICIT, PORT, RESPONSE, SECONDS, SUBJECT, TRUST

pop: Any
if IMPLICIT:
    pop = poplib.POP3_SSL("localhost", PORT, timeout=SECONDS, context=TRUST)
else:
    pop = poplib.POP3("localhost", PORT, timeout=SECONDS)
    pop.stls(TRUST)
pop._shortcmd("AUTH XOAUTH2")
answer = pop._shortcmd(base64.b64encode(RESPONSE.encode()).decode())
if not answer.startswith(b"+OK"):
    raise poplib.error_proto(answer)
count = len(pop.list()[1])
assert SUBJECT.encode() in b"\n".join(pop.retr(count)[1])
pop.quit()
