"""Find customers by whatever somebody has at hand: a name, a domain, an address, an id."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from organizations.models import (
    Attention,
    Connection,
    Contact,
    Customer,
    Domain,
    Organization,
    Tenant,
    User,
)

# Recently changed first, or by name; the last field makes each place unique.
BY_NAME = ("name", "pk")
RECENT = ("-updated_at", "-pk")


def matching(text: str) -> Q:
    """Return the condition for customers that a text names."""
    text = text.strip()
    found = Q(name__icontains=text) | Q(external_id__iexact=text)
    found |= _of(Organization, Q(auth0_id=text) | Q(name__iexact=text))
    found |= _of(Connection, Q(auth0_id=text) | Q(name__istartswith=text))
    found |= _of(Domain, Q(name__startswith=text.lower()))
    return found | _of(Contact, Q(email__istartswith=text) | Q(name__icontains=text))


def customers(
    *,
    q: str = "",
    stage: str = "",
    tenant: Tenant | None = None,
    owner: User | None = None,
    show: str = "",
) -> QuerySet[Customer]:
    """Return the customers that all given filters let through; archived ones only on request.

    `show` is "", "attention" or "archived".
    """
    found = Customer.objects.filter(archived_at__isnull=show != "archived")
    if q:
        found = found.filter(matching(q))
    if stage:
        found = found.filter(_of(Connection, Q(stage=stage)))
    if tenant:
        found = found.filter(
            _of(Organization, Q(tenant=tenant)) | _of(Connection, Q(tenant=tenant))
        )
    if owner:
        found = found.filter(owner=owner)
    if show == "attention":
        found = found.filter(_of(Attention, Q(resolved_at=None)))
    return found


def _of(model: "type[Attention | Connection | Contact | Domain | Organization]", condition: Q) -> Q:
    """Return the condition for customers who have one of these."""
    return Q(Exists(model._default_manager.filter(condition, customer=OuterRef("pk"))))
