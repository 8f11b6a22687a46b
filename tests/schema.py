"""As much of JSON Schema as the published schemas use; an unknown keyword is an error, so nothing is skipped."""

from __future__ import annotations

import re
from typing import Any

_TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
}
_ANNOTATIONS = {"description", "title", "$id", "$schema", "$defs"}


def problems(  # noqa: PLR0912 - one branch for each keyword
    value: Any, schema: dict[str, Any], defs: dict[str, Any], at: str = "$"
) -> list[str]:
    """What is wrong with a value, empty when nothing is."""
    found: list[str] = []
    for keyword, rule in schema.items():
        if keyword in _ANNOTATIONS:
            continue
        if keyword == "$ref":
            found += problems(value, defs[rule.removeprefix("#/$defs/")], defs, at)
        elif keyword == "type":
            if not isinstance(value, _TYPES[rule]) or (isinstance(value, bool) and rule != "boolean"):
                found.append(f"{at}: {value!r:.40} is no {rule}")
        elif keyword == "required":
            found += [f"{at}: {name} is missing" for name in rule if name not in value]
        elif keyword == "properties":
            found += [
                p for name in rule if name in value for p in problems(value[name], rule[name], defs, f"{at}.{name}")
            ]
        elif keyword == "additionalProperties":
            known = schema.get("properties", {})
            extra = [name for name in value if name not in known]
            found += [f"{at}: unknown {name}" for name in extra if rule is False]
            if rule is not False:
                found += [p for name in extra for p in problems(value[name], rule, defs, f"{at}.{name}")]
        elif keyword == "items":
            found += [p for n, item in enumerate(value) for p in problems(item, rule, defs, f"{at}[{n}]")]
        elif keyword == "enum":
            found += [] if value in rule else [f"{at}: {value!r} is none of {rule}"]
        elif keyword == "pattern":
            found += [] if re.search(rule, value) else [f"{at}: {value!r} does not match"]
        elif keyword == "anyOf":
            found += [] if any(not problems(value, one, defs, at) for one in rule) else [f"{at}: fits nothing"]
        else:
            raise NotImplementedError(keyword)
    return found
