"""`python -m fakes`: serve the tenant, run a command against it, or list its faults."""

from __future__ import annotations

import sys

from .command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
