"""What the command line says about an address, and about signing in for one run."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import idna
import pytest

from ..address import profile_of, token_file
from ..config.judging import ADDRESS, DOMAIN, GUID
from ..config.profile import Profile
from ..config.references import parse
from ..config.suggest import shown

WAYS = ("browser", "paste", "device")


@dataclass(frozen=True, slots=True)
class Asked:
    """The options, checked. `way` is one of WAYS, or empty where nobody signs in."""

    address: str = ""
    client_id: str = ""
    client_secret: str = ""
    way: str = ""
    save: Path | None = None

    @property
    def mode(self) -> str:
        """The mode of a run on an address."""
        return "live" if self.way else "address"

    def profile(self) -> Profile:
        """The settings that follow from the address, in the public cloud until the login hosts have been asked."""
        return profile_of(self.address, os.environ, client_id=self.client_id, client_secret=self.client_secret)

    def check(self, profile: Profile) -> None:
        """Refuse what cannot be signed in for."""
        from ..login.sign_in import redirect_uri_of  # noqa: PLC0415 - few runs sign in
        from ..login.unusable import Unusable  # noqa: PLC0415

        if not profile.grant.renews:
            raise pytest.UsageError(f"--login: in the flow '{profile.grant.flow}' of the profile nobody signs in")
        try:
            redirect_uri_of(profile, self.way)
        except Unusable as error:
            raise pytest.UsageError(f"--login: {error}") from None


def read_address(option: Callable[[str], Any]) -> Asked:
    """Read and refuse. Raises pytest.UsageError."""
    given = {name: option(name) for name in ("address", "client_id", "client_secret", "login", "save")}
    if not any(value is not None for value in given.values()):
        return Asked()
    if option("as_command") != "diagnose":
        raise pytest.UsageError(
            "--client-id, --login and --save belong to the command: oauthmail diagnose ADDRESS --client-id ID --login"
        )
    address, way = given["address"] or "", given["login"] or ""
    if way and way not in WAYS:
        raise pytest.UsageError(f"--login={way}: it is one of {', '.join(WAYS)}")
    if not address:
        _of_a_profile(given, option)
        return Asked(way=way)
    address = _in_ascii(address)
    _of_an_address(address, way, option)
    client_id, client_secret = _application(given, way)
    return Asked(address, client_id, client_secret, way, _save(given["save"], client_id))


def _in_ascii(address: str) -> str:
    """The address with its domain as DNS knows it (RFC 5891); as it is, where that cannot be."""
    local, at, domain = address.rpartition("@")
    try:
        return address if domain.isascii() else local + at + idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return address


def _of_a_profile(given: dict[str, Any], option: Callable[[str], Any]) -> None:
    for name in ("client_id", "client_secret", "save"):
        if given[name] is not None:
            word = f"--{name.replace('_', '-')}"
            raise pytest.UsageError(f"{word} goes with an address: oauthmail diagnose ADDRESS --client-id ID --login")
    if option("nagios"):
        raise pytest.UsageError("--login waits for a person: it cannot be used with --nagios")
    if not option("live"):
        raise pytest.UsageError("--login needs a profile or an address: the embedded tenant has nobody to sign in")


def _of_an_address(address: str, way: str, option: Callable[[str], Any]) -> None:
    if not ADDRESS.fullmatch(address) or not DOMAIN.fullmatch(address.rpartition("@")[2]):
        raise pytest.UsageError(f"diagnose {shown(address)}: that is neither a profile nor an address")
    for name in ("fault", "send_to", "only", "plan", "nagios"):
        if option(name) and not (way and name in {"send_to", "only"}):
            raise pytest.UsageError(f"--{name.replace('_', '-')} needs a profile: oauthmail diagnose PROFILE")


def _application(given: dict[str, Any], way: str) -> tuple[str, str]:
    """Client id, and the reference of its secret; both may be empty."""
    client_id, client_secret = given["client_id"] or "", given["client_secret"] or ""
    if bool(client_id) != bool(way):
        raise pytest.UsageError("--client-id and --login go together: an application signs somebody in")
    if client_id and not GUID.fullmatch(client_id):
        raise pytest.UsageError("--client-id takes the application (client) id, a GUID")
    if client_secret and parse(client_secret, Path.cwd(), "") is None:
        raise pytest.UsageError(
            "--client-secret takes a reference such as env:NAME or file:PATH, never the secret itself"
        )
    if client_secret and not client_id:
        raise pytest.UsageError("--client-secret goes with --client-id and --login")
    return client_id, client_secret


def _save(name: str | None, client_id: str) -> Path | None:
    if name is None:
        return None
    path = Path(name)
    if not client_id:
        raise pytest.UsageError("--save needs --client-id: a profile without an application is of no use")
    if path.suffix != ".toml":
        raise pytest.UsageError(f"--save {name}: a profile is a .toml file")
    for one in (path, token_file(path)):
        if os.path.lexists(one):
            raise pytest.UsageError(f"--save {name}: {one} exists already and is left as it is")
    if not path.absolute().parent.is_dir():
        raise pytest.UsageError(f"--save {name}: there is no folder {path.absolute().parent}")
    return path
