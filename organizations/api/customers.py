"""Customers and their contacts."""

from collections.abc import Iterable
from typing import Annotated, Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from ninja import Query
from pydantic import AfterValidator, Field

from organizations.errors import Taken
from organizations.forms.time_zones import zone_names
from organizations.models import Contact, Customer, Domain, User
from organizations.names import domain_name
from organizations.search import customers as search
from organizations.services import customers as services
from portal.api.pages import Paging, page_of
from portal.api.problems import Fault, invalid
from portal.api.schemas import Column, Id, In, Out, Page, Time, by_rules, given
from portal.text.cleaning import clean_line

from .door import KeyRequest, Resource, at_once, json_of
from .expanding import Related, expandable, expanded
from .found import (
    check_change,
    contact_of,
    contacts_of,
    customer_of,
    customer_to_change,
    customers_of,
    one_of,
)

customers = Resource("Customers")
contacts = Resource("Contacts")

# Where a page of customers keeps the domains that belong to no connection.
_KNOWN = "known_domains"
_ZONES = {"", *zone_names()}


def _zone(name: str) -> str:
    if name not in _ZONES:
        raise ValueError("Name a time zone like Europe/Berlin, or leave it empty.")
    return name


DomainName = Annotated[
    str, Field(min_length=1, max_length=255), AfterValidator(by_rules(domain_name))
]
Line = Annotated[str, Field(max_length=255), AfterValidator(by_rules(clean_line))]
Zone = Annotated[str, Field(max_length=50), AfterValidator(_zone)]


class ContactOut(Out):
    """A person at a customer who receives links."""

    id: int
    customer_id: int
    name: str
    email: str
    language: str
    bounced_at: Time | None
    opted_out_at: Time | None
    created_at: Time
    customer: "CustomerOut | None" = None


class ContactIn(In):
    """A contact to add."""

    name: Annotated[str, Column(Contact, "name")]
    email: Annotated[str, Column(Contact, "email")]
    language: Annotated[str, Column(Contact, "language")] = "en"


class ContactChange(In):
    """Fields to change; omitted fields stay the same."""

    name: Annotated[str, Column(Contact, "name")] = ""
    email: Annotated[str, Column(Contact, "email")] = ""
    language: Annotated[str, Column(Contact, "language")] = "en"


class CustomerOut(Out):
    """A company that buys your product."""

    id: int
    name: str
    external_id: str
    owner: str | None = Field(description="The email address of the colleague responsible.")
    time_zone: str
    domains: list[str] = Field(description="The customer's known email domains.")
    created_at: Time
    updated_at: Time
    archived_at: Time | None
    contacts: list[ContactOut] | None = None


class CustomerIn(In):
    """A customer to create."""

    name: Annotated[str, Column(Customer, "name")]
    external_id: Annotated[str, Column(Customer, "external_id")] = ""
    owner: Annotated[str, Column(User, "email")] | None = Field(
        None, description="The email address of a colleague who can sign in."
    )
    time_zone: Zone = ""
    domains: list[DomainName] = Field([], max_length=100)


class CustomerUpsert(CustomerIn):
    """A customer to create, or to update if the external ID exists."""

    external_id: Annotated[str, Column(Customer, "external_id"), Field(min_length=1)]


class CustomerChange(In):
    """Fields to change; omitted fields stay the same. `domains` replaces the whole list."""

    name: Annotated[str, Column(Customer, "name")] = ""
    external_id: Annotated[str, Column(Customer, "external_id")] = ""
    owner: Annotated[str, Column(User, "email")] | None = None
    time_zone: Zone = ""
    domains: list[DomainName] = Field([], max_length=100)


class CustomerExpand(In):
    """Related objects to include."""

    expand: Annotated[list[str], Related("contacts")] = []


class CustomerSearch(Paging, CustomerExpand):
    """Filters."""

    q: str = Field("", max_length=200, description="A name, domain, email address, or ID.")
    external_id: str = Field("", max_length=100)
    archived: bool = False


class ContactExpand(In):
    """Related objects to include."""

    expand: Annotated[list[str], Related("customer")] = []


class ContactSearch(Paging, ContactExpand):
    """Filters and related objects to include."""


@customers.get("/customers", "customers:read", Page[CustomerOut])
def list_customers(request: KeyRequest, wanted: Query[CustomerSearch]) -> Page[CustomerOut]:
    """List or search customers, ordered by name."""
    rows = search(q=wanted.q.replace("\0", ""), show="archived" if wanted.archived else "")
    rows = customers_of(request, rows)
    if wanted.external_id:
        rows = rows.filter(external_id=wanted.external_id.replace("\0", ""))
    found = page_of(request, _listed(rows), ["name", "pk"], _show_listed, wanted)
    return expanded(request, found, wanted)


@customers.post("/customers", "customers:write", CustomerOut)
def create_customer(request: KeyRequest, body: CustomerIn) -> HttpResponse:
    """Create a customer."""
    fields = _fields(body.dict())
    return at_once(request, lambda: show(services.create_customer(by=request.by, **fields)))


@customers.put("/customers", "customers:write", CustomerOut, also=201)
def upsert_customer(request: KeyRequest, body: CustomerUpsert) -> HttpResponse:
    """Create the customer with this external ID, or update the given fields."""
    rows = Customer.objects.filter(external_id=body.external_id)
    found = rows.first()
    if found is None:
        try:
            made = services.create_customer(by=request.by, **_fields(body.dict()))
            return json_of(show(made), 201)
        except Taken:
            # Another request created it at this moment.
            found = rows.get()
    # Which customer it is the caller says: so it is not hidden whose ID that is.
    check_change(request, found)
    services.change_customer(found, by=request.by, **_fields(given(body)))
    return json_of(show(found), 200)


