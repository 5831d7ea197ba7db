"""What the search for anything shows of each thing: its label, where it is, what sets it apart."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from organizations.models import Connection, Customer, Organization, Tenant
from tickets.models import Preset, Ticket


@dataclass(frozen=True)
class Hit:
    """One thing found, and where it is."""

    label: str
    url: str
    icon: str
    detail: str = ""


def of_customer(customer: Any) -> Hit:
    """`meant_contacts` and `known_domains` are prefetched: who was meant, else where they are."""
    told = ["Archived"] if customer.archived_at else []
    told += [str(one) for one in (customer.meant_contacts or customer.known_domains)[:2]]
    return Hit(customer.name, customer.get_absolute_url(), "building", " · ".join(told))


def of_new_ticket(customer: Customer) -> Hit:
    address = f"{reverse('tickets:new')}?customer={customer.pk}"
    return Hit(f"New ticket for {customer.name}", address, "ticket")


def of_ticket(ticket: Ticket) -> Hit:
    customer = ticket.connection.customer.name
    detail = f"{customer} · {ticket.link.recipient_email} · {ticket.get_state_display()}"
    return Hit(f"Ticket #{ticket.pk}", ticket.get_absolute_url(), "ticket", detail)


def of_connection(connection: Connection) -> Hit:
    detail = f"{connection.customer.name} · {connection.get_stage_display()}"
    return Hit(connection.name, connection.get_absolute_url(), "plug", detail)


def of_organization(organization: Organization) -> Hit:
    customer = organization.customer
    detail = f"Organization {organization} in {organization.tenant.name}"
    return Hit(customer.name, customer.get_absolute_url(), "building", detail)


def of_preset(preset: Preset) -> Hit:
    address = reverse("tickets:preset", args=[preset.pk])
    return Hit(preset.name, address, "sliders", f"Preset of {preset.tenant.name}")


def of_profile(preset: Preset) -> Hit:
    """The self-service profile that a preset stands on."""
    address = reverse("tickets:profile", args=[preset.tenant_id, preset.profile_id])
    return Hit(f"Profile {preset.profile_id}", address, "user", preset.tenant.name)


def of_tenant(tenant: Tenant) -> Hit:
    address = reverse("organizations:tenant", args=[tenant.pk])
    return Hit(tenant.name, address, "globe", tenant.domain)
