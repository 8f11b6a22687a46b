"""Of a wrong option only what is wrong is said, without the usage and the files of the pytest behind the command."""

from __future__ import annotations

from collections.abc import Generator

import pytest


class OneSentence:
    """A pytest plugin for the command."""

    @pytest.hookimpl(wrapper=True)
    def pytest_cmdline_parse(self) -> Generator[None, object, object]:
        """Take the sentence out of what argparse says."""
        try:
            return (yield)
        except pytest.UsageError as error:
            _, _, told = str(error).partition(": error: ")
            raise pytest.UsageError(told.splitlines()[0] if told else str(error)) from None
