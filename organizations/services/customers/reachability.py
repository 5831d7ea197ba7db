"""Whether a contact can and wants to be written to."""

from typing import Any

from django.db import transaction

from organizations.models import Contact
from organizations.services import audit
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor


def note_bounce(contact: Contact, *, problem: str, by: Actor) -> None:
    """Write down that mails to a contact come back: nothing is sent unasked until that changes."""
    _mark(contact, Verb.CONTACT_BOUNCE, "bounced_at", by=by, problem=problem)


def opt_out(contact: Contact, *, by: Actor) -> None:
    """Write down that a contact wants no reminders. Links that staff send still reach them."""
    _mark(contact, Verb.CONTACT_OPT_OUT, "opted_out_at", by=by)


def note_reached(contact: Contact, *, by: Actor) -> None:
    """Write down that a mail was delivered to a contact, so that bounces are over."""
    with transaction.atomic():
        bounced = Contact.objects.filter(pk=contact.pk, bounced_at__isnull=False)
        if bounced.update(bounced_at=None):
            _record(contact, Verb.CONTACT_REACHED, by=by)
    contact.refresh_from_db(fields=["bounced_at"])


def _mark(contact: Contact, verb: Verb, field: str, *, by: Actor, **details: Any) -> None:
    with transaction.atomic():
        unmarked = Contact.objects.filter(pk=contact.pk, **{field: None})
        if unmarked.update(**{field: clock.now()}):
            _record(contact, verb, by=by, **details)
    contact.refresh_from_db(fields=[field])


def _record(contact: Contact, verb: Verb, *, by: Actor, **details: Any) -> None:
    audit.record(verb, by=by, customer=contact.customer, email=contact.email, **details)
