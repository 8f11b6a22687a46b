"""Numbers by which Entra ID refuses the application itself (Microsoft: reference-error-codes)."""

from __future__ import annotations

UNKNOWN_APP = frozenset({50194, 700016, 7000112, 700038, 9002332, 9002331})
BAD_SECRET = frozenset({7000215, 7000216, 7000218, 7000222, 700025, 700024, 50012, 700027})
