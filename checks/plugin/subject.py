"""What is under diagnosis in this run: its profile, its secrets, its target, its survey, and every observation."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType

import pytest

from ..application import load_msal
from ..config.impossible import IMPOSSIBLE
from ..config.profile import Profile
from ..config.read import build
from ..config.view import SecretView
from ..observation import Observation
from ..probes import PROBES
from ..probes.legs import LEGS
from ..survey import Survey
from ..target import Target, proxies_of
from .fresh import FRESH
from .order import meta_of
from .outcome import OUTCOMES, SURVEY, TARGET
from .run import REDACTOR, RUN, SECRETS, LearningView, Run

EMBEDDED_SECONDS = 5.0
_NEEDS_SETTINGS = ("token", "secret_alone", "copies")
# What needs neither a credential nor a verdict on the settings, the longest way first.
_EARLY = ("discovery", "smtp_hello", "imap_hello", "pop3_hello", *(f"reach_{leg}" for leg in LEGS))
_MEMORY = "embedded tenant"


@pytest.fixture(scope="session")
def run(request: pytest.FixtureRequest) -> Run:
    """What the command line asked for."""
    return request.config.stash[RUN]


@pytest.fixture(scope="session")
def environ(run: Run, request: pytest.FixtureRequest) -> Mapping[str, str]:
    """Where `env:` looks: the environment, or what the embedded tenant says of itself."""
    found: Mapping[str, str] = os.environ if run.profile else request.getfixturevalue("embedded_tenant")
    return found


@pytest.fixture(scope="session")
def profile(run: Run, environ: Mapping[str, str], request: pytest.FixtureRequest) -> Profile:
    """The settings under diagnosis."""
    if run.profile is not None:
        return run.profile
    return build(request.getfixturevalue("embedded_profile"), _MEMORY, environ)


@pytest.fixture(scope="session")
def secrets(run: Run, profile: Profile, environ: Mapping[str, str], request: pytest.FixtureRequest) -> SecretView:
    """The secrets of the profile, each read once."""
    config = request.config
    if run.profile is not None:
        return config.stash[SECRETS]
    return LearningView(profile, environ, live=False, redactor=config.stash[REDACTOR])


@pytest.fixture(scope="session")
def target(run: Run, profile: Profile, secrets: SecretView, request: pytest.FixtureRequest) -> Iterator[Target]:
    """The tenant under diagnosis."""
    stash = request.config.stash
    found = stash.get(TARGET, None)
    if found is None:
        found = stash[TARGET] = _target(request.config, run, profile, secrets)
    yield found
    found.close()


@pytest.fixture(scope="session")
def survey(target: Target, request: pytest.FixtureRequest) -> Survey:
    """All probes that this run's checks read, started together; the settings have been judged by then."""
    stash = request.config.stash
    found = stash.get(SURVEY, None) or Survey(target, PROBES)
    hopeless = [id for id in sorted(IMPOSSIBLE) if stash[OUTCOMES].get(id) in {"fail", "error"}]
    if hopeless:
        found.leave(_NEEDS_SETTINGS, hopeless[0])
    stages = {meta.stage for item in request.session.items if (meta := meta_of(item))}
    for leg in ("smtp", "imap", "pop3"):
        if leg not in stages:
            # Nobody asked for this protocol, so nobody is logged in to it just to judge a token.
            found.leave((f"{leg}_session",), "a stage that was not asked for")
    known = {probe.id for probe in PROBES}
    found.ask({name for item in request.session.items for name in getattr(item, "fixturenames", ())} & known)
    stash[SURVEY] = found
    return found


def _target(config: pytest.Config, run: Run, profile: Profile, secrets: SecretView) -> Target:
    embedded = run.mode == "embedded"
    found = Target(
        profile,
        secrets,
        config.stash[REDACTOR],
        embedded=embedded,
        allowed_hosts=run.allowed_hosts,
        send_to=run.send_to,
        proxies={} if embedded else proxies_of(profile),
        fresh=config.stash.get(FRESH, None),
        only=run.only,
        probe_basic=run.probe_basic,
        all_copies=run.all_copies,
    )
    if embedded:
        found.step_seconds = EMBEDDED_SECONDS
    return found


@pytest.fixture(scope="session")
def sessions(
    smtp_session: Observation, imap_session: Observation, pop3_session: Observation
) -> tuple[Observation, ...]:
    """What the mail servers said to the token, in the order SMTP, IMAP, POP3."""
    return smtp_session, imap_session, pop3_session


@pytest.fixture(scope="session")
def reaches(
    profile: Profile,
    reach_entra: Observation,
    reach_smtp: Observation,
    reach_imap: Observation,
    reach_pop3: Observation,
) -> tuple[Observation, ...]:
    """What the network said of each host that the profile uses."""
    used = {"entra": True, "smtp": profile.smtp, "imap": profile.imap, "pop3": profile.pop3}
    found = (reach_entra, reach_smtp, reach_imap, reach_pop3)
    return tuple(seen for seen, server in zip(found, used.values(), strict=True) if server)


def pytest_configure(config: pytest.Config) -> None:
    """Every probe is a fixture of its own name, so a check reads as what it judges."""
    _begin(config)
    observations = ModuleType("observations")
    for probe in PROBES:
        setattr(observations, probe.id, _observation(probe.id))
    config.pluginmanager.register(observations, "oauthmail-observations")


def _begin(config: pytest.Config) -> None:
    """The command greets the hosts of a whole live run while the checks are still being collected."""
    run = config.stash[RUN]
    whole = run.as_command == "diagnose" and run.mode == "live" and not (run.only or run.plan or run.way)
    if not whole or run.profile is None or config.getoption("list_checks") or config.getoption("collectonly"):
        return
    target = config.stash[TARGET] = _target(config, run, run.profile, config.stash[SECRETS])
    config.add_cleanup(target.close)
    config.stash[SURVEY] = Survey(target, PROBES)
    config.stash[SURVEY].ask(_EARLY)
    threading.Thread(target=load_msal, daemon=True).start()


def _observation(id: str) -> Callable[..., Observation]:
    def observation(survey: Survey) -> Observation:
        return survey.see(id)

    return pytest.fixture(scope="session", name=id)(observation)
