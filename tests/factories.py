"""Make the rows that tests start from. Plain functions; what Auth0 must know is told to it."""

import itertools
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group

from organizations import auth0_clients
from organizations.models import (
    Connection,
    Contact,
    Customer,
    Domain,
    Organization,
    Tenant,
    User,
)
from organizations.roles import Role
from organizations.stages import SERVING
from portal import clock
from portal.actor import Actor
from tests.sandbox_process import CLIENT_ID, CLIENT_SECRET, Sandbox
from tickets.models import Link, Milestones, Preset, Ticket
from tickets.models.reports import Milestone
from tickets.services.requests.draft import Draft
from tickets.states import State

_numbers = itertools.count(1)

SYSTEM = Actor.system("tests")


def make_user(role: Role = Role.SUPPORT, **fields: Any) -> User:
    """Make a member of staff; operators may use the admin."""
    name = fields.pop("name", f"{role.label} Person")
    email = fields.pop("email", f"{role.value}{next(_numbers)}@umbrella.example")
    user = User.objects.create_user(email, "correct horse", name=name, **fields)
    user.groups.add(Group.objects.get(name=role.value))
    if role is Role.OPERATOR:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    return user


def make_tenant(sandbox: Sandbox | None = None, **fields: Any) -> Tenant:
    """Make a tenant; with a sandbox, one that answers."""
    number = next(_numbers)
    return Tenant.objects.create(
        **{
            "name": f"Tenant {number}",
            "domain": f"tenant-{number}.eu.auth0.test",
            "base_url": sandbox.url if sandbox else "",
            "plan": Tenant.Plan.UNLIMITED,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            **fields,
        }
    )


def make_customer(
    name: str = "Acme",
    *,
    tenant: Tenant | None = None,
    domain: str | None = None,
    contact: bool = True,
    **fields: Any,
) -> Customer:
    """Make a customer; with a tenant that answers, mapped to a new organization there."""
    now = clock.now()
    slug = name.lower().replace(" ", "-")
    customer = Customer.objects.create(name=name, created_at=now, updated_at=now, **fields)
    Domain.objects.create(customer=customer, name=domain or f"{slug}.com", created_at=now)
    if contact:
        make_contact(customer, email=f"alice@{domain or f'{slug}.com'}")
    if tenant:
        make_organization(customer, tenant)
    return customer


def make_contact(customer: Customer, **fields: Any) -> Contact:
    return Contact.objects.create(
        customer=customer,
        created_at=clock.now(),
        **{"name": "Alice Admin", "email": f"alice{next(_numbers)}@acme.com", **fields},
    )


def make_organization(customer: Customer, tenant: Tenant, **fields: Any) -> Organization:
    """Map a customer; the organization is made in the tenant if the tenant answers."""
    slug = customer.name.lower().replace(" ", "-")
    auth0_id = fields.pop("auth0_id", "")
    if tenant.base_url and not auth0_id:
        auth0_id = (
            auth0_clients.auth0(tenant)
            .organizations.create(name=slug, display_name=customer.name)
            .id
        )
    return Organization.objects.create(
        customer=customer,
        tenant=tenant,
        mapped_at=clock.now(),
        **{
            "auth0_id": auth0_id or f"org_{next(_numbers):016d}",
            "name": slug,
            "display_name": customer.name,
            **fields,
        },
    )


def make_preset(tenant: Tenant, **fields: Any) -> Preset:
    """Make a preset; its profile is made in the tenant if the tenant answers."""
    profile_id = fields.pop("profile_id", "")
    if tenant.base_url and not profile_id:
        profile_id = auth0_clients.auth0(tenant).profiles.create(name="Standard").id
    return Preset.objects.create(
        tenant=tenant,
        profile_id=profile_id or f"ssp_{next(_numbers):022d}",
        **{"name": f"Preset {next(_numbers)}", "confirmation": "address", **fields},
    )


def make_connection(customer: Customer, tenant: Tenant, **fields: Any) -> Connection:
    """Plan a connection of a customer."""
    now = clock.now()
    serving = {"serving_since": now} if fields.get("stage") in SERVING else {}
    return Connection.objects.create(
        customer=customer,
        tenant=tenant,
        organization=customer.organizations.filter(tenant=tenant).first(),
        created_at=now,
        **{"name": f"acme-sso-{next(_numbers)}", "stage_since": now, **serving, **fields},
    )


def make_milestones(connection: Connection, invited_at: datetime, **fields: Any) -> Milestones:
    """Make what is kept of a setup for reports; it moved last when `fields` say so."""
    last = max((fields.get(one.column) or 0 for one in Milestone), default=0)
    return Milestones.objects.create(
        connection=connection,
        customer=connection.customer,
        tenant=connection.tenant,
        invited_at=invited_at,
        month=invited_at.date().replace(day=1),
        stage=connection.stage,
        stage_since=invited_at + timedelta(hours=last),
        **fields,
    )


def make_link(connection: Connection, contact: Contact | None = None, **fields: Any) -> Link:
    now = clock.now()
    contact = contact or connection.customer.contacts.first()
    return Link.objects.create(
        connection=connection,
        contact=contact,
        recipient_name=contact.name if contact else "Alice Admin",
        recipient_email=contact.email if contact else "alice@acme.com",
        created_at=now,
        **{"expires_at": now + timedelta(days=14), **fields},
    )


def make_draft(connection: Connection, *, preset: Preset, **fields: Any) -> Draft:
    """Return a create ticket for a planned connection that nobody asked for yet."""
    return Draft(
        connection.customer,
        connection.tenant,
        preset,
        **{
            "contact": connection.customer.contacts.first(),
            "kind": Ticket.Kind.CREATE,
            "reason": Ticket.Reason.FIRST,
            "body": {"connection_config": {"name": connection.name}},
            "connection": connection,
            **fields,
        },
    )


def make_ticket(
    connection: Connection,
    *,
    state: State = State.QUEUED,
    preset: Preset | None = None,
    **fields: Any,
) -> Ticket:
    """Make a ticket in a state, without Auth0: for what only looks at rows."""
    now = clock.now()
    link = fields.pop("link", None) or make_link(connection)
    facts: dict[str, Any] = {}
    if state in {State.ISSUED, State.OPENED, State.COMPLETED, State.EXPIRED, State.REVOKED}:
        facts = {
            "url": f"https://{connection.tenant.domain}/self-service/connections-flow?ticket="
            + f"t{next(_numbers):031d}",
            "issued_at": now,
            "expires_at": now + timedelta(days=5),
        }
    if state in {State.OPENED, State.COMPLETED}:
        facts |= {"opened_at": now, "session_ends_at": now + timedelta(hours=5)}
    return Ticket.objects.create(
        tenant=connection.tenant,
        connection=connection,
        link=link,
        preset=preset,
        state=state,
        created_at=now,
        **{
            "kind": Ticket.Kind.CREATE,
            "profile_id": preset.profile_id if preset else "ssp_0000000000000000000001",
            "body": {"connection_config": {"name": connection.name}},
            **facts,
            **fields,
        },
    )