@customers.get("/customers/{customer_id}", "customers:read", CustomerOut)
def get_customer(
    request: KeyRequest, customer_id: Id, wanted: Query[CustomerExpand]
) -> CustomerOut:
    """Get a customer."""
    found = one_of(_rows(request), customer_id, "customer")
    return expanded(request, _show_listed(found), wanted)


@customers.patch("/customers/{customer_id}", "customers:write", CustomerOut)
def update_customer(request: KeyRequest, customer_id: Id, body: CustomerChange) -> CustomerOut:
    """Update a customer."""
    found = customer_to_change(request, customer_id)
    services.change_customer(found, by=request.by, **_fields(given(body)))
    return show(found)


@customers.post("/customers/{customer_id}/archive", "customers:write", CustomerOut, status=200)
def archive_customer(request: KeyRequest, customer_id: Id) -> HttpResponse:
    """Archive a customer. Nothing changes in Auth0."""
    found = customer_to_change(request, customer_id)

    def archive() -> CustomerOut:
        services.archive_customer(found, by=request.by)
        return show(found)

    return at_once(request, archive, status=200)


@customers.post("/customers/{customer_id}/unarchive", "customers:write", CustomerOut, status=200)
def unarchive_customer(request: KeyRequest, customer_id: Id) -> HttpResponse:
    """Unarchive a customer."""
    found = customer_to_change(request, customer_id)

    def unarchive() -> CustomerOut:
        services.unarchive_customer(found, by=request.by)
        return show(found)

    return at_once(request, unarchive, status=200)


@contacts.get("/customers/{customer_id}/contacts", "customers:read", Page[ContactOut])
def list_contacts(
    request: KeyRequest, customer_id: Id, wanted: Query[ContactSearch]
) -> Page[ContactOut]:
    """List a customer's contacts, ordered by name."""
    rows = customer_of(request, customer_id).contacts.all()
    return expanded(request, page_of(request, rows, ["name", "pk"], show_contact, wanted), wanted)


@contacts.post("/customers/{customer_id}/contacts", "customers:write", ContactOut)
def create_contact(request: KeyRequest, customer_id: Id, body: ContactIn) -> HttpResponse:
    """Add a contact to a customer."""
    customer = customer_to_change(request, customer_id)
    return at_once(
        request,
        lambda: show_contact(services.add_contact(customer, by=request.by, **body.dict())),
    )


@contacts.get("/contacts/{contact_id}", "customers:read", ContactOut)
def get_contact(request: KeyRequest, contact_id: Id, wanted: Query[ContactExpand]) -> ContactOut:
    """Get a contact."""
    return expanded(request, show_contact(contact_of(request, contact_id)), wanted)


@contacts.patch("/contacts/{contact_id}", "customers:write", ContactOut)
def update_contact(request: KeyRequest, contact_id: Id, body: ContactChange) -> ContactOut:
    """Update a contact. Links already sent don't change."""
    found = contact_of(request, contact_id)
    check_change(request, found.customer)
    services.change_contact(found, by=request.by, **given(body))
    return show_contact(found)


@contacts.delete("/contacts/{contact_id}", "customers:write")
def delete_contact(request: KeyRequest, contact_id: Id) -> None:
    """Remove a contact. Links sent to them keep working until they expire or are revoked."""
    found = contact_of(request, contact_id)
    check_change(request, found.customer)
    services.remove_contact(found, by=request.by)


def show(customer: Customer, *, domains: Iterable[Domain] | None = None) -> CustomerOut:
    """Return a customer as the API gives it; `domains` of theirs that were read beforehand."""
    if domains is None:
        domains = customer.domains.all()
    known = [one.name for one in domains if one.connection_id is None]
    return CustomerOut.model_construct(
        id=customer.pk,
        name=customer.name,
        external_id=customer.external_id,
        owner=customer.owner.email if customer.owner else None,
        time_zone=customer.time_zone,
        domains=sorted(known),
        created_at=customer.created_at,
        updated_at=customer.updated_at,
        archived_at=customer.archived_at,
    )


def show_contact(contact: Contact) -> ContactOut:
    """Return a contact as the API gives it."""
    return ContactOut.model_construct(
        id=contact.pk,
        customer_id=contact.customer_id,
        name=contact.name,
        email=contact.email,
        language=contact.language,
        bounced_at=contact.bounced_at,
        opted_out_at=contact.opted_out_at,
        created_at=contact.created_at,
    )


def _rows(request: KeyRequest) -> QuerySet[Customer]:
    return _listed(customers_of(request, Customer.objects.all()))


def _listed(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    # As a plain list: a query set for each customer of a page costs more than its rows.
    known = Prefetch("domains", Domain.objects.filter(connection=None), to_attr=_KNOWN)
    return rows.select_related("owner").prefetch_related(known)


def _show_listed(customer: Customer) -> CustomerOut:
    return show(customer, domains=getattr(customer, _KNOWN))


def _fields(told: dict[str, Any]) -> dict[str, Any]:
    """Return what a service takes: the colleague in the place of their address."""
    if address := told.get("owner"):
        found = User.objects.filter(email=address.lower(), is_active=True).first()
        if found is None:
            detail = (
                f"No one with the email address {address} can sign in. Enter a colleague who can."
            )
            raise invalid([Fault("owner", detail)])
        return {**told, "owner": found}
    return told


expandable("customer", "customers:read", _rows, _show_listed)
expandable("contact", "customers:read", contacts_of, show_contact)
expandable(
    "contacts",
    "customers:read",
    contacts_of,
    show_contact,
    column="customer_id",
    named_by="id",
    many=True,
)
