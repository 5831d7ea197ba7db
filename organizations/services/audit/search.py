"""Find events by who did it, to whom, what happened in words, what it was about, from where."""

import ipaddress
import re

from django.db.models import Q, QuerySet

from organizations import search
from organizations.models import Connection, Customer, Event, User
from portal.db.any_of import any_of, keys_of_any
from portal.db.international import like_address
from portal.db.trigrams import SHORTEST, like

from .sentences import sentences

_BRACES = re.compile(r"{\w+(?::([\w ]+))?}")


def events(rows: QuerySet[Event], text: str) -> QuerySet[Event]:
    """Return those that a text names."""
    if referred := search.reference(text):
        return rows.filter(target=referred.target)
    people = User.objects.filter(like("name", text) | like_address(User, "email", text))
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


def history(customer: Customer) -> QuerySet[Event]:
    """Return what happened to a customer, and to those that were merged into them."""
    return Event.objects.filter(customer__in=with_merged([customer.pk]))


def with_merged(keys: list[int]) -> list[int]:
    """Return these keys, and those of customers merged into them, who keep their events."""
    found = keys
    while found:
        merged = Customer.objects.filter(merged_into__in=found)
        found = list(merged.values_list("pk", flat=True))
        keys = keys + found
    return keys


def verbs(text: str) -> list[str]:
    """Return the verbs whose sentence holds every word of a text: "revoked", "mail bounce"."""
    words = text.lower().split()
    if len(text) < SHORTEST:
        return []
    # What stands in braces differs from event to event.
    texts = {
        verb: f"{verb} " + _BRACES.sub(r"\1", sentence).lower()
        for verb, sentence in sentences().items()
    }
    return [verb for verb, text in texts.items() if all(word in text for word in words)]


def _is_ip(text: str) -> bool:
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False
