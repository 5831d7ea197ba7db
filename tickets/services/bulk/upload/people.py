"""Whom a line of a file means: a customer that is known, or one to be made with its contact."""

from dataclasses import replace

from django.db import IntegrityError, transaction

from organizations.models import Contact, Customer, Domain
from organizations.services import customers
from portal.actor import Actor
from portal.text.addresses import same_address
from tickets.models import Job, JobRow, Link
from tickets.services.requests.draft import Person

from .columns import OTHERS
from .row_check import NEW, Refused
from .salesforce_ids import same_ids

_CHECK_LINE = "Correct the row or add the customer, then check again."


def find_customer(row: JobRow) -> Customer | None:
    """Return the customer that a row means; None for one that is to be made. Raises Refused."""
    customer = row.customer or _known(row)
    if customer is None:
        if not row.job.makes_customers:
            raise Refused(f"There is no customer named “{row.name}”.", _CHECK_LINE)
        if not row.cells.get("name"):
            raise Refused(
                f"There is no customer with the external ID “{row.name}”.",
                "Add the customer's name so they can be created.",
            )
        _refuse_known_domains(row)
    elif customer.archived_at:
        raise Refused(f"{customer} is archived.", "Unarchive the customer, then check again.")
    return customer


def domains_in(row: JobRow) -> list[str]:
    """Return the e-mail domains that a line names, as `organizations.names` writes them."""
    return row.cells.get("domains", "").split()


def contact_in(row: JobRow, customer: Customer) -> Contact:
    """Return the person that a line names, not saved."""
    email = row.cells.get("email", "")
    return Contact(
        customer=customer,
        name=row.cells.get("contact") or email.partition("@")[0][:150],
        email=email,
        language=row.cells.get("language") or "en",
    )


def others_in(row: JobRow, customer: Customer, first: Contact | None) -> tuple[Person, ...]:
    """Return who shares the ticket with its first recipient, as a line names them.

    Contacts that aren't there yet are not saved.
    """
    people = []
    for one in OTHERS:
        email = row.cells.get(f"{one}_email", "")
        if not email or (first and same_address(first.email, email)):
            continue
        known = customer.contacts.filter(email__iexact=email).first() if customer.pk else None
        contact = known or Contact(
            customer=customer,
            name=row.cells.get(f"{one}_contact") or email.partition("@")[0][:150],
            email=email,
            language=row.cells.get(f"{one}_language") or row.cells.get("language") or "en",
        )
        people.append(Person(contact, role_in(row, one)))
    return tuple(people)


def role_in(row: JobRow, one: str) -> Link.Role:
    """Return the role of one of the `OTHERS` of a line."""
    is_for_dns = "dns" in (one, row.cells.get(f"{one}_role"))
    return Link.Role.DNS if is_for_dns else Link.Role.SETUP


def make_others(
    row: JobRow, customer: Customer, first: Contact, *, by: Actor
) -> tuple[Person, ...]:
    """Return the same, with the contacts that are missing made, once. Raises Taken, Refused."""
    return tuple(
        replace(one, contact=one.contact if one.contact.pk else _added(one.contact, by))
        for one in others_in(row, customer, first)
    )


def _added(contact: Contact, by: Actor) -> Contact:
    if (only := _only_tenant(by)) and _tenants(contact.customer) - {only}:
        # Another tenant's links would go to whom a key adds.
        raise Refused(
            f"{contact.customer} is in another tenant too, so this API key can't add contacts.",
            "Add the contact on the customer's page, then try again.",
        )
    return customers.add_contact(
        contact.customer, name=contact.name, email=contact.email, language=contact.language, by=by
    )


def make_people(row: JobRow, *, by: Actor) -> Customer:
    """Make the customer and the contact that a ready row needs and that are not there yet.

    Each is linked to the row in the transaction that makes it: they are made once, however often
    a row is begun. Raises Taken, Refused.
    """
    try:
        with transaction.atomic():
            row = JobRow.objects.select_for_update(of=("self",)).get(pk=row.pk)
            customer = row.customer or _known(row)
            is_new = customer is None
            if customer:
                _refuse_hidden(customer, row, by)
            if is_new and not row.cells.get("name"):
                raise Refused("The customer was deleted.")
            row.customer = customer = customer or customers.create_customer(
                name=row.cells["name"],
                external_id=row.cells.get("external_id", ""),
                domains=domains_in(row),
                owner=by.user,
                by=by,
            )
            # Who is here already is not changed, but for a recipient that was chosen.
            chosen = row.job.kind == Job.Kind.ISSUE and row.choice == NEW
            if row.contact is None and row.cells.get("email") and (is_new or chosen):
                row.contact = _contact(row, customer, by)
            row.save(update_fields=["customer", "contact"])
    except IntegrityError:
        raise Refused("Another row is about the same customer.", "Keep one of the two.") from None
    return customer


def _contact(row: JobRow, customer: Customer, by: Actor) -> Contact:
    named = contact_in(row, customer)
    known = customer.contacts.filter(email__iexact=named.email).first()
    return known or _added(named, by)


def _refuse_hidden(customer: Customer, row: JobRow, by: Actor) -> None:
    """Raise Refused where the job's API key is for one tenant, and the customer of others only."""
    only = _only_tenant(by)
    tenants = _tenants(customer) if only else set()
    if tenants and only not in tenants:
        raise Refused(f"There is no customer named “{row.name}”.", _CHECK_LINE)


def _only_tenant(by: Actor) -> int | None:
    return by.key.tenant_id if by.key else None


def _tenants(customer: Customer) -> set[int]:
    return {
        *customer.organizations.values_list("tenant", flat=True),
        *customer.connections.values_list("tenant", flat=True),
    }


def _known(row: JobRow) -> Customer | None:
    external_id, name = row.cells.get("external_id", ""), row.cells.get("name", "")
    if external_id:
        found = Customer.objects.filter(external_id__in=same_ids(external_id))
        if customer := max(found, key=lambda one: one.external_id == external_id, default=None):
            return customer
    if not name:
        return None
    called = Customer.objects.filter(name__iexact=name)
    if external_id:
        # With another number it is another customer of the same name.
        called = called.filter(external_id="")
    some = list(called[:2])
    if len(some) > 1:
        raise Refused(
            f"Several customers are named “{name}”.",
            "Add the external ID to tell them apart.",
        )
    return some[0] if some else None


def _refuse_known_domains(row: JobRow) -> None:
    """A new customer with the domain of a known one is probably the same by another name."""
    known = (
        Domain.objects.filter(name__in=domains_in(row), connection=None)
        .select_related("customer")
        .first()
    )
    if known:
        raise Refused(
            f"There is no customer named “{row.name}”, but {known} is a domain of "
            f"{known.customer}.",
            f"Enter “{known.customer}” if they're the same, or remove the domain from the row.",
        )
