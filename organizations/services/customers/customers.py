"""Customers: create, change, archive, and the e-mail domains known to be theirs."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from organizations.errors import Rejected, Taken
from organizations.mailboxes import check_closed_domain
from organizations.models import Customer, Domain, User
from organizations.names import domain_name
from organizations.services import audit
from organizations.signals import archiving
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor
from portal.db.changing import change


def create_customer(
    *,
    name: str,
    by: Actor,
    external_id: str = "",
    owner: User | None = None,
    time_zone: str = "",
    domains: Sequence[str] = (),
) -> Customer:
    """Make a customer with the domains known to be theirs.

    Raises Taken when another customer has the external id, Rejected (field "domains") for what is
    no domain.
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
            audit.record(Verb.CUSTOMER_CREATE, by=by, customer=customer, name=customer.name)
    except IntegrityError as error:
        raise _taken(external_id) from error
    return customer


def change_customer(
    customer: Customer, *, by: Actor, domains: Sequence[str] | None = None, **changes: object
) -> None:
    """Change the named fields (name, external_id, owner, time_zone) and the known domains.

    `domains` is the whole list, None leaves it alone. Raises Taken as `create_customer` does.
    """
    try:
        with transaction.atomic():
            row = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
            changed = change(row, changes)
            if domains is not None and _know_domains(row, domains):
                changed.append("domains")
            if changed:
                row.updated_at = clock.now()
                row.save(update_fields=[*(set(changed) - {"domains"}), "updated_at"])
                audit.record(
                    Verb.CUSTOMER_CHANGE, by=by, customer=row, name=row.name, changed=changed
                )
    except IntegrityError as error:
        raise _taken(str(changes.get("external_id", ""))) from error
    customer.refresh_from_db()


def archive_customer(customer: Customer, *, by: Actor) -> None:
    """Take a customer off the lists; nothing at Auth0 changes. Doing it twice does no harm.

    Raises InUse while something of theirs goes on that nobody would see any more: receivers of
    `organizations.signals.archiving` know of it.
    """
    with transaction.atomic():
        archiving.send(Customer, customer=customer)
        rows = Customer.objects.filter(pk=customer.pk, archived_at=None)
        if rows.update(archived_at=clock.now(), updated_at=clock.now()):
            audit.record(Verb.CUSTOMER_ARCHIVE, by=by, customer=customer, name=customer.name)
    customer.refresh_from_db()


def unarchive_customer(customer: Customer, *, by: Actor) -> None:
    """Put an archived customer back on the lists. Raises Rejected for who was merged."""
    with transaction.atomic():
        merged = Customer.objects.filter(pk=customer.pk, merged_into__isnull=False).first()
        if merged:
            raise Rejected(
                f"{customer} was merged into {merged.merged_into}. Undo the merge instead."
            )
        rows = Customer.objects.filter(pk=customer.pk, archived_at__isnull=False)
        if rows.update(archived_at=None, updated_at=clock.now()):
            audit.record(Verb.CUSTOMER_UNARCHIVE, by=by, customer=customer, name=customer.name)
    customer.refresh_from_db()


def _know_domains(customer: Customer, names: Sequence[str]) -> bool:
    """Make the known domains what `names` says; answer whether that changed anything."""
    known = customer.domains.filter(connection=None)
    before = set(known.values_list("name", flat=True))
    try:
        names = [domain_name(name) for name in names]
        for name in names:
            if name not in before:
                check_closed_domain(name)
    except ValidationError as error:
        raise Rejected(error.messages[0], field="domains") from None
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
        f"{holder or 'Another customer'} already has the external ID “{external_id}”.",
        field="external_id",
        holder=holder,
    )
