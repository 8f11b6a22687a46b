"""Run a command against a tenant: its settings in the environment, its CA among the trusted roots."""

from __future__ import annotations

import contextlib
import os
import signal
import ssl
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

import certifi
from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.utils import CryptographyDeprecationWarning

from .box import Options, Settings
from .thread import running
from .wire.listening import CannotListen

TRUSTSTORE_PASSWORD = "changeit"  # Java's default; a trust store holds no secret
_BUNDLE_VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
NOT_FOUND, CANNOT_EXECUTE = 127, 126


def run_command(options: Options, command: list[str]) -> int:
    """Serve, run, and return the command's status: 127 not found, 128+n ended by signal n, 1 cannot listen."""
    try:
        with running(options) as box, tempfile.TemporaryDirectory(prefix="oauthmail-") as folder:
            environment = {**os.environ, **variables(box.settings, Path(folder))}
            return _supervise(command, environment)
    except CannotListen as error:
        print(f"oauthmail fakes: {error}", file=sys.stderr)
        return 1


def variables(settings: Settings, folder: Path) -> dict[str, str]:
    """The variables for a command; `folder` takes the bundle of roots and the Java trust store."""
    own = Path(settings.ca_file).read_bytes()
    roots = _system_roots()
    bundle = folder / "roots.pem"
    bundle.write_bytes(roots + b"\n" + own)
    store = folder / "roots.p12"
    store.write_bytes(_truststore(roots, own))
    found = {f"FAKE_{name.upper()}": str(value) for name, value in settings.as_dict().items()}
    found |= {name: str(bundle) for name in _BUNDLE_VARIABLES}
    return found | {"FAKE_TRUSTSTORE": str(store), "FAKE_TRUSTSTORE_PASSWORD": TRUSTSTORE_PASSWORD}


def _system_roots() -> bytes:
    """What this machine trusts; certifi's list where the system keeps its roots elsewhere than in a file."""
    path = os.environ.get("SSL_CERT_FILE") or ssl.get_default_verify_paths().cafile
    if path and Path(path).is_file():
        return Path(path).read_bytes()
    return Path(certifi.where()).read_bytes()


def _truststore(roots: bytes, own: bytes) -> bytes:
    certificates: list[x509.Certificate] = []
    warnings.simplefilter("ignore", CryptographyDeprecationWarning)  # about roots that are not ours to mend
    for block in roots.split(b"-----BEGIN CERTIFICATE-----")[1:]:
        # Bundles hold roots that a strict parser refuses; Java would not use them either.
        with contextlib.suppress(ValueError):
            certificates.append(x509.load_pem_x509_certificate(b"-----BEGIN CERTIFICATE-----" + block))
    certificates += x509.load_pem_x509_certificates(own)
    entries = [
        pkcs12.PKCS12Certificate(certificate, f"root-{n}".encode()) for n, certificate in enumerate(certificates)
    ]
    return pkcs12.serialize_java_truststore(entries, BestAvailableEncryption(TRUSTSTORE_PASSWORD.encode()))


def _supervise(command: list[str], environment: Mapping[str, str]) -> int:
    children: list[subprocess.Popen[bytes]] = []
    early: list[int] = []

    def pass_on(number: int, _frame: FrameType | None) -> None:
        if not children:
            early.append(number)
        for child in children:
            child.send_signal(number)

    def leave_to_child(_number: int, _frame: FrameType | None) -> None:
        """Ctrl-C reaches the child by itself (same terminal); a signal sent to us alone must be passed on."""

    # Before the child exists, which may signal us at once; functions, because it would inherit SIG_IGN.
    previous = signal.signal(signal.SIGTERM, pass_on), signal.signal(signal.SIGINT, leave_to_child)
    try:
        child = subprocess.Popen(command, env=environment)
        children.append(child)
        for number in early:
            child.send_signal(number)
        status = child.wait()
    except (FileNotFoundError, NotADirectoryError):
        print(f"oauthmail fakes: {command[0]}: command not found", file=sys.stderr)
        return NOT_FOUND
    except OSError as error:
        print(f"oauthmail fakes: {command[0]}: cannot be executed ({error.strerror})", file=sys.stderr)
        return CANNOT_EXECUTE
    finally:
        signal.signal(signal.SIGTERM, previous[0])
        signal.signal(signal.SIGINT, previous[1])
    return 128 - status if status < 0 else status
