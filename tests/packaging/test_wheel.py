"""Wheel and sdist are whole, and the wheel works next to a project that uses the same names."""

from __future__ import annotations

import email
import email.message
import json
import os
import re
import select
import shutil
import signal
import site
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import GUARD
from tests.harness import ROOT, SECONDS

SUITE = "oauthmail/suite/"
LEFT_ALONE = shutil.ignore_patterns(".*", "__pycache__", "dist", "build", "*.egg-info")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
START = 30.0

BAIT = 'raise RuntimeError("a module of the project itself was imported: " + __name__)\n'
OWN_CONFTEST = f"import os\nif os.environ.get('OWN_TESTS') != 'yes':\n    {BAIT}"
OWN_TEST = """
import smtplib, ssl

def test_mail_is_taken(fake_tenant):
    trust = ssl.create_default_context(cafile=fake_tenant.ca_file)
    with smtplib.SMTP(fake_tenant.smtp_host, fake_tenant.smtp_port) as client:
        client.starttls(context=trust)
        client.ehlo()
        blob = f"user={fake_tenant.mailbox}\\x01auth=Bearer {fake_tenant.access_token}\\x01\\x01"
        client.auth("XOAUTH2", lambda challenge=None: blob, initial_response_ok=False)
        client.sendmail(fake_tenant.mailbox, ["someone@fabrikam.example"], "Subject: hello\\r\\n\\r\\nhello\\r\\n")
    assert len(fake_tenant.messages("someone@fabrikam.example")) == 1

def test_the_next_test_begins_anew(fake_tenant):
    assert fake_tenant.messages("someone@fabrikam.example") == []
"""
FIVE_LINES = """
mailbox = "svc@contoso.com"
tenant = "contoso.com"
client_id = "00001111-aaaa-2222-bbbb-3333cccc4444"
client_secret = "env:MAIL_SECRET"
refresh_token = "env:MAIL_TOKEN"
"""


def build(folder: Path, *options: str) -> Path:
    """`python -m build` of a copy of the tree, so that nothing is left in it; the folder of what was made."""
    tree = folder / "tree"
    if not tree.exists():
        shutil.copytree(ROOT, tree, ignore=LEFT_ALONE)
    made = folder / f"made{''.join(options)}"
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(made), *options, str(tree)],
        check=True,
        capture_output=True,
        timeout=SECONDS,
    )
    return made


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workshop")


@pytest.fixture(scope="module")
def built(workshop: Path) -> Path:
    """The sdist, and the wheel that was made of it."""
    return build(workshop)


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    """The wheel that was made of the sdist."""
    (found,) = built.glob("*.whl")
    return found


