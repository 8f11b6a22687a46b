"""Signs somebody in for one run, before anything is judged; the token stays in memory."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from ..observation import Failure, ProbeFailed
from ..target import Target, proxies_of
from .order import meta_of
from .run import REDACTOR, RUN, SECRETS

FRESH = pytest.StashKey[Mapping[str, Any] | Failure]()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Only where a check of this run needs a token; the header has been printed by then.

    Raises pytest.UsageError where nobody finished the sign-in: that is no word about the target.
    """
    config = session.config
    run = config.stash[RUN]
    ids = {meta.id for item in session.items if (meta := meta_of(item))}
    if not run.way or run.profile is None or "token.issued" not in ids:
        return
    from ..login.desk import desk  # noqa: PLC0415 - few runs sign in
    from ..login.sign_in import UNANSWERED, sign_in  # noqa: PLC0415
    from ..login.unusable import Unusable  # noqa: PLC0415

    capture: Any = config.pluginmanager.getplugin("capturemanager")
    if capture is not None:
        capture.suspend_global_capture(in_=True)
    redactor = config.stash[REDACTOR]
    target = Target(
        run.profile,
        config.stash[SECRETS],
        redactor,
        allowed_hosts=run.allowed_hosts,
        proxies=proxies_of(run.profile),
    )
    person = desk(sys.stdout, sys.stdin, redactor, os.environ)
    try:
        # Without a refresh token: nothing of this run shall outlive it.
        with target:
            config.stash[FRESH] = sign_in(target, run.way, person, keep=False)
    except ProbeFailed as failed:
        if failed.failure.kind == UNANSWERED:
            raise pytest.UsageError(_unfinished(failed.failure.words)) from None
        config.stash[FRESH] = failed.failure
    except Unusable as error:
        raise pytest.UsageError(_unfinished(str(error))) from None
    person.say("")


def _unfinished(why: str) -> str:
    return f"the sign-in was not finished: {why}"
