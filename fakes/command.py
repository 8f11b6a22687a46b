"""The command line of the tenant in a box. Exit status: 0 fine, 1 cannot listen, 2 usage; `run` as its command."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

from .box import Box, Options
from .exchange.dialect import DIALECTS
from .faults.listing import fault_lines, fault_page
from .faults.switchboard import SpecError, parse
from .faults.table import fault_table
from .run import run_command
from .tenant.example import LONGEST_DELAYS, PORTS, Plan
from .tenant.load import TenantFileError, load_plan
from .wire.listening import CannotListen

_NOT_EXPOSED = {"127.0.0.1", "::1", "localhost"}


class Usage(Exception):
    """The command line cannot be understood; str() is one sentence."""


RUN = "write: run [options] -- COMMAND [ARGUMENT...]"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Usage(message)


def main(arguments: list[str]) -> int:
    """Do what the arguments say."""
    command: list[str] = []
    if "--" in arguments:
        at = arguments.index("--")
        arguments, command = arguments[:at], arguments[at + 1 :]
    try:
        if arguments[:1] == ["run"] and not command and not {"-h", "--help"} & set(arguments):
            raise Usage(RUN)
        parsed = _parser().parse_args(arguments)
        if parsed.verb == "faults":
            table = fault_table()
            _say(fault_page(table) if parsed.markdown else "\n".join(fault_lines(table)))
            return 0
        if (parsed.verb == "run") != bool(command):
            raise Usage(RUN)
        options = _options(parsed)
    except (Usage, SpecError, TenantFileError) as error:
        print(f"oauthmail fakes: {error}", file=sys.stderr)
        return 2
    if parsed.verb == "run":
        return run_command(options, command)
    return asyncio.run(_serve(options, as_json=parsed.json))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="oauthmail fakes",
        usage="oauthmail serve [options] | oauthmail run [options] -- COMMAND | oauthmail faults [--markdown]\n"
        "       (in a checkout also: python -m fakes serve ...)",
        description="A Microsoft 365 tenant in a box, on loopback. Not for production.",
        epilog="run [options] -- COMMAND passes the settings to COMMAND as FAKE_* variables. Exit status: 0 ended, 1 "
        "cannot listen, 2 wrong usage; of run that of COMMAND, 127 or 126 where it cannot be started.",
        allow_abbrev=False,
    )
    parser.add_argument("verb", nargs="?", choices=("serve", "run", "faults"), default="serve")
    parser.add_argument(
        "--fault", action="append", default=[], metavar="SPEC", help="ID[@listener][*times]; see the verb faults"
    )
    parser.add_argument("--tenant", type=Path, metavar="FILE", help="users, mailboxes, application and policies (TOML)")
    parser.add_argument(
        "--port", action="append", default=[], metavar="NAME=PORT", help=f"a fixed port; NAME is {', '.join(PORTS)}"
    )
    parser.add_argument("--json", action="store_true", help="print one line with all settings when ready")
    parser.add_argument("--markdown", action="store_true", help="with the verb faults: the whole page, docs/faults.md")
    parser.add_argument("--dialect", choices=tuple(DIALECTS), help="whose words the servers use; default exchange")
    parser.add_argument(
        "--delay-scale", type=float, metavar="FACTOR", help="1: refusals as late as Exchange's; default 0"
    )
    parser.add_argument("--bind", default="127.0.0.1", metavar="ADDRESS", help="another address needs --expose")
    parser.add_argument("--expose", action="store_true", help="yes, other machines may reach this tenant")
    return parser


def _options(parsed: argparse.Namespace) -> Options:
    table = fault_table()
    for spec in parsed.fault:
        parse(spec, table)
    if parsed.bind not in _NOT_EXPOSED and not parsed.expose:
        raise Usage(f"--bind {parsed.bind} lets other machines in: add --expose if you mean it")
    if parsed.delay_scale is not None and not 0 <= parsed.delay_scale <= LONGEST_DELAYS:
        raise Usage(f"--delay-scale must be between 0 and {LONGEST_DELAYS:.0f}")
    ports: dict[str, int] = {}
    for pair in parsed.port:
        name, _, number = pair.partition("=")
        if name not in PORTS or not number.isdecimal() or not 0 < int(number) < 65536:
            raise Usage(f"--port {pair}: write NAME=PORT with a port from 1 to 65535 and one of {', '.join(PORTS)}")
        ports[name] = int(number)
    return Options(
        plan=load_plan(parsed.tenant) if parsed.tenant else Plan(),
        ports=ports,
        faults=tuple(parsed.fault),
        bind=parsed.bind,
        delay_scale=parsed.delay_scale,
        dialect=parsed.dialect,
    )


async def _serve(options: Options, *, as_json: bool) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no signal handlers on the loop; Ctrl-C then arrives as KeyboardInterrupt.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    try:
        async with Box(options) as box:
            settings = box.settings.as_dict()
            if _say(json.dumps(settings) if as_json else _table(settings, options)):
                await stop.wait()
    except CannotListen as error:
        print(f"oauthmail fakes: {error}", file=sys.stderr)
        return 1
    return 0


def _say(text: str) -> bool:
    """Print; False when nobody reads any more."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # The interpreter flushes once more at its end, and would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True


def _table(settings: dict[str, str | int], options: Options) -> str:
    width = max(map(len, settings))
    lines = [
        "oauthmail: a Microsoft 365 tenant in a box. NOT FOR PRODUCTION: these credentials are good for nothing else.",
        "",
        *(f"  {name:{width}}  {value}" for name, value in settings.items()),
        "",
        f"Faults: {', '.join(options.faults) or 'none'}. Stop with Ctrl-C.",
    ]
    if options.bind not in _NOT_EXPOSED:
        lines.insert(1, f"EXPOSED on {options.bind}: other machines can reach it and read these mailboxes.")
    return "\n".join(lines)
