"""Where the two halves meet: the checks ask, the fakes answer, and only this file knows both."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

pytest_plugins = [
    "checks.plugin.options",
    "checks.plugin.order",
    "checks.plugin.outcome",
    "checks.plugin.cloud",
    "checks.plugin.fresh",
    "checks.plugin.subject",
    "checks.plugin.client",
    "checks.plugin.reporting",
]

PROFILE = Path(__file__).parent / "examples" / "loopback.toml"


def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """`--list-faults` lists and stops."""
    if not config.getoption("list_faults"):
        return None
    from fakes.faults.listing import fault_lines  # noqa: PLC0415 - a live run never loads the fakes
    from fakes.faults.table import fault_table  # noqa: PLC0415

    print(*fault_lines(fault_table()), sep="\n")  # noqa: T201
    return 0


def pytest_configure(config: pytest.Config) -> None:
    """Fault SPECs are the fakes' to judge; an unknown one is a usage error."""
    if config.getoption("fault"):
        from fakes.faults.switchboard import SpecError, parse  # noqa: PLC0415
        from fakes.faults.table import fault_table  # noqa: PLC0415

        try:
            for spec in config.getoption("fault"):
                parse(spec, fault_table())
        except SpecError as error:
            raise pytest.UsageError(f"--fault: {error}") from None


@pytest.fixture(scope="session")
def embedded_box(request: pytest.FixtureRequest) -> Iterator[Any]:
    """The tenant in a box, in this process."""
    from checks.plugin.run import UNUSED  # noqa: PLC0415 - pytest rewrites plugins before they are imported
    from fakes.box import Options  # noqa: PLC0415
    from fakes.thread import running  # noqa: PLC0415

    with running(Options(faults=tuple(request.config.getoption("fault")))) as box:
        yield box
        request.config.stash[UNUSED] = tuple(box.ask(lambda tenant: tenant.faults.unused()))


@pytest.fixture(scope="session")
def embedded_tenant(embedded_box: Any) -> Mapping[str, str]:
    """The settings of that tenant, named as `python -m fakes run` names them."""
    return {f"FAKE_{name.upper()}": str(value) for name, value in embedded_box.settings.as_dict().items()}


@pytest.fixture(scope="session")
def judged_server(embedded_box: Any) -> Any:
    """The same tenant as the server that client cases play."""
    from fakes.played import Played  # noqa: PLC0415

    return Played(embedded_box)


@pytest.fixture(scope="session")
def embedded_profile() -> dict[str, Any]:
    """The profile of the embedded tenant: the same file that a live run against the fakes uses."""
    import tomllib  # noqa: PLC0415

    return tomllib.loads(PROFILE.read_text(encoding="utf-8"))


assert sys.version_info >= (3, 11), "oauthmail needs Python 3.11 or newer"
