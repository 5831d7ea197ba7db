"""The domains of a connection: which are verified, and which DNS record proves one."""

from typing import Annotated

from ninja import Query
from pydantic import Field

from organizations.models import Connection, Domain
from organizations.services import domains as services
from organizations.services.domains.diagnosis import explain
from portal.api.pages import Paging, page_of
from portal.api.schemas import Id, In, Out, Page, Time

from .customers import DomainName
from .door import KeyRequest, Resource, taken_over
from .expanding import Related, expanded
from .found import in_tenants_of, one_of
from .shown import ConnectionOut

domains = Resource("Domains")


class DomainOut(Out):
    """A connection's domain, its TXT record, and the result of the last DNS check."""

    id: int
    connection_id: int
    name: str
    state: str = Field(description="pending, verified or preverified.")
    txt_host: str
    txt_value: str
    lookup: str = Field(description="The result of the last DNS check; empty before the first.")
    lookup_detail: str
    looked_up_at: Time | None
    verified_at: Time | None
    connection: ConnectionOut | None = None


class DomainExpand(In):
    """Related objects to include."""

    expand: Annotated[list[str], Related("connection")] = []


class DomainSearch(Paging, DomainExpand):
    """Filters and related objects to include."""


class DomainIn(In):
    """A domain to verify."""

    name: DomainName


@domains.get("/connections/{connection_id}/domains", "connections:read", Page[DomainOut])
def list_domains(
    request: KeyRequest, connection_id: Id, wanted: Query[DomainSearch]
) -> Page[DomainOut]:
    """List a connection's domains, ordered by name."""
    rows = _connection(request, connection_id).domains.all()
    return expanded(request, page_of(request, rows, ["name", "pk"], show, wanted), wanted)


@domains.post("/connections/{connection_id}/domains", "connections:write", DomainOut, auth0=True)
def add_domain(request: KeyRequest, connection_id: Id, body: DomainIn) -> DomainOut:
    """Add a domain to verify. The response includes the TXT record to publish."""
    connection = _connection(request, connection_id)
    if taken_over(request) and (made := connection.domains.filter(name=body.name).first()):
        return show(made)
    return show(services.add_domain(connection, body.name, by=request.by))


@domains.get("/domains/{domain_id}", "connections:read", DomainOut)
def get_domain(request: KeyRequest, domain_id: Id, wanted: Query[DomainExpand]) -> DomainOut:
    """Get a connection's domain."""
    return expanded(request, show(_one(request, domain_id)), wanted)


@domains.post("/domains/{domain_id}/check", "connections:write", DomainOut, status=200)
def check_domain(request: KeyRequest, domain_id: Id) -> DomainOut:
    """Check DNS for the TXT record now."""
    found = _one(request, domain_id)
    services.check_domain(found, by=request.by)
    found.refresh_from_db()
    return show(found)


@domains.delete("/domains/{domain_id}", "connections:write", auth0=True)
def remove_domain(request: KeyRequest, domain_id: Id) -> None:
    """Remove a domain: Auth0 no longer routes its users to the connection."""
    services.remove_domain(_one(request, domain_id), by=request.by)


def show(domain: Domain) -> DomainOut:
    """Return a domain as the API gives it."""
    return DomainOut.model_construct(
        id=domain.pk,
        connection_id=domain.connection_id or 0,
        name=domain.name,
        state=domain.state,
        txt_host=domain.txt_host,
        txt_value=domain.txt_value,
        lookup=domain.lookup,
        lookup_detail=explain(domain).what if domain.lookup else "",
        looked_up_at=domain.looked_up_at,
        verified_at=domain.verified_at,
    )


def _connection(request: KeyRequest, key: int) -> Connection:
    rows = Connection.objects.select_related("customer", "tenant", "organization")
    return one_of(in_tenants_of(request, rows), key, "connection")


def _one(request: KeyRequest, key: int) -> Domain:
    rows = Domain.objects.filter(connection__isnull=False).select_related(
        "connection__customer", "connection__tenant", "connection__organization"
    )
    return one_of(in_tenants_of(request, rows, "connection__tenant"), key, "domain")
