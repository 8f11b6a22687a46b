"""What each verb starts: pytest on the checks, or a module of the suite, with the suite on the path of this process."""

from __future__ import annotations

import contextlib
import difflib
import io
import os
import runpy
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

USAGE = 4
STATUSES = "0 nothing wrong, 1 the target is at fault, 3 our own error, 4 usage, 5 nothing tested"
NAGIOS_UNKNOWN = 3
# As pytest has it.
INTERRUPTED = 2
_ASKS_NOBODY = ("--plan", "--list-checks", "--list-faults")
_OWN_ONLY = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb: what it does in one line, and how."""

    usage: str
    does: str
    run: Callable[[list[str]], int]


def suite() -> Path:
    """The folder that holds conftest.py, checks/ and fakes/: in the wheel `suite`, in a checkout our parent."""
    here = Path(__file__).resolve().parent
    inside = here / "suite"
    return inside if inside.is_dir() else here.parent


def diagnose(arguments: list[str]) -> int:
    """`diagnose [PROFILE or ADDRESS] [options]`."""
    if asks_for_help(arguments):
        return _help("diagnose [PROFILE or ADDRESS] [options]", OPTIONS)
    if "--nagios" in arguments:
        return _for_monitoring(arguments)
    return _diagnose(arguments)


def _for_monitoring(arguments: list[str]) -> int:
    """The same in one line; where the run came to none, the line says UNKNOWN and why."""
    silent = next((word for word in _ASKS_NOBODY if word in arguments), "")
    if silent:
        print(f"OAUTHMAIL UNKNOWN - {silent} and --nagios do not go together")
        return NAGIOS_UNKNOWN
    out, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        status = _diagnose(arguments)
    told = next((line for line in out.getvalue().splitlines() if line.startswith("OAUTHMAIL ")), "")
    if not told:
        lines = [line for line in errors.getvalue().splitlines() if line.strip()]
        # The parser of options puts its usage first.
        wrong = [line.partition(": error: ")[2] for line in lines if ": error: " in line]
        ended = "interrupted before it was done" if status == INTERRUPTED else f"ended with status {status}"
        why = next(iter([*wrong, *lines]), ended)
        why = why.removeprefix("ERROR: ").removeprefix("oauthmail: ").replace("|", "/")
        told, status = f"OAUTHMAIL UNKNOWN - {why}", NAGIOS_UNKNOWN
    print(told)
    return status


def _diagnose(arguments: list[str]) -> int:
    options, names = split(arguments)
    # As pytest has it; there it would judge the settings alone, and nobody asked here means nobody was diagnosed.
    names += [option.removeprefix("--profile=") for option in options if option.startswith("--profile=")]
    options = [option for option in options if not option.startswith("--profile=")]
    if len(names) > 1:
        return _refuse(f"diagnose takes one profile, not {len(names)}: {' '.join(names)}")
    if not names:
        return run_pytest("diagnose", options)
    if "@" in names[0] and not Path(names[0]).exists():
        return run_pytest("diagnose", [f"--address={names[0]}", *options])
    return run_pytest("diagnose", ["--live", f"--profile={names[0]}", *options])


def check(arguments: list[str]) -> int:
    """`check [PROFILE] [options]`."""
    if asks_for_help(arguments):
        return _help("check PROFILE [options]", {name: OPTIONS[name] for name in OF_CHECK})
    options, names = split(arguments)
    path = names[0] if names else os.environ.get("OAUTHMAIL_PROFILE", "")
    if len(names) > 1 or not path:
        return _refuse("check takes one profile: oauthmail check PROFILE (or set OAUTHMAIL_PROFILE)")
    if "--live" in options:
        return _refuse("check contacts nothing: --live belongs to oauthmail diagnose PROFILE")
    return run_pytest("check", [f"--profile={path}", *options])


def judge(arguments: list[str]) -> int:
    """`judge COMMAND [options]`."""
    if asks_for_help(arguments):
        return _help("judge COMMAND [options]", {name: OPTIONS[name] for name in OF_JUDGE})
    options, names = split(arguments)
    if len(names) != 1:
        told = f"not {len(names)} (quote it)" if names else "which speaks the contract of docs/adapter.md"
        return _refuse(f"judge takes one command, {told}: oauthmail judge COMMAND")
    return run_pytest("judge", [f"--adapter={names[0]}", *options])


def explain(arguments: list[str]) -> int:
    """`explain [TEXT or ID]`."""
    return run_module("checks", ["explain", *arguments])


def init(arguments: list[str]) -> int:
    """`init PRODUCT`."""
    return run_module("checks", ["init", *arguments])


def show(arguments: list[str]) -> int:
    """`show PROFILE`."""
    return run_module("checks", ["show", *arguments])


def diff(arguments: list[str]) -> int:
    """`diff A.toml B.toml`."""
    return run_module("checks", ["diff", *arguments])


def lint(arguments: list[str]) -> int:
    """`lint [FILE]`."""
    return run_module("checks", ["lint", *arguments])


def guide(arguments: list[str]) -> int:
    """`guide PROFILE`."""
    return run_module("checks", ["guide", *arguments])


def login(arguments: list[str]) -> int:
    """`login PROFILE`."""
    return run_module("checks", ["login", *arguments])


def matrix(arguments: list[str]) -> int:
    """`matrix PROFILE`."""
    return run_module("checks", ["matrix", *arguments])


def watch(arguments: list[str]) -> int:
    """`watch PROFILE --for 30m`."""
    return run_module("checks", ["watch", *arguments])


def serve(arguments: list[str]) -> int:
    """`serve [options]`."""
    return run_module("fakes", ["serve", *arguments])


def run(arguments: list[str]) -> int:
    """`run [options] -- COMMAND`."""
    return run_module("fakes", ["run", *arguments])


def faults(arguments: list[str]) -> int:
    """`faults`."""
    return run_module("fakes", ["faults", *arguments])


def split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Options with their values, and what is left: names of profiles. `--x=y` and `--x y` are the same."""
    options: list[str] = []
    names: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if not argument.startswith("-") or argument == "-":
            names.append(argument)
            continue
        value = next(rest, None) if argument in WITH_VALUE else None
        # As one word: pytest takes a separate value that exists as a file for a place to look for tests.
        options.append(argument if value is None else f"{argument}={value}")
    return options, names


