"""Takes a curl command apart as a shell and curl would, and notes where either would not do what was meant."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote, unquote_plus

from .model import Artefact, Parameter, Url, read_url

START = re.compile(r"(?m)^[\s>$#`]*(?:PS [^>\n]*>|[A-Z]:\\[^>\n]*>)?\s*(?:[\w./\\-]*[/\\])?curl(?:\.exe)?(?=\s)")

_QUOTES = str.maketrans({**dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‘’‚‛′", "'")})
_ODD_BLANK = re.compile("[\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]")
_DASH = re.compile(r"(?<=\s)[–—−](?=\w)")
_CONTINUED = re.compile(r"\\\r?\n")
_CONTINUED_ELSEWHERE = re.compile(r"(?<=\s)[\^`]\s*?\r?\n")
_BROKEN = re.compile(r"\r?\n\s*(?=-{1,2}\w)")
# The form in which corrected commands hand a secret over: it stays out of the list of processes.
_HANDED_OVER = re.compile(r"@<\(\s*printf\s+(?:'(\w+)=%s'|%s)\s+\"\$\{?(\w+)\}?\"\s*\)")
_OPERATOR = re.compile(r"[&|;<>]+")

_SHORT: Mapping[str, str] = {"H": "header", "d": "data", "X": "request", "F": "form", "u": "user", "o": "output"}
_SHORT_FLAGS: Mapping[str, str] = {"G": "get", "k": "insecure"}
_SHORT_TAKES = frozenset("AbcCDeEhKmPQrtTUwxyYz")
_DATA = ("data", "data-raw", "data-ascii", "data-binary", "data-urlencode")
_TAKES = frozenset(
    {*_DATA, *_SHORT.values(), "url", "form-string", "json", "cacert", "capath", "max-time", "retry"}
) | {
    *("connect-timeout", "proxy", "noproxy", "resolve", "connect-to", "user-agent", "write-out", "config", "cert"),
    *("key", "cookie", "referer", "proxy-user", "trace", "trace-ascii", "interface", "dump-header", "oauth2-bearer"),
}
# Options that go into the corrected command as they are.
KEPT = ("cacert", "capath", "connect-timeout", "max-time", "output", "noproxy")


def read_command(text: str, now: float) -> Artefact:
    """A token command, taken apart. Whatever is pasted gives an Artefact; nothing is run."""
    start = START.search(text)
    text, signs = _plain(text[start.end() :] if start else text)
    words = _words(text, signs)
    options = list(_options(words))
    parameters = [parameter for name, value in options if name in _DATA for parameter in _parameters(name, value)]
    headers = tuple(value for name, value in options if name == "header")
    for name, value in options:
        if name == "get" or (name == "request" and value.upper() != "POST"):
            signs["method"] = ""
        if name == "insecure":
            signs["insecure"] = ""
        if name in ("form", "form-string", "json"):
            signs["content-type"] = ""
        if name in ("user", "oauth2-bearer", "proxy-user"):
            signs["credential-option"] = f"--{name}"
    return Artefact(
        kind="token-command",
        url=_url(options),
        parameters=tuple(parameters),
        signs=signs,
        headers=headers,
        kept=tuple((name, value) for name, value in options if name in KEPT),
        now=now,
    )


def _plain(text: str) -> tuple[str, dict[str, str]]:
    """The text as it was meant to be typed, and what a word processor or another shell had made of it."""
    signs: dict[str, str] = {}
    for sign, pattern, instead in (
        ("odd-blank", _ODD_BLANK, " "),
        ("windows-shell", _CONTINUED_ELSEWHERE, " "),
        ("dash", _DASH, "-"),
    ):
        text, times = pattern.subn(instead, text)
        if times:
            signs[sign] = ""
    # One long dash is what became of two hyphens.
    text = re.sub(r"(?<=\s)-(?=[a-z]{2,}[a-z-]*\s)(?!-)", "--", text) if "dash" in signs else text
    straight = text.translate(_QUOTES)
    if straight != text:
        signs["curly"] = ""
    text, times = _BROKEN.subn(" ", _CONTINUED.sub(" ", straight))
    if times:
        signs["line-break"] = ""
    return _HANDED_OVER.sub(_handed_over, text.strip().strip("`")), signs


def _handed_over(match: re.Match[str]) -> str:
    return f"{match[1] or ''}=${match[2]}"


def _words(text: str, signs: dict[str, str]) -> list[str]:
    """The words of the command up to where another one begins; `&` within it puts no end to it here."""
    lexer = shlex.shlex(text, posix=True, punctuation_chars="&|;<>")
    lexer.whitespace_split, lexer.commenters = True, ""
    words: list[str] = []
    glue = False
    try:
        for word in lexer:
            if word == "&":
                signs["ampersand"] = ""
                glue = bool(words)
                if glue:
                    words[-1] += word
            elif _OPERATOR.fullmatch(word):
                signs["more-behind"] = ""
                break
            elif glue and not word.startswith("-"):
                words[-1] += word
                glue = False
            else:
                words.append(word)
                glue = False
    except ValueError:  # a quotation mark without its other one
        signs["open-quote"] = ""
        return text.replace('"', " ").replace("'", " ").split()
    return words


def _options(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each option with its value; words that are none have the name `url`."""
    rest = iter(words)
    for word in rest:
        if word.startswith("--") and len(word) > 2:
            name = word[2:]
            yield name, next(rest, "") if name in _TAKES else ""
        elif word.startswith("-") and len(word) > 1:
            yield from _short(word, rest)
        else:
            yield "url", word


def _short(word: str, rest: Iterator[str]) -> Iterator[tuple[str, str]]:
    for at, letter in enumerate(word[1:], 2):
        if letter in _SHORT or letter in _SHORT_TAKES:
            yield _SHORT.get(letter, letter), word[at:] or next(rest, "")
            return
        yield _SHORT_FLAGS.get(letter, letter), ""


def _parameters(option: str, value: str) -> Iterator[Parameter]:
    if option == "data-urlencode":
        name, _, content = value.partition("=")
        # What was encoded by hand as well is read as it was meant; a rule says that it is too much.
        yield Parameter(name, unquote(content), content, "curl")
        return
    for piece in value.split("&"):
        name, equals, raw = piece.partition("=")
        if piece:
            yield Parameter(unquote_plus(name) if equals else "", unquote_plus(raw), raw, "raw")


def _url(options: Iterable[tuple[str, str]]) -> Url:
    found = [url for name, value in options if name == "url" and (url := read_url(value)).scheme]
    return next((url for url in found if "oauth2" in url.path), found[0] if found else Url())
