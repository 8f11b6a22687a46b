"""Task notifications: a template, a recipient, and mail settings of their own with their own OAuth switch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from string import Template

from .compose import BadLetter, Letter, message_id
from .operations import Service


@dataclass(frozen=True, slots=True)
class Notification:
    """What a person is told of a task; `$name` in both is filled in from the task."""

    subject: str
    text: str


def notify(service: Service, template: Notification, recipient: str, task: Mapping[str, str]) -> str:
    """Tell one person of a task; the server's reply. Raises ProbeFailed or BadLetter.

    The settings of `service` are those of the task notifications alone: they inherit nothing.
    """
    now = datetime.now(UTC)
    sender = service.settings.from_address
    subject, text = (_filled(part, task) for part in (template.subject, template.text))
    # A value of the task must not add a header.
    subject = " ".join(subject.split())
    mark = message_id(sender, now.isoformat(), recipient, subject, text)
    headers = {"Auto-Submitted": "auto-generated"}
    return service.send(Letter(sender, (recipient,), subject, text, mark, now.replace(microsecond=0), headers=headers))


def _filled(text: str, task: Mapping[str, str]) -> str:
    try:
        return Template(text).substitute(task)
    except (KeyError, ValueError) as error:
        what = (
            f"asks for ${error.args[0]}, which the task does not have"
            if isinstance(error, KeyError)
            else "has a $ alone"
        )
        raise BadLetter(f"The template {what}.") from None
