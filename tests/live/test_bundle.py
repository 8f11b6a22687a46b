"""A trust store of the profile's own that cannot be read is wrong use, and nobody is contacted for it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.harness import module

from .profiles import write


@pytest.mark.parametrize("text", [None, "", "not a certificate\n"])
@pytest.mark.parametrize(
    ("verb", "status"),
    [
        (("diagnose", "{}", "-q"), 4),
        (("diagnose", "{}", "--nagios"), 3),
        (("matrix", "{}"), 2),
        (("watch", "{}", "--for=1m"), 2),
        (("login", "{}", "--paste", "--reveal"), 2),
    ],
)
def test_it_is_refused_in_one_sentence(tmp_path: Path, verb: tuple[str, ...], status: int, text: str | None) -> None:
    bundle = tmp_path / "roots.pem"
    if text is not None:
        bundle.write_text(text, encoding="utf-8")
    profile = write(tmp_path, {"network.ca_bundle": str(bundle)})
    words = [word.format(profile) for word in verb]
    ended = module("fakes", "run", "--", sys.executable, "-m", "oauthmail", *words)
    assert ended.returncode == status, ended.stdout + ended.stderr
    why = "No such file or directory" if text is None else "it holds no certificate"
    (told,) = filter(None, (ended.stdout + ended.stderr).splitlines())
    assert told.removesuffix(".").endswith(f"{profile}: network.ca_bundle {bundle}: {why}")
