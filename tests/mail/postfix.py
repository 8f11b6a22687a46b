"""Debian's Postfix as a submission server that nobody here wrote; Dovecot judges tokens for it and keeps the mail."""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.live.dovecot import Dovecot

PROGRAM = shutil.which("postfix", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
SECONDS = 20.0
_PAUSE = 0.05
_TRIES = 3

_MAIN = """
compatibility_level = 3.6
config_directory = {folder}/etc
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
mail_owner = postfix
setgid_group = postdrop
myhostname = localhost
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {certificate}
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {dovecot}/run/auth-client
smtpd_sasl_security_options = noanonymous
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
default_transport = error:nothing leaves this machine
virtual_mailbox_domains = {domain}
virtual_mailbox_base = {dovecot}/home
virtual_mailbox_maps = inline:{{ {{ {mailbox} = {mailbox}/mail/ }} }}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
"""

# Nothing is chrooted, and no service is there that could reach another machine.
_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True, slots=True)
class Postfix:
    """A running server: its submission port, and where it writes what it did."""

    port: int
    log: Path


class DidNotStart(RuntimeError):
    """Postfix ended instead of listening; str() holds what it said."""


@contextlib.contextmanager
def running(dovecot: Dovecot, certificate: Path, mailbox: str) -> Iterator[Postfix]:
    """A server that asks `dovecot` about logins and delivers to the maildir of `mailbox`. Raises DidNotStart."""
    folder = Path(tempfile.mkdtemp(prefix="oauthmail-postfix-"))
    try:
        process, server = _start(folder, dovecot, certificate, mailbox)
        try:
            yield server
        finally:
            _stop(process, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path, dovecot: Dovecot, certificate: Path, mailbox: str) -> tuple[subprocess.Popen[bytes], Postfix]:
    said = ""
    for _ in range(_TRIES):  # another program may take the port between our look and Postfix's
        with socket.create_server(("127.0.0.1", 0)) as taken:
            server = Postfix(int(taken.getsockname()[1]), folder / "log")
        _write(folder, server, dovecot.log.parent, certificate, mailbox)
        with (folder / "output").open("wb") as output:
            process = subprocess.Popen(
                [str(PROGRAM), "-c", str(folder / "etc"), "start-fg"],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        if _listens(process, server.port):
            return process, server
        _stop(process, folder)
        said = (folder / "output").read_text("utf-8", "replace")
        said += server.log.read_text("utf-8", "replace") if server.log.exists() else ""
    raise DidNotStart(said)


def _write(folder: Path, server: Postfix, dovecot: Path, certificate: Path, mailbox: str) -> None:
    folder.chmod(0o755)
    for name in ("etc", "queue", "data"):
        (folder / name).mkdir(exist_ok=True)
    owner = pwd.getpwnam("postfix")
    os.chown(folder / "data", owner.pw_uid, owner.pw_gid)
    values = {
        "folder": folder,
        "dovecot": dovecot,
        "certificate": certificate,
        "mailbox": mailbox,
        "domain": mailbox.partition("@")[2],
        "uid": pwd.getpwnam("mail").pw_uid,
        "gid": grp.getgrnam("mail").gr_gid,
    }
    (folder / "etc" / "main.cf").write_text(_MAIN.format(**values))
    (folder / "etc" / "master.cf").write_text(_MASTER.format(port=server.port))


def _listens(process: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until the port takes connections; False when the process ends before."""
    for _ in range(int(SECONDS / _PAUSE)):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_PAUSE)
            return False
    return False


def _stop(process: subprocess.Popen[bytes], folder: Path) -> None:
    """End the master, which left our group for one of its own; its script ends with it."""
    master = 0
    with contextlib.suppress(OSError, ValueError):
        master = int((folder / "queue" / "pid" / "master.pid").read_text())
    if master and process.poll() is None:
        # Its whole group, so that no server of it stays behind.
        os.killpg(master, signal.SIGTERM)
    else:
        process.terminate()
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        for group in filter(None, (master, process.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        process.wait(SECONDS)