def contents(path: Path) -> dict[str, bytes]:
    """The files of a wheel."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def metadata(path: Path) -> email.message.Message:
    """The metadata of a wheel."""
    (text,) = (content for name, content in contents(path).items() if name.endswith(".dist-info/METADATA"))
    return email.message_from_bytes(text)


def test_the_wheel_holds_the_suite_and_no_tests(wheel: Path) -> None:
    names = set(contents(wheel))
    wanted = {
        f"{SUITE}{path.relative_to(ROOT).as_posix()}"
        for folder in ("checks", "fakes", "examples")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    wanted |= {f"{SUITE}conftest.py", f"{SUITE}pyproject.toml"}
    wanted |= {f"oauthmail/{path.name}" for path in (ROOT / "oauthmail").iterdir() if path.is_file()}
    assert {name for name in names if ".dist-info/" not in name} == wanted
    assert {name.partition("/")[0] for name in names} == {"oauthmail", f"oauthmail-{_version()}.dist-info"}
    assert not [name for name in names if "/tests/" in name or "/test_" in name]


def test_a_wheel_of_the_tree_and_one_of_the_sdist_are_the_same(workshop: Path, built: Path, wheel: Path) -> None:
    (direct,) = build(workshop, "--wheel").glob("*.whl")
    assert contents(direct) == contents(wheel)
    assert direct.name == wheel.name == f"oauthmail-{_version()}-py3-none-any.whl"


def test_the_sdist_can_be_tested(built: Path) -> None:
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"README.md", "LICENSE", "CHANGELOG.md", "tox.ini", "conftest.py", "tests/conftest.py"} <= names
    assert "tests/guard/sitecustomize.py" in names
    assert not [name for name in names if "__pycache__" in name or name.startswith((".ci", ".git/", ".tox", "dist"))]


def test_the_metadata_is_complete(wheel: Path) -> None:
    said = metadata(wheel)
    assert (said["Name"], said["Version"]) == ("oauthmail", _version())
    assert said["License-Expression"] == "Apache-2.0"
    assert said["License-File"] == "LICENSE"
    assert said["Requires-Python"] == ">=3.11"
    assert said["Summary"] == PROJECT["description"]
    assert said["Description-Content-Type"] == "text/markdown"
    assert str(said.get_payload()).strip() == (ROOT / "README.md").read_text(encoding="utf-8").strip()
    plain = {re.sub(r"\s", "", text) for text in said.get_all("Requires-Dist", [])}
    assert plain == set(PROJECT["dependencies"])
    assert {text.partition(",")[0] for text in said.get_all("Project-URL", [])} >= {"Documentation", "Changelog"}
    licence = contents(wheel)[f"oauthmail-{_version()}.dist-info/licenses/LICENSE"]
    assert b"Apache License" in licence


def _version() -> str:
    found = re.search(r'__version__ = "(.+)"', (ROOT / "oauthmail" / "__init__.py").read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


class Place:
    """A clean environment with the wheel in it, and the folder of a project that uses the suite's names."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        self.project = folder / "project"
        home = folder / "environment"
        venv.create(home, with_pip=False, symlinks=os.name == "posix")
        scripts = "Scripts" if os.name == "nt" else "bin"
        self.python = str(home / scripts / "python")
        self.oauthmail = str(home / scripts / "oauthmail")
        pip = [sys.executable, "-m", "pip", "--python", self.python, "--disable-pip-version-check"]
        install = ["install", "--no-index", "--no-deps", "--quiet", str(wheel)]
        subprocess.run([*pip, *install], check=True, capture_output=True, timeout=SECONDS)
        paths = sysconfig.get_paths(vars={"base": str(home), "platbase": str(home)}, scheme="venv")
        # The dependencies come from the environment that runs this test; the wheel's own folder stands before it.
        dependencies = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *_user_site()}
        (Path(paths["purelib"]) / "dependencies.pth").write_text("\n".join(sorted(dependencies)) + "\n")
        self._make_project()

    def _make_project(self) -> None:
        for name in ("checks", "fakes", "oauthmail_suite", "tests"):
            (self.project / name).mkdir(parents=True)
            (self.project / name / "__init__.py").write_text(BAIT)
        (self.project / "tests" / "__init__.py").unlink()
        (self.project / "tests" / "test_own.py").write_text(OWN_TEST)
        (self.project / "checks" / "check_own.py").write_text(BAIT)
        (self.project / "conftest.py").write_text(OWN_CONFTEST)
        (self.project / "pytest.ini").write_text("[pytest]\naddopts = --junitxml=own.xml\n")
        (self.project / "mail.toml").write_text(FIVE_LINES)

    def environment(self, **more: str) -> dict[str, str]:
        """Without anything that could lead back to the checkout."""
        keep = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "TMPDIR", "SYSTEMROOT"}}
        return {**keep, "PYTHONPATH": str(GUARD), **more}

    def run(self, *command: str, **more: str) -> Any:
        """A command in the project's folder."""
        return subprocess.run(
            command,
            cwd=self.project,
            env=self.environment(**more),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )


def _user_site() -> list[str]:
    return [site.getusersitepackages()] if site.ENABLE_USER_SITE else []


@pytest.fixture(scope="module")
def place(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("clean"), wheel)


def test_what_runs_is_the_installed_wheel(place: Place) -> None:
    ended = place.run(place.python, "-P", "-c", "import oauthmail; print(oauthmail.__file__)")
    assert Path(ended.stdout.strip()).is_relative_to(Path(place.python).parent.parent), ended.stderr


