"""Which clients there are, what each speaks, and what must be installed for it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

# Debian's libmail-java.
JARS = ("/usr/share/java/javax.mail.jar", "/usr/share/java/javax.activation.jar")


@dataclass(frozen=True, slots=True)
class Client:
    """A mail client and its driver in `drivers/`.

    `needs` are programs, `module` a Python package, `package` one of npm's, `jar` a Java library. A resident driver
    does many jobs in one process. `flags` is false for a client that opens INBOX read-only, `starttls` for one that
    reads mail by implicit TLS only.
    """

    name: str
    driver: str
    protocols: tuple[str, ...]
    needs: tuple[str, ...] = ()
    module: str = ""
    package: str = ""
    jars: tuple[str, ...] = ()
    resident: bool = False
    flags: bool = True
    starttls: bool = True

    def missing(self, node_modules: str) -> str:
        """What is not installed, in a few words; empty when all is there."""
        for program in self.needs:
            if shutil.which(program) is None:
                return f"{program} is not installed"
        if self.module and find_spec(self.module) is None:
            return f"the package {self.module} is not installed"
        if self.package and not Path(node_modules, self.package).is_dir():
            return f"OAUTHMAIL_NODE_MODULES names no folder with {self.package}"
        return next((f"{jar} is not there" for jar in self.jars if not Path(jar).exists()), "")


_SMTP, _IMAP, _POP3 = ("smtp",), ("imap",), ("pop3",)

CLIENTS = {
    client.name: client
    for client in (
        Client("curl", "curl.sh", ("smtp", "imap", "pop3"), ("curl",)),
        Client("msmtp", "msmtp.sh", _SMTP, ("msmtp",)),
        Client("mpop", "mpop.sh", _POP3, ("mpop",)),
        Client("mutt", "mutt.sh", ("smtp", "imap"), ("mutt", "script")),
        Client(
            "getmail6",
            "getmail.sh",
            _IMAP,
            ("getmail", "getmail-gmail-xoauth-tokens"),
            flags=False,
            starttls=False,
        ),
        Client("nodemailer", "nodemailer.cjs", _SMTP, ("node",), package="nodemailer"),
        Client("imapflow", "imapflow.cjs", _IMAP, ("node",), package="imapflow"),
        Client("smtplib", "use_smtplib.py", _SMTP),
        Client("imaplib", "use_imaplib.py", _IMAP),
        Client("poplib", "use_poplib.py", _POP3),
        Client("aiosmtplib", "use_aiosmtplib.py", _SMTP, module="aiosmtplib"),
        Client("aioimaplib", "use_aioimaplib.py", _IMAP, module="aioimaplib", starttls=False),
        Client("imap_tools", "use_imap_tools.py", _IMAP, module="imap_tools"),
        Client("IMAPClient", "use_imapclient.py", _IMAP, module="imapclient"),
        Client(
            "emailproxy",
            "use_emailproxy.py",
            ("smtp", "imap", "pop3"),
            module="emailproxy",
            resident=True,
            starttls=False,
        ),
        Client("JavaMail", "JavaMail.java", ("smtp", "imap", "pop3"), ("java", "javac"), jars=JARS, resident=True),
    )
}
