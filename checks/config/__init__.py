"""The settings under diagnosis: a profile, read and judged without any network."""

from .profile import Profile, Server
from .read import build, load
from .references import Secret, SecretRef, SecretUnavailable
from .schema import five_lines
from .values import ProfileError
from .view import SecretView

__all__ = [
    "Profile",
    "ProfileError",
    "Secret",
    "SecretRef",
    "SecretUnavailable",
    "SecretView",
    "Server",
    "build",
    "five_lines",
    "load",
]
