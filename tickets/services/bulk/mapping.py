"""Rows that map a customer to an organization."""

from organizations.models import Customer, Organization, Tenant
from organizations.names import ORGANIZATION_NAME_LENGTH, slug
from organizations.services import mapping
from organizations.services.mapping.suggest import Candidate, Likeness
from portal.actor import Actor
from portal.text.joining import listed
from tickets.models import JobRow
from tickets.remarks import Code, Remark

from .upload.people import domains_in, find_customer, make_people
from .upload.row_check import NEW, Refused, RowCheck

# Of those that might be meant, so many are named.
_NAMED = 3
# Enough where no second organization has one of them.
_TELLING = frozenset({Likeness.SAME_NAME, Likeness.NAMES_DOMAIN, Likeness.NAMED_IN_FILE})


def check_mapping(row: JobRow) -> tuple[Customer | None, RowCheck]:
    """Return whom a row means and the organizations that fit. Raises Refused, Auth0Error."""
    tenant = row.job.tenant
    customer = find_customer(row)
    mapped = _mapped(customer, tenant)
    if mapped:
        raise Refused(
            f"{customer} is already mapped to “{mapped.name}” in {tenant}.",
            "To choose another one, unmap it first.",
            state=JobRow.State.LEFT_OUT,
        )
    candidates = _candidates(row, customer, tenant)
    free = [one for one in candidates if one.holder is None]
    choices = [
        *(_choice(one) for one in free),
        {"value": NEW, "label": f"Create “{_new_name(row)}” in Auth0"},
    ]
    taken = [
        Remark(Code.ORGANIZATION_TAKEN, f"{one.organization.name} serves {one.holder} already.")
        for one in candidates
        if one.holder and _is_telling(one)
    ]
    return customer, RowCheck(choices, _proposed(free), taken)


def missing_organization(row: JobRow, customer: Customer | None, tenant: Tenant) -> tuple[str, str]:
    """Return the organization that a customer is to be mapped to first, or NEW, and its name.

    Nothing where they have one. The one that surely fits, else a new one; where nobody can tell,
    staff map the customer themselves: raises Refused. Raises Auth0Error.
    """
    if customer and _mapped(customer, tenant):
        return "", ""
    if not row.job.maps_customers:
        raise Refused(
            f"{row.name} isn't mapped to an organization in {tenant}, and the preset needs one.",
            "Map the customer, then check again.",
        )
    candidates = _candidates(row, customer, tenant)
    if not candidates:
        return NEW, _new_name(row)
    telling = [one for one in candidates if _is_telling(one)]
    if len(telling) == 1 and telling[0].holder is None:
        return telling[0].organization.id, telling[0].organization.name
    names = listed([f"“{one.organization.name}”" for one in (telling or candidates)[:_NAMED]])
    raise Refused(
        f"{row.name} isn't mapped to an organization in {tenant}. Similar names: {names}.",
        "Map the customer to one of them or to a new one, then check again.",
    )


def map_row(row: JobRow, *, by: Actor) -> None:
    """Map the customer of a ready row as it says; again for the same is no harm.

    Raises organizations' Rejected, Auth0Error.
    """
    tenant = row.job.tenant
    customer = make_people(row, by=by)
    if row.choice != NEW:
        mapping.map_organization(customer, tenant, row.choice, by=by, urgent=False)
        return
    name = _new_name(row)
    mapped = _mapped(customer, tenant)
    if mapped and mapped.name == name:
        return  # by a worker that died before it could say so
    mapping.create_organization(
        customer, tenant, name=name, display_name=customer.name, by=by, urgent=False
    )


def _candidates(row: JobRow, customer: Customer | None, tenant: Tenant) -> list[Candidate]:
    named = row.cells.get("organization", "")
    if named:
        found = mapping.find_organization(tenant, named)
        if found is None:
            raise Refused(
                f"{tenant} has no organization “{named}”.",
                "Correct its ID or name in this row, or clear it to see matches.",
            )
        if found.holder:
            raise Refused(
                f"The organization “{named}” already serves {found.holder}.",
                "An organization can serve only one customer: correct the row, or unmap it there.",
            )
        return [found]
    domains = domains_in(row)
    if customer:
        domains = list(customer.domains.values_list("name", flat=True).distinct())
    return mapping.organizations_like(row.name, domains, tenant)


def _choice(candidate: Candidate) -> dict[str, str]:
    found = candidate.organization
    shown = found.display_name or found.name
    name = f" ({found.name})" if found.name != shown else ""
    why = ", ".join(map(str, candidate.reasons))
    return {"value": found.id, "label": f"{shown}{name}", "why": why[:1].upper() + why[1:]}


def _proposed(free: list[Candidate]) -> str:
    """The one that has a telling reason; nothing where two have, or none."""
    telling = [one for one in free if _is_telling(one)]
    return telling[0].organization.id if len(telling) == 1 else ""


def _is_telling(candidate: Candidate) -> bool:
    return any(reason.likeness in _TELLING for reason in candidate.reasons)


def _mapped(customer: Customer | None, tenant: Tenant) -> Organization | None:
    return Organization.objects.filter(customer=customer, tenant=tenant).first()


def _new_name(row: JobRow) -> str:
    return slug(row.name, longest=ORGANIZATION_NAME_LENGTH, otherwise=f"customer-{row.pk}")
