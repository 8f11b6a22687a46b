"""`python -m checks.mail`: the reference mail service as an adapter command, or an e-mail endpoint of it at work."""

from __future__ import annotations

import sys

from . import adapter, run_endpoint

if __name__ == "__main__":
    chosen = sys.argv[1:]
    sys.exit(run_endpoint.main(chosen[1:]) if chosen[:1] == ["endpoint"] else adapter.main(chosen))
