"""What does a process and its children cost so far: CPU, memory, descriptors? Linux only."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path


def tree(pid: int) -> list[int]:
    """The process and its living descendants."""
    found = [pid]
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in file.read_text().split():
                found += tree(int(child))
    return found


def cpu(pid: int) -> float:
    """CPU seconds of the process, of its living descendants and of those that they waited for."""
    total = 0.0
    for member in tree(pid):
        with contextlib.suppress(OSError):
            # The clock of another process (clock_getcpuclockid): /proc counts in hundredths of a second.
            total += time.clock_gettime((~member << 3) | 2)
            fields = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
            total += (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")
    return total


def memory(pid: int) -> float:
    """Resident memory in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(x for x in lines if x.startswith("VmRSS")).split()[1]) / 1024


def allow_descriptors(number: int) -> bool:
    """Whether this process and those it starts may open so many."""
    import resource  # Windows has none

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < number:
        return False
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, number), hard))
    return True


def descriptors(pid: int | str = "self") -> int:
    """How many are open."""
    return len([*Path(f"/proc/{pid}/fd").iterdir()])


def threads(pid: int) -> int:
    """How many there are."""
    return len([*Path(f"/proc/{pid}/task").iterdir()])
