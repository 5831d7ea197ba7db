"""What happens at the desk in a story.

Runs in a process of the product (see product.py). Staff act by the services that their pages call;
the journeys walk through the pages.
"""

import os
from typing import Any

from organizations.models import Connection, Customer, Domain, Tenant, User
from organizations.services import customers, mapping, tenants
from portal.actor import Actor
from tickets.demo import company
from tickets.models import Nomination, Preset, Ticket
from tickets.services import lifecycle, links, requests
from tickets.services.presets.presets import save_preset


def open_for_business() -> None:
    """Hire staff, connect the tenant behind the sandbox, write the demo's presets."""
    company.hire(os.environ["PORTAL_DEMO_PASSWORD"])
    company.write_presets(company.connect(os.environ))


def write_preset(name: str, *, like: str, verification: str, follow_up: str) -> None:
    """Write a preset like another one, with another verification of domains or follow-up."""
    preset = Preset.objects.get(name=like)
    preset.pk, preset.name, preset.is_default, preset.follow_up = None, name, False, follow_up
    preset._state.adding = True
    preset.settings["domain_aliases_config"] = {"domain_verification": verification}
    save_preset(preset, by=company.SEED)


def sign_up(name: str, domain: str, people: list[str]) -> int:
    """Make a customer with contacts (their mailboxes) and an organization; return its key."""
    customer = customers.create_customer(name=name, domains=[domain], by=_sam())
    for person in people:
        email = f"{person}@{domain}"
        customers.add_contact(customer, name=person.title(), email=email, by=_sam())
    mapping.create_organization(
        customer,
        Tenant.objects.get(),
        name=domain.partition(".")[0],
        display_name=name,
        by=_sam(),
    )
    return customer.pk


def issue(customer_pk: int, preset: str, person: str) -> None:
    """Have staff issue a ticket by a preset."""
    customer = Customer.objects.get(pk=customer_pk)
    contact = customer.contacts.get(email__startswith=f"{person}@")
    chosen = Preset.objects.select_related("tenant").get(name=preset)
    draft = requests.draft(customer, chosen.tenant, chosen, contact)
    requests.request_ticket(draft, by=_sam())


def change_recipient(customer_pk: int, person: str) -> None:
    """Have staff send the link to another contact instead."""
    contact = Customer.objects.get(pk=customer_pk).contacts.get(email__startswith=f"{person}@")
    links.change_recipient(_tickets(customer_pk).latest("pk"), contact, by=_sam())


def accept_colleague(customer_pk: int) -> None:
    """Have staff send the link to whom its recipient named."""
    nomination = Nomination.objects.get(link__connection__customer_id=customer_pk)
    links.accept_colleague(nomination, email=nomination.email, by=_sam())


def close(customer_pk: int) -> None:
    """Leave a customer alone from now on, so that the time of other stories is not theirs."""
    for ticket in _tickets(customer_pk).exclude(link__ended__gt=""):
        lifecycle.revoke(ticket, by=_sam(), reason="The story is told.")
    customers.archive_customer(Customer.objects.get(pk=customer_pk), by=_sam())


def records(customer_pk: int) -> dict[str, str]:
    """Return name and value of the TXT records that are asked for."""
    rows = Domain.objects.filter(connection__customer_id=customer_pk)
    return {row.txt_host: row.txt_value for row in rows if row.txt_host}


def connection_name(customer_pk: int) -> str:
    """Return the name of the customer's one connection."""
    return Connection.objects.get(customer_id=customer_pk).name


def start_stream() -> tuple[str, str]:
    """Have Auth0 push its log; return the address that it pushes to, and the stream's secret."""
    tenant = Tenant.objects.get()
    tenants.start_log_stream(tenant, by=_sam())
    return tenants.hook_url(tenant), tenant.hook_token or ""


def stop_stream() -> None:
    """Have Auth0 push nothing any more."""
    tenants.stop_log_stream(Tenant.objects.get(), by=_sam())


def _tickets(customer_pk: int) -> Any:
    return Ticket.objects.filter(connection__customer_id=customer_pk)


def _sam() -> Actor:
    user = User.objects.get(email="support@acme.example")
    return Actor("staff", str(user), user=user)
