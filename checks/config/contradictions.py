"""Consumers that contradict each other are refused on reading: nobody could say which one a finding means."""

from __future__ import annotations

from collections.abc import Sequence

from .consumer import Consumer
from .values import Origin

# A server has one of each; a second one would leave open which of them the others inherit from.
ONLY_ONE = ("email-service", "email-provider", "task-notifications")
THE_PROFILE = "the profile"
_POLLING = ("cron_expression", "repeat_count", "repeat_interval_s", "batch_size", "file_pattern", "domain_pattern")
_POLLS = ("email-endpoint", "email-provider", "other")


def refuse_contradictions(consumers: Sequence[Consumer], origin: Origin) -> None:
    """Raise ProfileError for two consumers of one name, two where there is only one, and settings of another kind."""
    by_name: dict[str, int] = {}
    by_kind: dict[str, int] = {}
    for number, consumer in enumerate(consumers, start=1):
        here = f"consumers[{number}]"
        name = consumer.name.strip().lower()
        if name == THE_PROFILE:
            origin.refuse(f"{here}.name is what reports call the tables of the profile; give it another.")
        if name in by_name:
            origin.refuse(f"{here} has the same name as consumers[{by_name[name]}]; give each a name of its own.")
        by_name[name] = number
        if consumer.kind in ONLY_ONE:
            if consumer.kind in by_kind:
                first = by_kind[consumer.kind]
                origin.refuse(f"{here} and consumers[{first}] are both of the kind {consumer.kind}; there is only one.")
            by_kind[consumer.kind] = number
        _refuse_foreign_settings(consumer, here, origin)


def _refuse_foreign_settings(consumer: Consumer, here: str, origin: Origin) -> None:
    said = [key for key in consumer.__slots__ if getattr(consumer, key) is not None]
    if consumer.kind == "task-notifications":
        for key in said:
            if key.startswith("receive_"):
                origin.refuse(f"{here}.{key}: task notifications only send; what receives is an email-endpoint.")
    if consumer.kind not in _POLLS:
        for key in said:
            if key in _POLLING:
                origin.refuse(f"{here}.{key} belongs to an email-endpoint, and this is of the kind {consumer.kind}.")
