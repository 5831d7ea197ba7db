"""Contacts: the people at a customer who receive links."""

from django.db import IntegrityError, transaction

from organizations.errors import Taken
from organizations.models import Contact, Customer
from organizations.services import audit
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor
from portal.db.changing import change
from portal.text.addresses import readable


def add_contact(
    customer: Customer,
    *,
    name: str,
    email: str,
    by: Actor,
    language: str = "en",
    named_by: str = "",
) -> Contact:
    """Add a person to a customer; `named_by` is the colleague who named them, if one did.

    Raises Taken when the address is a contact of theirs already.
    """
    try:
        with transaction.atomic():
            contact = Contact.objects.create(
                customer=customer,
                name=name,
                email=email,
                language=language,
                named_by=named_by,
                created_at=clock.now(),
            )
            audit.record(
                Verb.CONTACT_ADD, by=by, customer=customer, name=contact.name, email=contact.email
            )
    except IntegrityError as error:
        raise _taken(customer, email) from error
    return contact


def change_contact(contact: Contact, *, by: Actor, **changes: object) -> None:
    """Change the named fields (name, email, language). Raises Taken as `add_contact` does.

    A new address has neither bounced nor opted out. Links that were mailed stay what they are.
    """
    try:
        with transaction.atomic():
            row = Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
            changed = change(row, changes)
            if changed:
                if "email" in changed:
                    row.bounced_at = row.opted_out_at = None
                row.save(update_fields=[*changed, "bounced_at", "opted_out_at"])
                audit.record(
                    Verb.CONTACT_CHANGE,
                    by=by,
                    customer=row.customer,
                    name=row.name,
                    email=row.email,
                    changed=changed,
                )
    except IntegrityError as error:
        raise _taken(contact.customer, str(changes.get("email", ""))) from error
    contact.refresh_from_db()


def remove_contact(contact: Contact, *, by: Actor) -> None:
    """Remove a person; links mailed to them keep working until they end or are revoked."""
    with transaction.atomic():
        audit.record(
            Verb.CONTACT_REMOVE,
            by=by,
            customer=contact.customer,
            name=contact.name,
            email=contact.email,
        )
        contact.delete()


def _taken(customer: Customer, email: str) -> Taken:
    return Taken(
        f"{customer} already has a contact with the email address {readable(email)}.", field="email"
    )