VERBS = {
    "diagnose": (("diagnose",), 0, "EMBEDDED TENANT, not yours"),
    "a fault": (("diagnose", "--fault", "refresh-token-expired"), 1, "ROOT CAUSE   refresh-token-expired"),
    "an unknown fault": (("diagnose", "--fault", "no-such-fault"), 4, "no-such-fault"),
    "no profile": (("diagnose", "absent.toml"), 4, "absent.toml"),
    "check": (("check", "mail.toml"), 0, "your tenant was not contacted"),
    "init": (("init", "aem-forms"), 0, "task notifications"),
    "show": (("show", "mail.toml"), 0, "default: public cloud"),
    "diff": (("diff", "mail.toml", "mail.toml"), 0, "The same values are in effect."),
    "explain": (("explain", "AADSTS7000222"), 0, "client-secret-expired"),
    "explain nothing": (("explain", "a fine day"), 1, ""),
    "faults": (("faults",), 0, "refresh-token-expired"),
    "run": (("run", "--", sys.executable, "-c", "import os, sys; sys.exit(len(os.environ['FAKE_TENANT_ID']))"), 36, ""),
    "run nothing": (("run",), 2, "COMMAND"),
    "--help": (("--help",), 0, "oauthmail diagnose [PROFILE]"),
    "--version": (("--version",), 0, f"oauthmail {_version()}"),
    "--version of a verb": (("diagnose", "--version"), 0, f"oauthmail {_version()}"),
    "no verb": (("frobnicate",), 2, "frobnicate"),
}


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_works_beside_modules_of_the_same_names(place: Place, name: str) -> None:
    arguments, status, words = VERBS[name]
    ended = place.run(place.oauthmail, *arguments)
    said = ended.stdout + ended.stderr
    assert ended.returncode == status, said
    assert words in said
    assert "a module of the project" not in said
    assert "Traceback" not in said
    assert not (place.project / "own.xml").exists(), "the project's pytest.ini was read"


@pytest.mark.parametrize("name", ["diagnose", "explain", "faults"])
def test_the_module_is_the_same_as_the_command(place: Place, name: str) -> None:
    """`python -m` puts the project's folder first on the path."""
    arguments, status, words = VERBS[name]
    ended = place.run(place.python, "-m", "oauthmail", *arguments)
    assert (ended.returncode, ended.stderr) == (status, ""), ended.stdout
    assert words in ended.stdout


def test_a_live_run_against_the_installed_tenant(place: Place) -> None:
    suite = Path(
        place.run(place.python, "-P", "-c", "import oauthmail; print(oauthmail.__file__)").stdout.strip()
    ).parent
    profile = suite / "suite" / "examples" / "loopback.toml"
    ended = place.run(place.oauthmail, "run", "--", place.oauthmail, "diagnose", str(profile))
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout
    assert "LIVE   " in ended.stdout


def test_serve_says_one_line_and_ends_on_sigterm(place: Place) -> None:
    with subprocess.Popen(
        [place.oauthmail, "serve", "--json"],
        cwd=place.project,
        env=place.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            ready, _, _ = select.select([process.stdout], [], [], START)
            assert ready
            settings = json.loads(process.stdout.readline())
            process.send_signal(signal.SIGTERM)
            rest, errors = process.communicate(timeout=START)
        finally:
            process.kill()
    assert (process.returncode, rest, errors) == (0, "", "")
    assert settings["smtp_port"] > 0
    assert not Path(settings["ca_file"]).exists()


def test_the_fixture_works_in_the_projects_own_tests(place: Place) -> None:
    ended = place.run(place.python, "-m", "pytest", "-p", "no:cacheprovider", "tests", OWN_TESTS="yes")
    try:
        assert ended.returncode == 0, ended.stdout + ended.stderr
        assert "2 passed" in ended.stdout
        assert (place.project / "own.xml").exists(), "the project's own settings did not hold"
    finally:
        (place.project / "own.xml").unlink(missing_ok=True)


def test_the_plugin_adds_a_fixture_and_no_option(place: Place) -> None:
    shown = place.run(place.python, "-m", "pytest", "--help", OWN_TESTS="yes")
    assert shown.returncode == 0, shown.stderr
    assert not {option for option in _our_options() if re.search(rf"(?<![\w-]){option}(?![\w-])", shown.stdout)}
    fixtures = place.run(place.python, "-m", "pytest", "--fixtures", "-q", "tests", OWN_TESTS="yes")
    assert "fake_tenant" in fixtures.stdout
    assert "embedded_tenant" not in fixtures.stdout


def _our_options() -> set[str]:
    """The options of the suite, as its source declares them."""
    source = (ROOT / "checks" / "plugin" / "options.py").read_text(encoding="utf-8")
    found = set(re.findall(r'addoption\(\s*"(--[a-z-]+)"', source))
    assert {"--live", "--fault", "--profile"} <= found
    return found
