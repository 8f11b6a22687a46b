"""Nothing that was sent in plaintext behind STARTTLS or STLS is carried out or answered under TLS."""

from __future__ import annotations

import ssl

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fakes.thread import ThreadedBox

from .tenant import encode, on_store
from .wire import Wire

COMMANDS = {
    "imap": (
        "CAPABILITY",
        "NOOP",
        "LOGOUT",
        'LIST "" *',
        "SELECT INBOX",
        "STARTTLS",
        "ID NIL",
        "APPEND INBOX {3+}\r\nabc",
    ),
    "pop3": ("CAPA", "QUIT", "STLS", "NOOP", "USER x", "STAT", "DELE 1"),
}


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
# Not shrunk: a failure takes a time limit each.
@settings(deadline=None, max_examples=25, suppress_health_check=[*HealthCheck], phases=[Phase.generate])
@given(data=st.data(), logs_in=st.booleans(), tail=st.binary(max_size=20))
def test_nothing_in_plaintext_is_carried_out(
    shared_box: ThreadedBox, trust: ssl.SSLContext, protocol: str, data: st.DataObject, logs_in: bool, tail: bytes
) -> None:
    box = shared_box
    box.reset()
    lines = data.draw(st.lists(st.sampled_from(COMMANDS[protocol]), max_size=5))
    response = encode(box.settings.mailbox, box.settings.access_token)
    if logs_in:
        imap, pop3 = [f"AUTHENTICATE XOAUTH2 {response}"], ["AUTH XOAUTH2", response]
        lines = [*(imap if protocol == "imap" else pop3), *lines]
    tag = "p " if protocol == "imap" else ""
    injected = "".join(f"{tag}{line}\r\n" for line in lines).encode() + tail
    client = Wire(getattr(box.settings, f"{protocol}_starttls_port"), trust, tls=False)
    try:
        client.line()
        client.send((b"s STARTTLS\r\n" if protocol == "imap" else b"STLS\r\n") + injected)
        assert client.line().startswith(("s OK ", "+OK "))
        client.start_tls()
        if protocol == "imap":
            assert client.ask("CAPABILITY")[0].startswith("* CAPABILITY IMAP4 IMAP4rev1 AUTH=XOAUTH2 LOGINDISABLED")
        else:
            assert client.pop("STAT") == "-ERR Command is not valid in this state."
    finally:
        client.close()
    assert on_store(box, lambda store: len(store.folders["INBOX"].messages)) == 2
    assert box.ask(lambda tenant: [*tenant.bugs]) == []
