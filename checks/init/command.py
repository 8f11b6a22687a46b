"""`init PRODUCT`: prints a commented profile, the five lines first; never overwrites a file."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..arguments import Parser, Refused
from ..config.suggest import nearest, shown
from ..console import write_lines

WRITTEN, USAGE = 0, 2
PRODUCTS = Path(__file__).parent / "products"

# What people call a product that has a profile under another name.
ALSO: Mapping[str, str] = {
    "aem": "aem-forms",
    "aem-forms-jee": "aem-forms",
    "aem-cs": "aem-cloud-service",
    "aem-as-a-cloud-service": "aem-cloud-service",
    "sasl-xoauth2": "postfix",
    "postfix-with-sasl-xoauth2": "postfix",
    "email-ext": "jenkins",
    "emailproxy": "email-oauth2-proxy",
    "camel": "java-mail",
    "apache-camel": "java-mail",
    "cas": "java-mail",
    "apereo-cas": "java-mail",
    "jmix": "java-mail",
    "spring": "java-mail",
    "javamail": "java-mail",
    "jakarta-mail": "java-mail",
    "canon": "printer",
    "ricoh": "printer",
    "sharp": "printer",
    "printers": "printer",
    "jira-dc": "jira",
    "other": "generic",
}


def names() -> tuple[str, ...]:
    """The products that there is a profile for, "generic" first."""
    found = sorted(path.stem for path in PRODUCTS.glob("*.toml"))
    return "generic", *(name for name in found if name != "generic")


def text_of(product: str) -> str:
    """The profile of a product as it is named in `names`."""
    return (PRODUCTS / f"{product}.toml").read_text(encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    """Print a profile or write it to a new file. Returns the exit status: 0, or 2 for wrong usage."""
    parser = Parser(
        prog="oauthmail init",
        description="Print a commented profile to start from: the five lines first, then what the product calls them.",
        epilog="Exit status: 0 printed or written, 2 wrong usage. Without PRODUCT, the known products are listed.",
    )
    parser.add_argument("product", nargs="*", metavar="PRODUCT", help=", ".join(names()))
    parser.add_argument("--output", metavar="FILE", type=Path, help="write it to FILE, which must not exist yet")
    try:
        options = parser.parse_args(list(arguments))
        if not options.product:
            return _list(options.output)
        text = text_of(_known(" ".join(options.product)))
        if options.output is None:
            write_lines(sys.stdout, text.splitlines())
        else:
            _write(options.output, text)
            file = shlex.quote(str(options.output))
            next_step = f"{options.output} is written. Fill in what stands in <...>, then:  oauthmail check {file}"
            write_lines(sys.stdout, [next_step])
    except SystemExit as stop:
        return USAGE if stop.code else WRITTEN
    except Refused as refused:
        write_lines(sys.stderr, [f"init: {refused}"])
        return USAGE
    return WRITTEN


def _list(output: Path | None) -> int:
    if output is not None:
        raise Refused(f"--output needs a PRODUCT: {', '.join(names())}")
    width = max(map(len, names()))
    write_lines(sys.stdout, (f"{name:<{width}}  {_title(name)}" for name in names()))
    return WRITTEN


def _title(product: str) -> str:
    return text_of(product).partition("\n")[0].removeprefix("# ")


def _known(typed: str) -> str:
    word = re.sub(r"[\s_]+", "-", typed.strip().lower())
    if word in names():
        return word
    if word in ALSO:
        return ALSO[word]
    near = nearest(word, (*names(), *ALSO))
    meant = f'; did you mean "{near}"?' if near else f"; it is one of {', '.join(names())} (or use generic)"
    raise Refused(f"{shown(typed)} is not a product with a profile of its own{meant}")


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise Refused(f"{path} exists already and is left as it is") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise Refused(f"{path} cannot be written: {reason}") from None
