"""A new customer, from nothing to what a first ticket needs: company, person, organization."""

import time
from datetime import timedelta

from django.db import transaction

from organizations.errors import Rejected, Taken
from organizations.models import Contact, Customer, Organization, Tenant
from organizations.names import ORGANIZATION_NAME_LENGTH, slug
from organizations.services import customers, mapping
from portal import clock
from portal.actor import Actor
from portal.db.turns import wait_for_turn

# In the place of an organization's id.
NEW_ORGANIZATION = "new"
# A customer who was created in the same words so recently was by the same form, sent twice.
_SAME_FORM = timedelta(minutes=1)
# How often, and at what intervals in seconds, its first sending is waited for.
_LOOKS, _BETWEEN = 50, 0.1


def set_up_customer(
    existing: Customer | None,
    *,
    name: str,
    domain: str,
    person: str,
    email: str,
    language: str,
    by: Actor,
) -> tuple[Customer, Contact]:
    """Create the customer with domain and contact, or add what an existing one lacks of them.

    The same form twice at once makes one customer. Raises Rejected where the customer is archived.
    """
    if existing and existing.archived_at:
        raise Rejected(f"{existing} is archived. Unarchive the customer first.", field="customer")
    with transaction.atomic():
        wait_for_turn("tickets.setup")
        customer = (
            existing
            or just_made(name, domain, email)
            or customers.create_customer(name=name, domains=[domain], owner=by.user, by=by)
        )
        known = list(customer.domains.filter(connection=None).values_list("name", flat=True))
        if domain not in known:
            customers.change_customer(customer, domains=[*known, domain], by=by)
        contact = customer.contacts.filter(email__iexact=email).first() or customers.add_contact(
            customer, name=person, email=email, language=language, by=by
        )
    return customer, contact


def just_made(name: str, domain: str, email: str) -> Customer | None:
    """Return the customer that the same form made within the last minute, sent twice."""
    return Customer.objects.filter(
        name=name,
        archived_at=None,
        created_at__gte=clock.now() - _SAME_FORM,
        domains__name=domain,
        contacts__email__iexact=email,
    ).first()


def organization_name(name: str) -> str:
    """Return the name by which Auth0 would know the organization of a company."""
    return slug(name, longest=ORGANIZATION_NAME_LENGTH, otherwise="customer")


def give_organization(
    customer: Customer,
    tenant: Tenant,
    choice: str,
    *,
    by: Actor,
    name: str = "",
    urgent: bool = True,
) -> None:
    """Map the customer to an organization (`org_…`) or a new one, unless they have one there.

    `name`: what a new one is called there; without it, as the customer is. `urgent`: a person
    waits. Asks Auth0; call it outside transactions. Raises Rejected, Taken and Auth0Error.
    https://auth0.com/docs/api/management/v2/organizations/post-organizations
    """
    if Organization.objects.filter(customer=customer, tenant=tenant).exists():
        return
    if choice == NEW_ORGANIZATION:
        name = name or organization_name(customer.name)
        try:
            mapping.create_organization(
                customer, tenant, name=name, display_name=customer.name, by=by, urgent=urgent
            )
        except Taken:
            # The same form, sent twice, may be about to map them: Auth0 has it, the row not yet.
            if not _mapped_soon(customer, tenant):
                raise
    else:
        mapping.map_organization(customer, tenant, choice, by=by, urgent=urgent)


def _mapped_soon(customer: Customer, tenant: Tenant) -> bool:
    made_just_now = customer.created_at > clock.now() - _SAME_FORM
    for _ in range(_LOOKS if made_just_now else 1):
        if Organization.objects.filter(customer=customer, tenant=tenant).exists():
            return True
        time.sleep(_BETWEEN)
    return False
