"""Contacts: the people at a customer who receive links."""

from typing import Any

from django.db import IntegrityError, transaction

from organizations import audit
from organizations.errors import Taken
from organizations.models import Contact, Customer
from portal import clock
from portal.actor import Actor


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
            audit.record("contact:add", by=by, customer=customer, name=name, email=email)
    except IntegrityError as error:
        raise _taken(customer, email) from error
    return contact


def change_contact(contact: Contact, *, by: Actor, **changes: Any) -> None:
    """Change the named fields (name, email, language). Raises Taken as `add_contact` does.

    A new address has neither bounced nor opted out. Links that were mailed stay what they are.
    """
    try:
        with transaction.atomic():
            row = Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
            changed = [name for name, value in changes.items() if getattr(row, name) != value]
            if changed:
                for name in changed:
                    setattr(row, name, changes[name])
                if "email" in changed:
                    row.bounced_at = row.opted_out_at = None
                row.save(update_fields=[*changed, "bounced_at", "opted_out_at"])
                audit.record(
                    "contact:change",
                    by=by,
                    customer=row.customer,
                    name=row.name,
                    email=row.email,
                    changed=changed,
                )
    except IntegrityError as error:
        raise _taken(contact.customer, changes.get("email", "")) from error
    contact.refresh_from_db()


def remove_contact(contact: Contact, *, by: Actor) -> None:
    """Remove a person; links mailed to them keep working until they end or are revoked."""
    with transaction.atomic():
        audit.record(
            "contact:remove",
            by=by,
            customer=contact.customer,
            name=contact.name,
            email=contact.email,
        )
        contact.delete()


def _taken(customer: Customer, email: str) -> Taken:
    return Taken(f"{customer} has a contact with the address {email} already.", field="email")
