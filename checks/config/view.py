"""The secrets of a profile as far as they are at hand, each read once; where one is not, why."""

from __future__ import annotations

from collections.abc import Mapping

from .profile import Profile
from .references import Purpose, Secret, SecretUnavailable


class SecretView:
    """Reads `client_secret`, `refresh_token` and `access_token` of a profile when first asked for.

    With the purpose `static` only variables and files are read; `live` also runs commands, opens the keyring and
    asks on the terminal.
    """

    def __init__(self, profile: Profile, environ: Mapping[str, str], purpose: Purpose = "static") -> None:
        self._refs = profile.secret_refs()
        self._environ = environ
        self._purpose: Purpose = purpose
        self._read: dict[str, Secret | str] = {}

    def get(self, name: str) -> Secret | None:
        """The secret, or None when it is not at hand."""
        found = self._find(name)
        return found if isinstance(found, Secret) else None

    def why_absent(self, name: str) -> str:
        """Why `get` gives None, in one phrase that names the reference; empty when it does not."""
        found = self._find(name)
        return found if isinstance(found, str) else ""

    def _find(self, name: str) -> Secret | str:
        if name not in self._read:
            self._read[name] = self._fetch(name)
        return self._read[name]

    def _fetch(self, name: str) -> Secret | str:
        why: Secret | str = f"the profile has no {name}"
        for ref in self._refs[name]:
            try:
                why = ref.read(self._purpose, self._environ)
            except SecretUnavailable as error:
                why = f"{name}: {error}"
            if why and isinstance(why, Secret):
                break
        return why
