"""Map a customer to its Auth0 organization, one per tenant."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from organizations import auth0_clients
from organizations.errors import Rejected, Taken
from organizations.models import Attention, Customer, Organization, Tenant
from organizations.names import check_organization_name
from organizations.services import attention, audit
from organizations.verbs import Verb
from portal import auth0, clock
from portal.actor import Actor

# Written on organizations that the portal makes, so that a lost answer can be told from a name
# that somebody else took.
OURS = "portal_customer"


def map_organization(
    customer: Customer, tenant: Tenant, auth0_id: str, *, by: Actor, urgent: bool = True
) -> Organization:
    """Map a customer to an organization that exists (`org_…`); again for the same is no harm.

    `urgent`: a person waits. Raises Taken when the organization serves another customer, or the
    customer has another one in this tenant; Auth0Error, NotFound among them.
    https://auth0.com/docs/api/management/v2/organizations/get-organizations-by-id
    """
    found = auth0_clients.auth0(tenant, urgent=urgent).organizations.get(auth0_id)
    return _write(customer, tenant, found, by=by)


def create_organization(
    customer: Customer,
    tenant: Tenant,
    *,
    name: str,
    display_name: str,
    by: Actor,
    urgent: bool = True,
) -> Organization:
    """Make an organization in Auth0 and map the customer to it; may be repeated safely.

    `urgent`: a person waits. Raises Rejected when Auth0 would not take the name, Taken when the
    name or the customer is taken, Auth0Error.
    https://auth0.com/docs/api/management/v2/organizations/post-organizations
    """
    try:
        check_organization_name(name)
    except ValidationError as error:
        raise Rejected(error.messages[0], field="name") from error
    mapped = Organization.objects.filter(customer=customer, tenant=tenant).first()
    if mapped:
        raise _has_one(customer, mapped)
    organizations = auth0_clients.auth0(tenant, urgent=urgent).organizations
    try:
        made = organizations.create(
            name=name, display_name=display_name, metadata={OURS: str(customer.pk)}
        )
    except (auth0.Conflict, auth0.OutcomeUnknown):
        # An earlier attempt may have made it, with its answer lost or our write cut short.
        made = _made_before(organizations, name, customer)
    return _write(customer, tenant, made, by=by, verb=Verb.ORGANIZATION_CREATE)


def unmap_organization(organization: Organization, *, by: Actor) -> None:
    """Forget which organization a customer has; nothing at Auth0 changes.

    Its connections stay, without an organization; tickets that name it stay as they are.
    """
    with transaction.atomic():
        audit.record(
            Verb.ORGANIZATION_UNMAP,
            by=by,
            customer=organization.customer,
            name=organization.name,
            auth0_id=organization.auth0_id,
            tenant=organization.tenant.name,
        )
        if organization.state == Organization.State.GONE:
            # What was asked for is to choose another, and this begins it.
            for connection in organization.connections.order_by("pk"):
                attention.settle(connection, Attention.Reason.CHANGED, by=by)
        organization.delete()


def _made_before(
    organizations: "auth0.client.Organizations", name: str, customer: Customer
) -> auth0.Organization:
    found = organizations.by_name(name)
    if found.metadata.get(OURS) != str(customer.pk):
        raise Taken(
            f"Auth0 already has an organization named “{name}”. Map that one if it "
            f"belongs to {customer}, or choose another name.",
            field="name",
        )
    return found


def _write(
    customer: Customer,
    tenant: Tenant,
    found: auth0.Organization,
    *,
    by: Actor,
    verb: Verb = Verb.ORGANIZATION_MAP,
) -> Organization:
    try:
        with transaction.atomic():
            organization = Organization.objects.create(
                tenant=tenant,
                customer=customer,
                auth0_id=found.id,
                name=found.name,
                display_name=found.display_name,
                mapped_at=clock.now(),
                checked_at=clock.now(),
            )
            audit.record(
                verb,
                by=by,
                customer=customer,
                name=found.name,
                auth0_id=found.id,
                tenant=tenant.name,
            )
    except IntegrityError as error:
        return _mapped_already(customer, tenant, found, error)
    return organization


def _mapped_already(
    customer: Customer, tenant: Tenant, found: auth0.Organization, error: IntegrityError
) -> Organization:
    """Return the mapping if it is the one that was wanted. Raises Taken otherwise."""
    holding = Organization.objects.select_related("customer").filter(tenant=tenant)
    served = holding.filter(auth0_id=found.id).first()
    if served and served.customer == customer:
        return served
    if served:
        raise Taken(
            f"The organization “{found.name}” already serves {served.customer}. An "
            "organization can serve only one customer: unmap it there first, or choose "
            "another.",
            holder=served.customer,
        ) from error
    raise _has_one(customer, holding.get(customer=customer)) from error


def _has_one(customer: Customer, mapped: Organization) -> Taken:
    return Taken(
        f"{customer} is already mapped to “{mapped.name}” in this tenant. Unmap it first.",
        holder=customer,
    )
