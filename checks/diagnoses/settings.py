"""One diagnosis for each check of the settings, under the check's id with dashes."""

from __future__ import annotations

from .model import Diagnosis
from .settings_consumers import CONSUMERS
from .settings_credentials import CREDENTIALS
from .settings_registration import REGISTRATION
from .settings_secrets import SECRETS
from .settings_transport import TRANSPORT

SETTINGS: tuple[Diagnosis, ...] = (*CREDENTIALS, *SECRETS, *REGISTRATION, *TRANSPORT, *CONSUMERS)
"""Every cause that the settings alone can prove."""
