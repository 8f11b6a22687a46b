"""How an Exchange Online server calls itself, in banners and behind errors.

Forms: simonrob/email-oauth2-proxy#95, #193 and #297, 2022 to 2024. The site `FAK` does not exist.
"""

from __future__ import annotations

import base64
import datetime
import secrets
from dataclasses import dataclass

_SHORT = "FA0P281CA0094"
_LONG = "FA0P281CA0094.FAKP281.PROD.OUTLOOK.COM"


@dataclass(frozen=True, slots=True)
class ServerName:
    """The name of one server in one session; `session` are 16 hexadecimal digits."""

    session: str

    @property
    def banner(self) -> str:
        """The host in the SMTP banner and the EHLO reply."""
        return f"{_SHORT}.outlook.office365.com"

    @property
    def mail_host(self) -> str:
        """The mailbox server in the reply to an accepted message."""
        return "FAKPR01MB2920.fakprd01.prod.outlook.com"

    @property
    def utf16(self) -> str:
        """The bracket of the IMAP and POP3 greeting: base64 of the UTF-16LE name."""
        return base64.b64encode(_LONG.encode("utf-16-le")).decode()

    @property
    def server(self) -> str:
        """The long name, which stands behind SMTP errors."""
        return _LONG

    def time(self) -> str:
        """Now, as it stands behind SMTP errors."""
        now = datetime.datetime.now(datetime.UTC)
        return f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03d}Z"


def new_session() -> ServerName:
    """A server name with a session id of its own."""
    return ServerName("08DE" + secrets.token_hex(6).upper())