OPTIONS: Mapping[str, str] = {
    "--only STAGE[,STAGE]": "only these stages and what they need (see the ladder of a run)",
    "--send-to ADDRESS": "with a profile: may send one test message to this address",
    "--fault ID[@listener][*times]": "without a profile: switch on a fault of the embedded tenant; repeatable",
    "--allow-host NAME": "a credential may go to this host, which is not one of the profile's cloud; repeatable",
    "--probe-basic": "also try one password login with a wrong password for each protocol; each counts as failed",
    "--all-copies": "with a profile: try every copy of the credentials that consumers hold, not the ten most used",
    "--report FILE.json": "write the outcome to a file; repeatable",
    "--junitxml FILE": "the same as JUnit",
    "--plan": "with a profile: what would be contacted, sent and changed; then stop",
    "--nagios": "one line for a monitoring system; exit status 0 fine, 1 ends soon, 2 broken, 3 unknown",
    "--warn-days DAYS": "with --nagios: how long before the end of a token or secret to warn; 14",
    "--login[=paste|=device]": "sign in now, in the browser, and diagnose with that token; it stays in memory",
    "--client-id ID": "of an ADDRESS, with --login: the application to sign in for",
    "--client-secret env:NAME": "of an ADDRESS: where its secret is, when it has one",
    "--save FILE.toml": "of an ADDRESS: write the profile, without any secret in it",
    "--fail-on-warning": "a warning ends the run with exit status 1",
    "--list-checks": "list the checks and stop",
    "--list-faults": "list the faults of the embedded tenant and stop",
    "-v, -q": "every check; one line",
}
OF_CHECK = ("--report FILE.json", "--junitxml FILE", "--fail-on-warning", "--list-checks", "-v, -q")
OF_JUDGE = ("--only STAGE[,STAGE]", *OF_CHECK)
WITH_VALUE = frozenset(
    {"--fault", "--only", "--send-to", "--report", "--allow-host", "--junitxml", "--profile", "--warn-days"}
    | {"--client-id", "--client-secret", "--save"}
)


