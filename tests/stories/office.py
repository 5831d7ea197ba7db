"""What happens at the desk in a story.

Runs in a process of the product (see product.py). Staff act by the services that their pages call;
the journeys walk through the pages.
"""

import os
from typing import Any

from organizations.models import (
    Connection,
    Contact,
    Customer,
    Domain,
    Subscription,
    Tenant,
    User,
)
from organizations.models.staff.subscription import Topic
from organizations.services import customers, mapping, notifications, tenants
from portal.actor import Actor
from tickets.demo import company
from tickets.models import Link, Nomination, Preset, Ticket
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


def prefer(customer_pk: int, person: str, language: str) -> None:
    """Have staff note the language in which a contact is written to."""
    customers.change_contact(_contact(customer_pk, person), language=language, by=_sam())


def issue(customer_pk: int, preset: str, person: str, **others: str) -> None:
    """Have staff issue a ticket by a preset, to others as well, each in a role."""
    chosen = Preset.objects.select_related("tenant").get(name=preset)
    contact = _contact(customer_pk, person)
    draft = requests.draft(contact.customer, chosen.tenant, chosen, contact)
    draft.others = tuple(
        requests.Person(_contact(customer_pk, other), role) for other, role in others.items()
    )
    requests.request_ticket(draft, by=_sam())


def end_link(customer_pk: int, person: str, reason: str) -> None:
    """Have staff end the link of one of those who share a ticket."""
    theirs = Link.objects.filter(connection__customer_id=customer_pk, ended="")
    link = theirs.get(recipient_email__startswith=f"{person}@")
    links.remove_recipient(link, reason=reason, by=_sam())


def change_recipient(customer_pk: int, person: str) -> None:
    """Have staff send the link to another contact instead."""
    contact = _contact(customer_pk, person)
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


def page(customer_pk: int) -> str:
    """Return the path of the page of the customer's one connection."""
    return Connection.objects.get(customer_id=customer_pk).get_absolute_url()


def start_stream() -> tuple[str, str]:
    """Have Auth0 push its log; return the address that it pushes to, and the stream's secret."""
    tenant = Tenant.objects.get()
    tenants.start_log_stream(tenant, by=_sam())
    return tenants.hook_url(tenant), tenant.hook_token or ""


def stop_stream() -> None:
    """Have Auth0 push nothing any more."""
    tenants.stop_log_stream(Tenant.objects.get(), by=_sam())


def tell_staff(channel: str) -> None:
    """Have Sam get a digest each morning in Berlin, and the team's channel each word at once."""
    wanted: dict[str, Any] = {"topics": [*Topic], "whose": "all", "time_zone": "Europe/Berlin"}
    sam = User.objects.get(email="support@acme.example")
    notifications.choose(sam, pace="daily", by=_sam(), **wanted)
    notifications.create_channel(
        name="#sso", address=channel, pace="at_once", by=company.SEED, **wanted
    )


def tell_nobody() -> None:
    """Have nobody told anything any more, so that other stories are not told."""
    Subscription.objects.all().delete()


def _contact(customer_pk: int, person: str) -> Contact:
    contacts = Contact.objects.select_related("customer").filter(customer=customer_pk)
    return contacts.get(email__startswith=f"{person}@")


def _tickets(customer_pk: int) -> Any:
    return Ticket.objects.filter(connection__customer_id=customer_pk)


def _sam() -> Actor:
    user = User.objects.get(email="support@acme.example")
    return Actor("staff", str(user), user=user)
