"""Debian's Dovecot 2.3 as a mail server that nobody here wrote: it judges tokens by the tenant's public key."""

from __future__ import annotations

import contextlib
import getpass
import grp
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives import serialization

from fakes.entra.keys import SigningKey

PROGRAM = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
SECONDS = 20.0
_TRIES = 3
_PAUSE = 0.05

_OAUTH2 = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={keys}/
issuers = {issuer}
username_attribute = upn
"""
# A local validation holds it against the claim aud.
_AUDIENCE = "client_id = {}\n"

# `auth_failure_delay` and the penalty socket would make refusals slow; the stores are made at the first login.
_MAIN = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap pop3{more}
listen = 127.0.0.1
ssl = required
ssl_cert = <{certificate}
ssl_key = <{certificate}
auth_mechanisms = xoauth2
auth_failure_delay = 0
first_valid_uid = 1
mail_location = maildir:~/mail
namespace inbox {{
  inbox = yes
  separator = /
}}
default_internal_user = {internal}
default_login_user = {login}
{unprivileged}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
userdb {{
  driver = static
  args = uid={mail} gid={group} home={folder}/home/%u
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service auth {{
  unix_listener auth-client {{
    mode = 0666
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {imap}
    ssl = yes
  }}
}}
service pop3-login {{
  inet_listener pop3 {{
    port = 0
  }}
  inet_listener pop3s {{
    port = {pop3}
    ssl = yes
  }}
}}
"""

# Submission passes on to a relay, which it also asks for its capabilities.
_SUBMISSION = """
hostname = localhost
submission_relay_host = 127.0.0.1
submission_relay_port = {relay}
service submission-login {{
  inet_listener submission {{
    port = {submission}
  }}
  inet_listener submissions {{
    port = 0
  }}
}}
"""

# Without root there is nobody to become and no chroot to go into.
_CHROOTED = ("anvil", "imap-login", "pop3-login", "submission-login", "stats")


@dataclass(frozen=True, slots=True)
class Dovecot:
    """A running server: its ports, where it writes what it did, and its main process.

    The submission port is 0 where no relay was given.
    """

    imap_port: int
    pop3_port: int
    log: Path
    submission_port: int = 0
    pid: int = 0


class DidNotStart(RuntimeError):
    """Dovecot ended instead of listening; str() holds what it said."""


@contextlib.contextmanager
def running(
    key: SigningKey, issuer: str, certificate: Path, relay_port: int = 0, audience: str = ""
) -> Iterator[Dovecot]:
    """A server that takes tokens of `issuer` signed by `key`; `certificate` is a PEM file with its key.

    With the port of a relay it takes submissions, too. `audience` is whom a token must be for; empty for anybody.

    Raises DidNotStart.
    """
    assert PROGRAM is not None
    # Not below pytest's folders: those are closed to the users that Dovecot becomes.
    folder = Path(tempfile.mkdtemp(prefix="oauthmail-dovecot-"))
    try:
        process, server = _start(folder, key, issuer, certificate, relay_port, audience)
        try:
            yield server
        finally:
            process.terminate()
            try:
                process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(
    folder: Path, key: SigningKey, issuer: str, certificate: Path, relay_port: int, audience: str
) -> tuple[subprocess.Popen[bytes], Dovecot]:
    said = ""
    for _ in range(_TRIES):  # another program may take a port between our look and Dovecot's
        server = Dovecot(_free_port(), _free_port(), folder / "log", _free_port() if relay_port else 0)
        _write(folder, server, key, issuer, certificate, relay_port)
        if audience:
            with (folder / "oauth2.conf").open("a") as settings:
                settings.write(_AUDIENCE.format(audience))
        output = folder / "output"
        with output.open("wb") as out:
            process = subprocess.Popen(
                [str(PROGRAM), "-F", "-c", str(folder / "dovecot.conf")], stdout=out, stderr=subprocess.STDOUT
            )
        if _listens(process, server.imap_port) and _listens(process, server.pop3_port):
            return process, replace(server, pid=process.pid)
        process.kill()
        process.wait(SECONDS)
        said = output.read_text("utf-8", "replace") + (
            server.log.read_text("utf-8", "replace") if server.log.exists() else ""
        )
    raise DidNotStart(said)


def _write(folder: Path, server: Dovecot, key: SigningKey, issuer: str, certificate: Path, relay_port: int) -> None:
    folder.chmod(0o755)
    # Keys are looked up as <azp, or "default">/<alg>/<kid>; version 1.0 tokens have no azp.
    keys = folder / "keys"
    place = keys / "default" / "RS256"
    place.mkdir(parents=True, exist_ok=True)
    public = key.public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (place / key.id).write_bytes(public)
    home = folder / "home"
    home.mkdir(exist_ok=True)
    mine, group = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name
    if root := os.geteuid() == 0:
        shutil.chown(home, "mail", "mail")
    without = [f"default_internal_group = {group}"]
    without += [f"service {service} {{\n  chroot =\n}}" for service in _CHROOTED]
    (folder / "oauth2.conf").write_text(_OAUTH2.format(keys=keys, issuer=issuer))
    (folder / "dovecot.conf").write_text(
        _MAIN.format(
            folder=folder,
            certificate=certificate,
            internal="dovecot" if root else mine,
            login="dovenull" if root else mine,
            mail="mail" if root else mine,
            group="mail" if root else group,
            unprivileged="" if root else "\n".join(without),
            imap=server.imap_port,
            pop3=server.pop3_port,
            more=" submission" if relay_port else "",
        )
        + (_SUBMISSION.format(relay=relay_port, submission=server.submission_port) if relay_port else "")
    )


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _listens(process: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until the port takes connections; False when the process ends before."""
    for _ in range(int(SECONDS / _PAUSE)):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_PAUSE)
            return False
    return False
