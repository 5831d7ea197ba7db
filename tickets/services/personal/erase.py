"""Erase a person: their rows keep counting, and tell of nobody."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.html import escape

from organizations.errors import Rejected
from organizations.services.audit import forgetting
from organizations.verbs import Verb
from portal.actor import Actor
from portal.text.addresses import readable
from tickets.models import Link, Message, Ticket
from tickets.states import ACTIVE

from .held import Held, find

# What stands where a person was named. The address is one that nobody can have (RFC 2606).
NAME, ADDRESS = "Erased person", "forgotten@forgotten.invalid"


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows of each kind told of them."""

    contacts: int = 0
    links: int = 0
    mails: int = 0
    nominations: int = 0
    requests: int = 0
    openings: int = 0
    notes: int = 0
    uploaded: int = 0
    events: int = 0


def erase(address: str, *, by: Actor) -> Erased:
    """Erase the person with an address, everywhere, in one transaction; twice is harmless.

    Raises Rejected while a ticket of theirs is active: who sets up single sign-on is needed.
    """
    with transaction.atomic():
        held = find(address)
        open_links = held.links.filter(ended="", main__isnull=False)
        theirs = Q(link__in=held.links) | Q(link__in=open_links.values("main"))
        active = Ticket.objects.filter(theirs, state__in=ACTIVE)
        if ticket := active.select_related("connection__customer", "link").first():
            alone = ticket.link.everyones().filter(ended="").count() == 1
            first = "revoke it or change its recipient" if alone else "revoke their link"
            raise Rejected(
                f"{readable(held.address)} has an active ticket of {ticket.connection.customer}: "
                f"{first} first ({ticket.get_absolute_url()})."
            )
        beside = _without({*held.forms, *held.names, *held.claimed})
        without = _where_told(held, beside)
        # Read before the rows that lead there are gone.
        events = list(held.events().order_by("pk"))
        administration = list(held.administration())
        elsewhere, named = list(held.beside_them()), list(held.named())
        counts = {
            "notes": _rewrite(held.notes(), beside, "text"),
            "uploaded": _rewrite_uploaded(held, beside, lines=without),
            "openings": held.openings.exclude(ip="", user_agent="").update(ip="", user_agent=""),
            "nominations": held.nominations.delete()[0],
            "requests": held.requests.delete()[0],
            "mails": _empty_mails(held.mails),
            "contacts": held.contacts.delete()[1].get("organizations.Contact", 0),
        }
        _rewrite(held.attentions(), beside, "detail", "remedy", "resolution")
        _rewrite(held.tickets(), beside, "problem", "remedy", "revoke_reason")
        _rewrite(held.attempts(), beside, "detail")
        _rewrite(administration, beside, "object_repr", "change_message")
        _rewrite(held.deliveries(), beside, "attempts")
        for rows, fields in elsewhere:
            _rewrite(rows, without, *fields)
        for contact in named:
            # Whoever it was: somebody at the customer, not staff.
            contact.named_by = contact.customer.name[:150]
            contact.save(update_fields=["named_by"])
        _rewrite(held.answers(), beside, "answer")
        _rewrite(
            held.views(), _without({*held.forms, *map(quote_plus, held.forms)}), "name", "query"
        )
        # A note may name whoever shares the ticket.
        Link.objects.filter(Q(pk__in=held.links) | Q(others__in=held.links)).update(
            personal_note=""
        )
        counts["links"] = held.links.update(recipient_name=NAME, recipient_email=ADDRESS)
        changed = forgetting.redact(
            events, text=without, verb=Verb.CONTACT_FORGET, by=by, **_told(counts)
        )
        return Erased(**counts, events=changed)


def _told(counts: dict[str, int]) -> dict[str, int]:
    # `events` is told by the audit trail itself.
    return {kind: count for kind, count in counts.items() if count}


def _empty_mails(mails: QuerySet[Message]) -> int:
    mails.filter(state=Message.State.QUEUED).update(state=Message.State.DROPPED)
    return mails.update(
        to_name=NAME, to_email=ADDRESS, subject="", text="", html="", problem="", contact=None
    )


def _where_told(held: Held, beside: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return what takes them out of a value: by `beside` if it tells their address, else by names
    that are certain."""
    addressed = _without({*held.forms})
    # As they stand in the HTML of a mail, too.
    elsewhere = _without({*held.forms, *held.names, *map(escape, held.names)})

    def without(value: Any) -> Any:
        return beside(value) if addressed(value) != value else elsewhere(value)

    return without


def _without(words: set[str]) -> Callable[[Any], Any]:
    """Return what takes words out of a text, or of texts in lists and dicts."""
    # The longest first: a name may be part of another.
    known = sorted(words, key=len, reverse=True)
    pattern = re.compile(
        "|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in known), re.IGNORECASE
    )

    def without(value: Any) -> Any:
        if isinstance(value, str):
            return pattern.sub(_instead, value)
        if isinstance(value, list):
            return [without(one) for one in value]
        if isinstance(value, dict):
            return {key: without(one) for key, one in value.items()}
        return value

    return without


def _instead(found: re.Match[str]) -> str:
    if "@" in found[0]:
        return ADDRESS
    return quote_plus(ADDRESS) if "%40" in found[0] else NAME


def _rewrite(rows: Iterable[Any], without: Callable[[Any], Any], *fields: str) -> int:
    changed = 0
    for row in rows:
        told = [getattr(row, field) for field in fields]
        rewritten = [without(one) for one in told]
        if rewritten != told:
            for field, text in zip(fields, rewritten, strict=True):
                setattr(row, field, text)
            row.save(update_fields=fields)
            changed += 1
    return changed


def _rewrite_uploaded(
    held: Held, without: Callable[[Any], Any], *, lines: Callable[[Any], Any]
) -> int:
    jobs, rows = held.uploaded()
    fields = ("cells", "errors", "choices", "warnings", "problem", "remedy")

    def by_line(file: list[Any]) -> list[Any]:
        # Most lines of a file are about others.
        return [lines(line) for line in file]

    return _rewrite(rows, without, *fields) + _rewrite(jobs, by_line, "lines")
