"""From a mapping as TOML gives it to one flat table of converted values, or one sentence that says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from .foreign import HERE
from .kinds import Kind, Mismatch
from .references import FORMS, KINDS, VARIABLE, parse
from .schema import NEEDED, SCHEMA, SHORT, tables
from .suggest import either, nearest, shown

PASSWORD_IN_URL = re.compile(r"://[^/?#\s]*:[^/?#\s]*@")
TABLES = tables()


class ProfileError(Exception):
    """A profile cannot be used; str() is one sentence that names file and key and holds no value of the file."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a profile comes from: what it is called, the folder that relative paths start from, and the variables.

    `untrusted` says why commands named in the profile must not be run, or is empty.
    """

    source: str
    base: Path
    environ: Mapping[str, str]
    untrusted: str = ""

    def refuse(self, sentence: str) -> NoReturn:
        """Raise ProfileError with the name of the profile before the sentence."""
        raise ProfileError(f"{self.source}: {sentence}")


@dataclass(slots=True)
class Values:
    """Converted values by full key, for each where it came from, and how the profile writes its key.

    Repeated tables are lists of Values.
    """

    by_key: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def part(self, table: str) -> dict[str, Any]:
        """The keys directly in `table`, without its name."""
        start = f"{table}." if table else ""
        return {
            key.removeprefix(start): value
            for key, value in self.by_key.items()
            if key.startswith(start) and "." not in key.removeprefix(start)
        }

    def default(self, key: str, value: Any, why: str = "") -> None:
        """Set `key` unless the profile said it."""
        if key not in self.by_key:
            self.by_key[key] = value
            self.origins[key] = f"default: {why}" if why else "default"


def read_values(mapping: Mapping[str, object], origin: Origin) -> Values:
    """Convert what a profile says. Raises ProfileError at the first thing that is wrong."""
    values = Values()
    _read_table(mapping, "", "", values, origin)
    return values


def _read_table(table: Mapping[str, object], path: str, name: str, values: Values, origin: Origin) -> None:
    """`path` is the table's full name in the schema, `name` how a person writes it (with the number of an item)."""
    for key, value in table.items():
        key_path, key_name = f"{path}{key}", f"{name}{key}"
        if key_path in TABLES and isinstance(value, Mapping):
            _read_table(value, f"{key_path}.", f"{key_name}.", values, origin)
        elif f"{key_path}[]" in TABLES:
            values.by_key[key_path] = list(_read_items(value, key_path, key_name, origin))
            values.origins[key_path] = "profile"
        elif key_path in SHORT:
            _put(SHORT[key_path], key_name, value, values, origin)
        elif key_path in SCHEMA:
            _put(key_path, key_name, value, values, origin)
        elif key_path in TABLES:
            origin.refuse(f"{key_name} must be a table, written [{key_name}].")
        else:
            origin.refuse(_unknown(path, name, key))


def _read_items(value: object, path: str, name: str, origin: Origin) -> Iterator[Values]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, Mapping) for item in value):
        origin.refuse(f"{name} must be a list of tables, each written [[{name}]].")
    for number, item in enumerate(value, start=1):
        read = Values()
        _read_table(item, f"{path}[].", f"{name}[{number}].", read, origin)
        prefix = f"{path}[]."
        plain = Values(
            {key.removeprefix(prefix): found for key, found in read.by_key.items()},
            {key.removeprefix(prefix): found for key, found in read.origins.items()},
        )
        missing = [key for key in NEEDED[f"{path}[]"] if key not in plain.by_key]
        if missing:
            origin.refuse(f"{name}[{number}] does not say its {either(missing)}.")
        yield plain


def _put(path: str, name: str, value: object, values: Values, origin: Origin) -> None:
    try:
        converted, came_from = _resolve(SCHEMA[path], value, origin)
    except Mismatch as mismatch:
        origin.refuse(f"{name} {mismatch}" + "." * (not str(mismatch).endswith("?")))
    if path in values.by_key and values.by_key[path] != converted:
        origin.refuse(f"{name} says something else than {values.names[path]}; keep one.")
    values.by_key[path] = converted
    values.origins[path] = came_from
    values.names[path] = name


def _resolve(kind: Kind, value: object, origin: Origin) -> tuple[Any, str]:
    if kind.secret:
        return _reference(kind.convert(value), origin), "profile"
    if isinstance(value, str) and value.startswith("env:"):
        text = _variable(value, origin)
        try:
            return kind.convert(kind.from_text(text)), value
        except Mismatch as mismatch:
            raise Mismatch(f"refers to {value}, and the value of that variable {_said_of_it(mismatch)}") from None
    if isinstance(value, list | tuple):
        value = [_variable(item, origin) if isinstance(item, str) and item[:4] == "env:" else item for item in value]
    elif isinstance(value, str) and PASSWORD_IN_URL.search(value):
        raise Mismatch("holds a password in its URL; write the whole URL into a variable and here env:NAME")
    return kind.convert(value), "profile"


def _said_of_it(mismatch: Mismatch) -> str:
    """The type of a variable is always text, so the sentence ends before the type."""
    return str(mismatch).removesuffix(", not a string")


def _reference(text: str, origin: Origin) -> object:
    reference = parse(text, origin.base, origin.untrusted)
    if reference:
        return reference
    kind = text.partition(":")[0].lower()
    if kind in KINDS and ":" in text:
        raise Mismatch(f"begins like a reference of the kind {kind}: but is not one; write {FORMS}")
    raise Mismatch(
        f"is written into the profile itself; keep the secret elsewhere and write a reference to it: {FORMS}"
    )


def _variable(reference: str, origin: Origin) -> str:
    name = reference.removeprefix("env:")
    if not VARIABLE.fullmatch(name):
        raise Mismatch("must be env: followed by the name of a variable")
    if name not in origin.environ:
        raise Mismatch(f"refers to {reference}, and that variable is not set")
    return origin.environ[name]


def _unknown(path: str, name: str, key: str) -> str:
    """One sentence on a key that the schema does not have: where it belongs, or which one was meant."""
    table = name.removesuffix(".")
    where = "at the top of the file" if not table else f"in {table}" if path.endswith("[].") else f"in [{table}]"
    said = f"{shown(key)} is not a key that is known {where}"
    homes = _homes(key)
    if homes:
        return f"{said}; it belongs {either(homes)}."
    here = {known.removeprefix(path).split(".")[0].removesuffix("[]") for known in SCHEMA if known.startswith(path)}
    here |= {known for known in SHORT if not path and "." not in known}
    meant = nearest(key, here)
    if meant:
        return f'{said}; did you mean "{meant}"?'
    ours = HERE.get(key.strip().lower())
    if ours:
        return f"{said}; here it is called {ours} and belongs {either(_homes(ours))}."
    meant = nearest(key, {known.rpartition(".")[2] for known in SCHEMA})
    return f'{said}; did you mean "{meant}", which belongs {either(_homes(meant))}?' if meant else f"{said}."


def _homes(key: str) -> list[str]:
    """The places where `key` is known."""
    top = ["at the top of the file"] if key in SHORT or key in SCHEMA or key in TABLES else []
    split = (known.removesuffix("[]").rpartition(".") for known in (*SCHEMA, *TABLES))
    homes = sorted({home for home, dot, known in split if dot and known == key})
    return top + [f"in [[{home[:-2]}]]" if home.endswith("[]") else f"in [{home}]" for home in homes]
