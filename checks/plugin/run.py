"""What a run was asked to do, and where the modules of the plugin find it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from ..config.profile import Profile
from ..config.references import Secret
from ..config.view import SecretView
from ..redactor import Redactor


@dataclass(frozen=True, slots=True)
class Run:
    """One run.

    `mode` is `embedded` (the tenant in a box), `live`, `settings` (static checks of a profile), `client` (`adapter` is
    the command that is judged) or `address` (what can be asked about an address without any credential). `as_command`
    is the verb of the command `oauthmail` that started it, or empty. `warn_days` is given where one line for a
    monitoring system is wanted, and how many days before an end it warns. `plan` says what a live run would do, and
    stops. `way` is how somebody signs in for this run, empty for the profile's own grant. `address` is what the profile
    was made of, where it is no file; `save` is the file that it shall become, with the reference `client_secret`.
    `probe_basic` allows one login with a wrong password for each protocol, `all_copies` a token request for each copy
    of the credentials, however many.
    """

    mode: str
    profile: Profile | None
    faults: tuple[str, ...]
    only: tuple[str, ...]
    send_to: str
    allowed_hosts: frozenset[str]
    fail_on_warning: bool
    reports: tuple[Path, ...]
    as_command: str
    warn_days: int | None = None
    plan: bool = False
    adapter: str = ""
    way: str = ""
    address: str = ""
    save: Path | None = None
    client_secret: str = ""
    probe_basic: bool = False
    all_copies: bool = False


RUN = pytest.StashKey[Run]()
REDACTOR = pytest.StashKey[Redactor]()
SECRETS = pytest.StashKey[SecretView]()
UNUSED = pytest.StashKey[tuple[str, ...]]()


class LearningView(SecretView):
    """A view whose every secret is known to the redactor as soon as it is read."""

    def __init__(
        self,
        profile: Profile,
        environ: Mapping[str, str],
        *,
        live: bool,
        redactor: Redactor,
        copies_are_tried: bool = False,
    ) -> None:
        super().__init__(profile, environ, "live" if live else "static", copies_are_tried=copies_are_tried)
        self._redactor = redactor

    def get(self, name: str) -> Secret | None:
        """The secret, or None; from now on the redactor knows it."""
        found = super().get(name)
        if found is not None:
            self._redactor.learn(found.reveal())
        return found
