"""Find rows for a key: what belongs to another tenant than the key's does not exist for it."""

from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from organizations.models import Connection, Contact, Customer, Organization, Tenant
from portal.api.problems import Fault, Problem, invalid, not_found

from .door import KeyRequest

M = TypeVar("M", bound=Model)


def one_of(rows: QuerySet[M], key: int, what: str) -> M:
    """Return the row with this key. Raises Problem (404), which says `what` is not there."""
    found = rows.filter(pk=key).first()
    if found is None:
        raise not_found(f"There is no {what} {key}.")
    return found


def customers_of(request: KeyRequest, rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """Return the customers that a key knows: those of its tenant, and those of none yet."""
    only = request.api_key.tenant_id
    return rows.filter(_is_of(only) | ~_is_of(None)) if only else rows


def customer_of(request: KeyRequest, key: int) -> Customer:
    """Return a customer. Raises Problem (404)."""
    rows = customers_of(request, Customer.objects.select_related("owner"))
    return one_of(rows, key, "customer")


def customer_to_change(request: KeyRequest, key: int) -> Customer:
    """Return a customer that a key may change. Raises Problem (404, 403)."""
    found = customer_of(request, key)
    check_change(request, found)
    return found


def contacts_of(request: KeyRequest) -> QuerySet[Contact]:
    """Return the contacts of the customers that a key knows."""
    known = customers_of(request, Customer.objects.all())
    return Contact.objects.filter(customer__in=known)


def contact_of(request: KeyRequest, key: int) -> Contact:
    """Return a contact. Raises Problem (404)."""
    return one_of(contacts_of(request).select_related("customer"), key, "contact")


def check_change(request: KeyRequest, customer: Customer) -> None:
    """Raise Problem (403) where another tenant's invitations would go by what a key changes."""
    only = request.api_key.tenant_id
    if only and (
        customer.organizations.exclude(tenant=only).exists()
        or customer.connections.exclude(tenant=only).exists()
    ):
        raise Problem(
            403,
            "customer_shared",
            "The customer is in another tenant too. Use a key that isn’t limited to one tenant.",
        )


def _is_of(tenant: int | None) -> Q:
    """Customers with an organization or a connection in a tenant, or in any."""
    where = {"customer": OuterRef("pk"), **({"tenant": tenant} if tenant else {})}
    return Q(Exists(Organization.objects.filter(**where))) | Q(
        Exists(Connection.objects.filter(**where))
    )


def tenant_of(request: KeyRequest, key: int | None) -> Tenant:
    """Return the tenant that a request names, an active one; the only one if it names none.

    Raises Problem (422, field "tenant_id").
    """
    tenants = tenants_of(request).filter(active=True)
    found = list(tenants.filter(pk=key) if key else tenants[:2])
    if len(found) == 1:
        return found[0]
    detail = (
        f"There is no active tenant {key} for this key."
        if key
        else "There are several tenants. Specify one."
        if found
        else "There is no active tenant for this key."
    )
    raise invalid([Fault("tenant_id", detail)])


def tenants_of(request: KeyRequest) -> QuerySet[Tenant]:
    """Return the tenants that a key is for."""
    only = request.api_key.tenant_id
    return Tenant.objects.filter(pk=only) if only else Tenant.objects.all()


def in_tenants_of(request: KeyRequest, rows: QuerySet[M], path: str = "tenant") -> QuerySet[M]:
    """Return the rows whose tenant, at this path, the key is for."""
    only = request.api_key.tenant_id
    return rows.filter(**{path: only}) if only else rows
