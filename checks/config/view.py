"""The secrets of a profile as far as they are at hand, each read once; where one is not, why."""

from __future__ import annotations

from collections.abc import Mapping

from .profile import Profile
from .references import Purpose, Secret, SecretRef, SecretUnavailable

USED = ("client_secret", "refresh_token", "access_token")
"""What is sent, and judged by its characters."""
LIVE = (*USED, "certificate.key", "certificate.passphrase")


class SecretView:
    """Reads `client_secret`, `refresh_token` and `access_token` of a profile when first asked for, and the copies of
    its consumers (`client_secret of NAME`). One reference is read once, however many copies name it.

    With the purpose `static` only variables and files are read; `live` also runs commands, opens the keyring and
    asks on the terminal, but only for those and the key of the certificate. The copies are judged and not used, unless
    `copies_are_tried`; passwords never are.
    """

    def __init__(
        self,
        profile: Profile,
        environ: Mapping[str, str],
        purpose: Purpose = "static",
        *,
        copies_are_tried: bool = False,
    ) -> None:
        self.copies_are_tried = copies_are_tried
        self._refs = profile.secret_refs()
        self._environ = environ
        self._purpose: Purpose = purpose
        self._found: dict[str, Secret | str] = {}
        self._read: dict[SecretRef, Secret | str] = {}

    def get(self, name: str) -> Secret | None:
        """The secret, or None when it is not at hand."""
        found = self._find(name)
        return found if isinstance(found, Secret) else None

    def why_absent(self, name: str) -> str:
        """Why `get` gives None, in one phrase that names the reference; empty when it does not."""
        found = self._find(name)
        return found if isinstance(found, str) else ""

    def _find(self, name: str) -> Secret | str:
        if name not in self._found:
            self._found[name] = self._fetch(name)
        return self._found[name]

    def _fetch(self, name: str) -> Secret | str:
        why: Secret | str = f"the profile has no {name}"
        for ref in self._refs[name]:
            used = (name.partition(" of ")[0] if self.copies_are_tried else name) in LIVE
            found = self._one(ref, self._purpose if used else "static")
            why = found if isinstance(found, Secret) else f"{name}: {found}"
            if why and isinstance(why, Secret):
                break
        return why

    def _one(self, ref: SecretRef, purpose: Purpose) -> Secret | str:
        """The value behind a reference, or why there is none; each answer of a person is for one name alone."""
        if ref not in self._read or ref.kind == "prompt":
            try:
                found: Secret | str = ref.read(purpose, self._environ)
            except SecretUnavailable as error:
                found = str(error)
            except KeyboardInterrupt as error:
                error.add_note(f"waited for {ref.where}")
                raise
            if purpose != self._purpose and isinstance(found, str):
                return found
            self._read[ref] = found
        return self._read[ref]
