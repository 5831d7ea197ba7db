"""What the search for anything shows of each thing: its label, where it is, what sets it apart."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from organizations.models import (
    Connection,
    Contact,
    Customer,
    Domain,
    Organization,
    Stage,
    Tenant,
)
from portal.text.addresses import readable
from tickets.models import Preset, Ticket


@dataclass(frozen=True)
class Result:
    """One thing found, and where it is; `acts`: opening it does what its label says."""

    label: str
    url: str
    icon: str
    detail: str = ""
    acts: bool = False


def of_customer(customer: Any) -> Result:
    """`meant_contacts` and `known_domains` are prefetched: who was meant, else where they are."""
    details = ["Archived"] if customer.archived_at else []
    details += [
        readable(str(one)) for one in (customer.meant_contacts or customer.known_domains)[:2]
    ]
    return Result(customer.name, customer.get_absolute_url(), "building", " · ".join(details))


def of_recent(customer: Customer) -> Result:
    """A customer whom this person opened lately."""
    return Result(customer.name, customer.get_absolute_url(), "history")


def of_new_ticket(customer: Customer) -> Result:
    """Where a ticket is issued for a customer."""
    address = f"{reverse('tickets:new')}?customer={customer.pk}"
    return Result(f"New ticket for {customer.name}", address, "ticket")


def of_check(domain: Domain) -> Result:
    """`domain` is one that a connection waits for."""
    address = reverse("organizations:domain_check", args=[domain.pk])
    whose = domain.connection.customer.name if domain.connection else ""
    return Result(f"Check DNS of {domain}", address, "globe", whose, acts=True)


def of_refresh(connection: Connection) -> Result:
    """Read a connection from Auth0."""
    address = reverse("organizations:connection_reconcile", args=[connection.pk])
    detail = connection.customer.name
    return Result(f"Refresh {connection} from Auth0", address, "refresh", detail, acts=True)


def of_email(contact: Contact) -> Result:
    """Where a contact is written to."""
    address = reverse("tickets:message", args=[contact.pk])
    return Result(f"Email {contact.name}", address, "mail", contact.customer.name)


def of_stage(stage: Stage) -> Result:
    """The customers who have a connection in a stage."""
    address = f"{reverse('customers')}?stage={stage}"
    return Result(f"Customers: {stage.label}", address, "list")


def of_ticket(ticket: Ticket) -> Result:
    """A ticket, with whom it is for and its state."""
    customer = ticket.connection.customer.name
    detail = f"{customer} · {readable(ticket.link.recipient_email)} · {ticket.get_state_display()}"
    return Result(f"Ticket #{ticket.pk}", ticket.get_absolute_url(), "ticket", detail)


def of_connection(connection: Connection) -> Result:
    """A connection, with whose it is and its stage."""
    detail = f"{connection.customer.name} · {connection.get_stage_display()}"
    return Result(connection.name, connection.get_absolute_url(), "plug", detail)


def of_organization(organization: Organization) -> Result:
    """The customer of an organization that was found."""
    customer = organization.customer
    detail = f"Organization {organization} in {organization.tenant.name}"
    return Result(customer.name, customer.get_absolute_url(), "building", detail)


def of_preset(preset: Preset) -> Result:
    """A preset and its tenant."""
    address = reverse("tickets:preset", args=[preset.pk])
    return Result(preset.name, address, "sliders", f"Preset of {preset.tenant.name}")


def of_profile(preset: Preset) -> Result:
    """The self-service profile that a preset stands on."""
    address = reverse("tickets:profile", args=[preset.tenant_id, preset.profile_id])
    return Result(f"Profile {preset.profile_id}", address, "user", preset.tenant.name)


def of_tenant(tenant: Tenant) -> Result:
    """A tenant and its domain."""
    address = reverse("organizations:tenant", args=[tenant.pk])
    return Result(tenant.name, address, "globe", tenant.domain)
