"""Ways out that pytest opens beside the reports: log records, and the trace of an error of our own."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from ..redactor import Redactor

_FORMATTER = logging.Formatter()


class OwnTrace:
    """A plugin that takes secrets out of what pytest prints when a hook of ours fails (INTERNALERROR)."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor

    @pytest.hookimpl(tryfirst=True)
    def pytest_internalerror(self, excrepr: Any) -> None:
        """Every reader of the trace turns it into text by `toterminal`; that text is cleaned."""
        text = self._redactor.clean(str(excrepr))
        excrepr.toterminal = lambda writer: writer.write(text)


def clean_logs(redactor: Redactor) -> Callable[[], None]:
    """From now on no log record of this process holds a secret; call the result to undo it.

    Libraries log what they send and get (MSAL: whole token responses), and pytest writes that to files.
    """
    previous = logging.getLogRecordFactory()

    def cleaned(*arguments: Any, **named: Any) -> logging.LogRecord:
        record = previous(*arguments, **named)
        try:
            message = record.getMessage()
        except (TypeError, ValueError, KeyError):
            message = "[a message that does not fit its arguments]"
        record.msg, record.args = redactor.clean(message), ()
        if record.exc_info:
            record.exc_text = redactor.clean(_FORMATTER.formatException(record.exc_info))
            record.exc_info = None
        if record.stack_info:
            record.stack_info = redactor.clean(record.stack_info)
        return record

    logging.setLogRecordFactory(cleaned)
    return lambda: logging.setLogRecordFactory(previous)
