"""Tenants, and the Auth0 organizations that customers are mapped to."""

from typing import Annotated

from ninja import Query
from pydantic import AfterValidator, Field

from organizations.models import Organization, Tenant
from organizations.names import check_organization_name
from organizations.services import mapping as services
from organizations.services.mapping import Candidate
from portal.api.pages import Paging, page_of
from portal.api.schemas import Id, In, Out, Page, Time, by_rules

from .customers import CustomerOut, Line
from .door import KeyRequest, Resource, taken_over
from .expanding import Related, expandable, expanded
from .found import customer_of, in_tenants_of, one_of, tenant_of, tenants_of

tenants = Resource("Tenants")
organizations = Resource("Organizations")


def _named(name: str) -> str:
    check_organization_name(name)
    return name


Name = Annotated[str, Field(min_length=1, max_length=50), AfterValidator(by_rules(_named))]


class TenantOut(Out):
    """An Auth0 tenant that the portal manages."""

    id: int
    name: str
    domain: str
    environment: str
    active: bool


class OrganizationOut(Out):
    """The Auth0 organization that a customer is mapped to, one per tenant."""

    id: int
    customer_id: int
    tenant_id: int
    auth0_id: str
    name: str
    display_name: str
    state: str = Field(description="mapped, renamed, or gone (deleted), as last read from Auth0.")
    mapped_at: Time
    checked_at: Time | None
    customer: CustomerOut | None = None
    tenant: TenantOut | None = None


class OrganizationCandidate(Out):
    """An Auth0 organization that may belong to a customer."""

    auth0_id: str
    name: str
    display_name: str
    customer_id: int | None = Field(description="The customer it already serves.")
    reasons: list[str]


class OrganizationCandidates(Out):
    """Organizations similar to a customer, best match first."""

    data: list[OrganizationCandidate]


class OrganizationExpand(In):
    """Related objects to include."""

    expand: Annotated[list[str], Related("customer", "tenant")] = []


class OrganizationSearch(Paging, OrganizationExpand):
    """Filters."""

    customer_id: Id | None = None
    tenant_id: Id | None = None


class CandidateSearch(In):
    """Where and what to search: without `q`, for names similar to the customer's."""

    tenant_id: Id | None = None
    q: str = Field("", max_length=200)


class OrganizationMap(In):
    """The Auth0 organization to map a customer to."""

    tenant_id: Id | None = Field(None, description="Required if the key can see several tenants.")
    auth0_id: str = Field(pattern=r"^org_[A-Za-z0-9]{1,46}$")


class OrganizationNew(In):
    """An organization to create in Auth0 and map the customer to."""

    tenant_id: Id | None = Field(None, description="Required if the key can see several tenants.")
    name: Name
    display_name: Line = ""


@tenants.get("/tenants", "organizations:read", Page[TenantOut])
def list_tenants(request: KeyRequest, wanted: Query[Paging]) -> Page[TenantOut]:
    """List the tenants that the API key can access."""
    return page_of(request, tenants_of(request), ["name", "pk"], _show_tenant, wanted)


@organizations.get("/organizations", "organizations:read", Page[OrganizationOut])
def list_organizations(
    request: KeyRequest, wanted: Query[OrganizationSearch]
) -> Page[OrganizationOut]:
    """List mapped organizations."""
    rows = in_tenants_of(request, Organization.objects.all())
    if wanted.customer_id:
        rows = rows.filter(customer=wanted.customer_id)
    if wanted.tenant_id:
        rows = rows.filter(tenant=wanted.tenant_id)
    return expanded(request, page_of(request, rows, ["pk"], show, wanted), wanted)


@organizations.get("/organizations/{organization_id}", "organizations:read", OrganizationOut)
def get_organization(
    request: KeyRequest, organization_id: Id, wanted: Query[OrganizationExpand]
) -> OrganizationOut:
    """Get a mapped organization."""
    return expanded(request, show(_one(request, organization_id)), wanted)


@organizations.get(
    "/customers/{customer_id}/organizations/candidates",
    "organizations:read",
    OrganizationCandidates,
    auth0=True,
)
def find_organizations(
    request: KeyRequest, customer_id: Id, wanted: Query[CandidateSearch]
) -> OrganizationCandidates:
    """Find the Auth0 organization that probably belongs to a customer."""
    customer = customer_of(request, customer_id)
    tenant = tenant_of(request, wanted.tenant_id)
    found = (
        services.search_organizations(tenant, wanted.q)
        if wanted.q.strip()
        else services.suggest_organizations(customer, tenant)
    )
    return OrganizationCandidates(data=[_candidate(one) for one in found])


@organizations.post(
    "/customers/{customer_id}/organizations", "organizations:write", OrganizationOut, auth0=True
)
def map_organization(
    request: KeyRequest, customer_id: Id, body: OrganizationMap
) -> OrganizationOut:
    """Map a customer to an existing Auth0 organization."""
    customer = customer_of(request, customer_id)
    tenant = tenant_of(request, body.tenant_id)
    return show(services.map_organization(customer, tenant, body.auth0_id, by=request.by))


@organizations.post(
    "/customers/{customer_id}/organizations/new",
    "organizations:write",
    OrganizationOut,
    auth0=True,
)
def create_organization(
    request: KeyRequest, customer_id: Id, body: OrganizationNew
) -> OrganizationOut:
    """Create an Auth0 organization and map a customer to it."""
    customer = customer_of(request, customer_id)
    tenant = tenant_of(request, body.tenant_id)
    mapped = Organization.objects.filter(customer=customer, tenant=tenant, name=body.name)
    if taken_over(request) and (before := mapped.first()):
        return show(before)
    made = services.create_organization(
        customer,
        tenant,
        name=body.name,
        display_name=body.display_name or customer.name,
        by=request.by,
    )
    return show(made)


@organizations.delete("/organizations/{organization_id}", "organizations:write")
def unmap_organization(request: KeyRequest, organization_id: Id) -> None:
    """Unmap a customer from their organization. Nothing changes in Auth0."""
    services.unmap_organization(_one(request, organization_id), by=request.by)


def show(organization: Organization) -> OrganizationOut:
    """Return an organization as the API gives it."""
    return OrganizationOut.model_construct(
        id=organization.pk,
        customer_id=organization.customer_id,
        tenant_id=organization.tenant_id,
        auth0_id=organization.auth0_id,
        name=organization.name,
        display_name=organization.display_name,
        state=organization.state,
        mapped_at=organization.mapped_at,
        checked_at=organization.checked_at,
    )


def _one(request: KeyRequest, key: int) -> Organization:
    rows = Organization.objects.select_related("customer", "tenant")
    return one_of(in_tenants_of(request, rows), key, "organization")


def _candidate(found: Candidate) -> OrganizationCandidate:
    return OrganizationCandidate(
        auth0_id=found.organization.id,
        name=found.organization.name,
        display_name=found.organization.display_name,
        customer_id=found.holder.pk if found.holder else None,
        reasons=[str(reason) for reason in found.reasons],
    )


def _show_tenant(tenant: Tenant) -> TenantOut:
    return TenantOut.model_construct(
        id=tenant.pk,
        name=tenant.name,
        domain=tenant.domain,
        environment=tenant.environment,
        active=tenant.active,
    )


expandable("tenant", "organizations:read", tenants_of, _show_tenant)
expandable(
    "organization",
    "organizations:read",
    lambda request: in_tenants_of(request, Organization.objects.all()),
    show,
)
