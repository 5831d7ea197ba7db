"""Find events by who did it, to whom, what happened in words, what it was about, from where."""

import ipaddress
import re

from django.db.models import Q, QuerySet

from organizations import search
from organizations.models import Connection, Customer, Event, User
from organizations.sentences import SENTENCES
from portal.anyof import any_of, keys_of_any
from portal.trigrams import SHORTEST, like


def events(rows: QuerySet[Event], text: str) -> QuerySet[Event]:
    """Return those that a text names."""
    number = search.ticket_number(text)
    if number is not None:
        return rows.filter(target=f"ticket:{number}")
    people = User.objects.filter(like("name", text) | like("email", text))
    connections = Connection.objects.filter(like("name", text) | Q(auth0_id=text))
    customers = keys_of_any(Customer, search.named(text, by_connection=False))
    conditions = [
        like("actor_name", text),
        Q(user__in=list(people.values_list("pk", flat=True))),
        Q(customer__in=customers),
        Q(connection__in=connections),
        Q(target=text),
        Q(verb__in=verbs(text)),
    ]
    return any_of(rows, [*conditions, Q(ip=text)] if _is_ip(text) else conditions)


def verbs(text: str) -> list[str]:
    """Return the verbs whose sentence holds every word of a text: "revoked", "mail bounce"."""
    words = text.lower().split()
    if len(text) < SHORTEST:
        return []
    return [verb for verb, told in _TOLD.items() if all(word in told for word in words)]


def _is_ip(text: str) -> bool:
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False


# What stands in braces differs from event to event.
_TOLD = {
    verb: f"{verb} {re.sub(r'{.*?}', '', sentence)}".lower() for verb, sentence in SENTENCES.items()
}
