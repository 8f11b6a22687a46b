"""The settings checks on a profile that was named or pasted, without pytest around them."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from .. import config
from ..check import FATAL, CheckFailed
from ..config.profile import Profile
from ..config.read import build, load
from ..config.values import ProfileError
from ..config.view import SecretView
from ..diagnoses.table import TABLE
from ..redactor import Redactor
from ..report.cause import fill
from .model import Finding

_PREFIX = "check_settings_"


def judge_profile(source: Path | Mapping[str, Any], environ: Mapping[str, str]) -> list[Finding]:
    """What the settings checks say of a profile; one that is refused on reading is one finding (R31, R33)."""
    try:
        profile = load(source, environ) if isinstance(source, Path) else build(source, "the profile", environ)
    except ProfileError as refusal:
        return [Finding("settings.read", True, ("R31", "R33", "docs/profile.md"), str(refusal))]
    secrets = SecretView(profile, environ)
    redactor = Redactor()
    for name in profile.secret_refs():
        secret = secrets.get(name)
        if secret is not None:
            redactor.learn(secret.reveal())
    return [finding for judge, meta in checks() for finding in _judged(judge, meta, profile, secrets, redactor)]


def checks() -> Iterator[tuple[Callable[..., object], Mapping[str, Any]]]:
    """Every settings check with its id, references and severity, in the order of the files."""
    for module in pkgutil.iter_modules(config.__path__):
        if module.name.startswith(_PREFIX):
            for found in vars(importlib.import_module(f"{config.__name__}.{module.name}")).values():
                marks = [mark for mark in getattr(found, "pytestmark", ()) if mark.name == "check"]
                if marks:
                    yield found, marks[0].kwargs


def _judged(
    judge: Callable[..., object],
    meta: Mapping[str, Any],
    profile: Profile,
    secrets: SecretView,
    redactor: Redactor,
) -> Iterator[Finding]:
    at_hand = {"profile": profile, "secrets": secrets}
    try:
        judge(**{name: at_hand[name] for name in inspect.signature(judge).parameters})
    except pytest.skip.Exception:
        return
    except CheckFailed as failed:
        identity = {
            "mailbox": profile.mailbox.xoauth2_user,
            "tenant": profile.authority.tenant,
            "client_id": profile.grant.client_id,
            "profile": profile.source,
        }
        steps = [step for id in failed.diagnoses[:1] for step in TABLE[id].fix]
        wrong = (failed.severity or meta["severity"]) == FATAL
        fix = tuple(redactor.clean(fill(step, identity)) for step in steps)
        yield Finding(meta["id"], wrong, tuple(meta["refs"]), redactor.clean(failed.said), fix)
