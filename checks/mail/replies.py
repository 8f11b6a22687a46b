"""The answers of an endpoint: to whom, in which words, and always under the same Message-ID for the same message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from .compose import Envelope, Letter, compose, message_id
from .process import Result

SENDER = "sender"
_LONGEST_SUBJECT = 200
_ID = re.compile(r"<[!-;=?-~]{1,250}>")

_WORDS = {
    "succeeded": "{text}",
    "failed": "The process did not succeed.\n\n{text}",
    "in doubt": "The service was interrupted while it processed this message. It is not known whether the process came "
    "to its end, so it was not run again. Please look for its result, and send the message again if there is none.",
}
_MARKS = {"succeeded": "Re", "failed": "Failed", "in doubt": "In doubt"}


@dataclass(frozen=True, slots=True)
class ReplySettings:
    """Who hears of a success and of a failure: `sender`, and addresses."""

    success: tuple[str, ...] = (SENDER,)
    failure: tuple[str, ...] = (SENDER,)


@dataclass(frozen=True, slots=True)
class Asked:
    """The message that is answered; `key` is the same however often it is seen."""

    key: str
    sender: str
    subject: str
    message_id: str


def compose_reply(own: str, asked: Asked, outcome: str, result: Result, settings: ReplySettings) -> Envelope | None:
    """The answer, None when nobody is to hear of it. Raises BadLetter when it cannot be addressed."""
    listed = settings.success if outcome == "succeeded" else settings.failure
    to = tuple(dict.fromkeys(asked.sender if name == SENDER else name for name in listed))
    to = tuple(name for name in to if name)
    if not to:
        return None
    subject = "".join(char for char in asked.subject if char.isprintable())[:_LONGEST_SUBJECT]
    headers = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
    if _ID.fullmatch(asked.message_id):
        headers |= {"In-Reply-To": asked.message_id, "References": asked.message_id}
    return compose(
        Letter(
            own,
            to,
            f"{_MARKS[outcome]}: {subject}".strip(),
            _WORDS[outcome].format(text=result.text),
            message_id(own, asked.key, "reply"),
            datetime.now(UTC).replace(microsecond=0),
            attachments=result.attachments if outcome == "succeeded" else (),
            headers=headers,
        )
    )