def run_pytest(verb: str, arguments: list[str]) -> int:
    """Run the checks in this process, away from the caller's own conftest, plugins and settings."""
    place = suite()
    os.environ.update(PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
    for name in _OWN_ONLY:
        os.environ.pop(name, None)
    sys.path.insert(0, str(place))
    import pytest

    from .one_sentence import OneSentence

    started = [str(place / "checks"), "-c", str(place / "pyproject.toml"), "--rootdir", str(place)]
    quiet = ["--as-command", verb, "--disable-warnings", "-p", "no:cacheprovider", "--confcutdir", str(place)]
    # It collects garbage until nothing is found any more, which takes longer than all checks of settings.
    quiet += ["-p", "no:unraisableexception"]
    return int(pytest.main([*started, *quiet, *arguments], plugins=[OneSentence()]))


def run_module(name: str, arguments: list[str]) -> int:
    """Run `python -m NAME` of the suite in this process."""
    sys.path.insert(0, str(suite()))
    sys.argv = [name, *arguments]
    try:
        runpy.run_module(name, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    return 0


def asks_for_help(arguments: list[str]) -> bool:
    """Whether somebody wants to read about a verb."""
    return bool({"-h", "--help"} & set(arguments))


def _help(usage: str, options: Mapping[str, str]) -> int:
    width = max(map(len, options))
    told = (f"  {name:{width}}  {does}" for name, does in options.items())
    print(f"usage: oauthmail {usage}", "", *told, "", f"Exit status: {STATUSES}.", sep="\n")
    return 0


def _refuse(sentence: str) -> int:
    print(f"oauthmail: {sentence}", file=sys.stderr)
    return USAGE


VERBS: Mapping[str, Verb] = {
    "diagnose": Verb(
        "diagnose [PROFILE]", "diagnose a tenant, or what an ADDRESS tells; with neither, the embedded one", diagnose
    ),
    "check": Verb("check PROFILE", "judge the settings only; contacts nothing", check),
    "judge": Verb("judge COMMAND", "conformance of a mail client: COMMAND takes a job and does it", judge),
    "explain": Verb("explain [TEXT or ID]", "what an error means, who can fix it, and how", explain),
    "init": Verb("init PRODUCT", "a commented profile to start from; without PRODUCT, the list", init),
    "show": Verb("show PROFILE", "the effective settings of every consumer, and where each comes from", show),
    "diff": Verb("diff A.toml B.toml", "where two profiles differ in what is in effect", diff),
    "lint": Verb("lint [FILE]", "judge what you are about to paste: a URL, a command, scopes, a token", lint),
    "guide": Verb("guide PROFILE", "the set-up step by step, with your own values", guide),
    "login": Verb("login PROFILE --copy", "sign in again; the refresh token goes where you say, never shown", login),
    "watch": Verb("watch PROFILE --for 30m", "ask again until a change is in force, and stop at once then", watch),
    "matrix": Verb("matrix PROFILE", "which authority (common, organizations, a tenant) answers what", matrix),
    "serve": Verb("serve [options]", "a Microsoft 365 tenant in a box, on loopback", serve),
    "run": Verb("run [options] -- COMMAND", "run a command against the tenant in a box", run),
    "faults": Verb("faults", "list the ways in which that tenant can misbehave", faults),
}


def unknown(word: str) -> str:
    """What somebody may have meant who wrote no verb: one that is spelt alike, or a profile or address."""
    near = difflib.get_close_matches(word, VERBS, n=1)
    if near:
        return f"did you mean '{near[0]}'?"
    if word.endswith(".toml") or "@" in word:
        return f"did you mean: oauthmail diagnose {word}"
    return f"it is one of {', '.join(VERBS)}"


def overview() -> str:
    """The help page."""
    width = max(len(verb.usage) for verb in VERBS.values())
    lines = [f"  oauthmail {verb.usage:{width}}  {verb.does}" for verb in VERBS.values()]
    return "\n".join(
        (
            "Is it my token, my tenant, my settings, or my client? OAuth 2.0 mail with Microsoft 365.",
            "",
            *lines,
            "",
            "Every option of a command, and its exit status: oauthmail COMMAND --help",
            f"diagnose, check, judge end with {STATUSES}.",
        )
    )
