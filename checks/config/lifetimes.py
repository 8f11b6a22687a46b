"""How long does a credential live?"""

from __future__ import annotations

from datetime import timedelta

# From issue, and no use prolongs it (Microsoft: refresh tokens in the Microsoft identity platform, 2025-05).
REFRESH_TOKEN_LIFE = timedelta(days=90)
