"""The audit trail in plain words: one sentence for every verb."""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import TextChoices

from organizations.models import Attention, Domain, Event, Stage
from organizations.verbs import AuditVerb, Verb
from portal.text.addresses import readable

_SENTENCES: dict[str, str] = {}
# What a key of an event's data is chosen from, by the subject of its verb: ("attention", "reason").
_CHOICES: dict[tuple[str, str], type[TextChoices]] = {}


def learn(
    verbs: type[AuditVerb], choices: Mapping[tuple[str, str], type[TextChoices]] | None = None
) -> None:
    """Know the sentences of an enum of verbs; each app tells its own (`AppConfig.ready`).

    choices: the enum whose label is shown for a value, by subject and key of the event's data.
    """
    _SENTENCES.update((verb.value, verb.label) for verb in verbs)
    _CHOICES.update(choices or {})


def sentences() -> dict[str, str]:
    """Return the sentence of every verb."""
    return dict(_SENTENCES)


# Keys that hold addresses or domains: they are kept as DNS knows them, and told as people do.
_ADDRESSES = frozenset({"email", "to", "was", "recipient", "domain", "domains"})


def sentence(event: Event) -> str:
    """Return what an event tells, without its actor: "created the customer Acme".

    A verb of an older release is shown as it stands.
    """
    subject = event.verb.partition(":")[0]
    values = defaultdict(
        _Words, {key: _Words(_words(subject, key, value)) for key, value in event.data.items()}
    )
    return _SENTENCES.get(event.verb, event.verb).format_map(values).strip(" :.")


class _Words(str):
    """A value in words; `{count:row}` in a sentence is it with its noun: "1 row", "2 rows"."""

    def __format__(self, noun: str) -> str:
        return f"{self} {noun}{'' if self == '1' else 's'}" if noun else str(self)


def _words(subject: str, key: str, value: Any) -> str:
    choices = _CHOICES.get((subject, key))
    if choices and value in choices.values:
        return str(choices(value).label)
    if key in ("was", "to") and value in Stage.values:
        return str(Stage(value).label).lower()
    if key in _ADDRESSES and value:
        return ", ".join(map(readable, value if isinstance(value, list) else [str(value)]))
    if isinstance(value, list):
        return ", ".join(str(one).replace("_", " ") for one in value)
    if key in ("kind", "reason", "result") and re.fullmatch(r"[a-z]+(_[a-z]+)+", str(value)):
        return str(value).replace("_", " ")
    return "" if value is None else str(value)


learn(Verb, {("attention", "reason"): Attention.Reason, ("domain", "result"): Domain.Lookup})
