"""Customers: create, change, archive, and the e-mail domains known to be theirs."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from organizations import audit
from organizations.errors import InUse, Taken
from organizations.models import Connection, Customer, Domain, User
from portal import clock
from portal.actor import Actor

# `tickets.states.LIVE`, which this app must not import; a test holds the two together.
LIVE_TICKETS = ("queued", "issued", "opened")


def create_customer(
    *,
    name: str,
    by: Actor,
    external_id: str = "",
    owner: User | None = None,
    time_zone: str = "",
    domains: Sequence[str] = (),
) -> Customer:
    """Make a customer with the domains known to be theirs (as `names.domain_name` writes them).

    Raises Taken when another customer has the external id.
    """
    now = clock.now()
    try:
        with transaction.atomic():
            customer = Customer.objects.create(
                name=name,
                external_id=external_id,
                owner=owner,
                time_zone=time_zone,
                created_at=now,
                updated_at=now,
            )
            _know_domains(customer, domains)
            audit.record("customer:create", by=by, customer=customer, name=name)
    except IntegrityError as error:
        raise _taken(external_id) from error
    return customer


def change_customer(
    customer: Customer, *, by: Actor, domains: Sequence[str] | None = None, **changes: Any
) -> None:
    """Change the named fields (name, external_id, owner, time_zone) and the known domains.

    `domains` is the whole list, None leaves it alone. Raises Taken as `create_customer` does.
    """
    try:
        with transaction.atomic():
            row = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
            changed = [name for name, value in changes.items() if getattr(row, name) != value]
            for name in changed:
                setattr(row, name, changes[name])
            if domains is not None and _know_domains(row, domains):
                changed.append("domains")
            if changed:
                row.updated_at = clock.now()
                row.save(update_fields=[*(set(changed) - {"domains"}), "updated_at"])
                audit.record("customer:change", by=by, customer=row, name=row.name, changed=changed)
    except IntegrityError as error:
        raise _taken(changes.get("external_id", "")) from error
    customer.refresh_from_db()


def archive_customer(customer: Customer, *, by: Actor) -> None:
    """Take a customer off the lists; nothing at Auth0 changes. Doing it twice does no harm.

    Raises InUse while a ticket of theirs is live: archiving must not leave a mailed link
    working that nobody sees any more.
    """
    with transaction.atomic():
        live = with_live_tickets(customer)
        if live:
            raise InUse(
                f"{customer} still has a live ticket for {', '.join(c.name for c in live)}. "
                "Revoke it or let it end, then archive."
            )
        rows = Customer.objects.filter(pk=customer.pk, archived_at=None)
        if rows.update(archived_at=clock.now(), updated_at=clock.now()):
            audit.record("customer:archive", by=by, customer=customer, name=customer.name)
    customer.refresh_from_db()


def unarchive_customer(customer: Customer, *, by: Actor) -> None:
    """Put an archived customer back on the lists."""
    with transaction.atomic():
        rows = Customer.objects.filter(pk=customer.pk, archived_at__isnull=False)
        if rows.update(archived_at=None, updated_at=clock.now()):
            audit.record("customer:unarchive", by=by, customer=customer, name=customer.name)
    customer.refresh_from_db()


def with_live_tickets(customer: Customer) -> list[Connection]:
    """Return the customer's connections that have a live ticket."""
    return list(customer.connections.filter(tickets__state__in=LIVE_TICKETS).distinct())


def _know_domains(customer: Customer, names: Sequence[str]) -> bool:
    """Make the known domains what `names` says; answer whether that changed anything."""
    known = customer.domains.filter(connection=None)
    before = set(known.values_list("name", flat=True))
    known.exclude(name__in=names).delete()
    now = clock.now()
    Domain.objects.bulk_create(
        Domain(customer=customer, name=name, created_at=now)
        for name in dict.fromkeys(names)
        if name not in before
    )
    return before != set(names)


def _taken(external_id: str) -> Taken:
    holder = Customer.objects.filter(external_id=external_id).first()
    return Taken(
        f"{holder or 'Another customer'} has the external ID “{external_id}” already.",
        field="external_id",
        holder=holder,
    )
