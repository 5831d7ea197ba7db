"""Rows that map a customer to an organization."""

from typing import Any

from organizations import services as organizations
from organizations.models import Customer, Organization, Tenant
from organizations.names import ORGANIZATION_NAME_LENGTH, slug
from organizations.services import Candidate
from portal.actor import Actor
from tickets.models import JobRow

from .people import domains_in, find_customer, make_people
from .sight import NEW, Refused, Sight

# Reasons that are enough where no second organization has one.
_TELLING = ("same name", "names ", "as the file says")


def look_at_mapping(row: JobRow) -> tuple[Customer | None, Sight]:
    """Return whom a row means and the organizations that fit. Raises Refused, Auth0Error."""
    tenant = row.job.tenant
    customer = find_customer(row)
    mapped = _mapped(customer, tenant)
    if mapped:
        raise Refused(
            f"{customer} is mapped to “{mapped.name}” in {tenant} already.",
            "To choose another, unmap that first.",
            state=JobRow.State.LEFT_OUT,
        )
    candidates = _candidates(row, customer, tenant)
    free = [one for one in candidates if one.holder is None]
    told = [] if customer else [f"{row.name} is not here yet: the customer is created first."]
    choices = [
        *(_choice(one) for one in free),
        {"value": NEW, "label": f"Create “{_new_name(row)}” in Auth0"},
    ]
    taken = [
        f"{one.organization.name} serves {one.holder} already."
        for one in candidates
        if one.holder and _is_telling(one)
    ]
    return customer, Sight(choices, _proposed(free), [*told, *taken])


def map_row(row: JobRow, *, by: Actor) -> None:
    """Map the customer of a ready row as it says; again for the same is no harm.

    Raises organizations' Rejected, Auth0Error.
    """
    tenant = row.job.tenant
    customer = make_people(row, by=by)
    if row.choice != NEW:
        organizations.map_organization(customer, tenant, row.choice, by=by, urgent=False)
        return
    name = _new_name(row)
    mapped = _mapped(customer, tenant)
    if mapped and mapped.name == name:
        return  # by a worker that died before it could say so
    organizations.create_organization(
        customer, tenant, name=name, display_name=customer.name, by=by, urgent=False
    )


def _candidates(row: JobRow, customer: Customer | None, tenant: Tenant) -> list[Candidate]:
    told = row.cells.get("organization", "")
    if told:
        found = organizations.find_organization(tenant, told)
        if found is None:
            raise Refused(
                f"{tenant} has no organization “{told}”.",
                "Correct its ID or name in this line, or take it out to see what fits.",
            )
        if found.holder:
            raise Refused(
                f"The organization “{told}” serves {found.holder} already.",
                "One organization serves one customer: correct the line, or unmap it there.",
            )
        return [found]
    domains = domains_in(row)
    if customer:
        domains = list(customer.domains.values_list("name", flat=True).distinct())
    return organizations.organizations_like(row.name, domains, tenant)


def _choice(candidate: Candidate) -> dict[str, Any]:
    found = candidate.organization
    shown = found.display_name or found.name
    name = f" ({found.name})" if found.name != shown else ""
    why = ", ".join(candidate.reasons)
    return {"value": found.id, "label": f"{shown}{name}", "why": why[:1].upper() + why[1:]}


def _proposed(free: list[Candidate]) -> str:
    """The one that has a telling reason; nothing where two have, or none."""
    telling = [one for one in free if _is_telling(one)]
    return telling[0].organization.id if len(telling) == 1 else ""


def _is_telling(candidate: Candidate) -> bool:
    return any(reason.startswith(_TELLING) for reason in candidate.reasons)


def _mapped(customer: Customer | None, tenant: Tenant) -> Organization | None:
    return Organization.objects.filter(customer=customer, tenant=tenant).first()


def _new_name(row: JobRow) -> str:
    return slug(row.name, longest=ORGANIZATION_NAME_LENGTH, otherwise=f"customer-{row.pk}")
