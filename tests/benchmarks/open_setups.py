"""Open setups in the sandbox and in the database, as they are after two weeks of work."""

import json
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from organizations.models import Connection, Customer, Domain, Organization, Stage, Tenant
from organizations.services.lifecycle.cadence import next_reconcile
from portal import clock
from portal.local.auth0_sandbox.http.scopes import GRANTED
from portal.local.auth0_sandbox.tenant.tokens import new_signing_key

# Of a hundred open setups, how many stand where.
_STAGES = {
    Stage.INVITED: 45,
    Stage.OPENED: 10,
    Stage.CONFIGURED: 10,
    Stage.DOMAIN_PENDING: 30,
    Stage.DOMAIN_VERIFIED: 5,
}
_EXISTS = frozenset({Stage.CONFIGURED, Stage.DOMAIN_PENDING, Stage.DOMAIN_VERIFIED})


def stage_of(number: int) -> Stage:
    """Where setup number n stands, in the sandbox and in the database."""
    return random.Random(number).choices(list(_STAGES), list(_STAGES.values()))[0]


def plant(file: Path, setups: int) -> None:
    """Write a sandbox's state in which so many setups are under way."""
    tables: dict[str, Any] = {
        "organizations": {},
        "connections": {},
        "connection_clients": {},
        "domains": {},
        "scopes": list(GRANTED),
        "signing_key": new_signing_key(),
    }
    for number in range(setups):
        organization, name = _organization_id(number), f"setup-{number}"
        tables["organizations"][organization] = {
            "id": organization,
            "name": name,
            "display_name": name,
        }
        stage = stage_of(number)
        if stage not in _EXISTS:
            continue
        connection = _connection_id(number)
        tables["connections"][connection] = {
            "id": connection,
            "name": name,
            "display_name": name,
            "strategy": "okta",
            "options": {},
            "is_domain_connection": False,
            "show_as_button": False,
            "realms": [name],
            "metadata": {},
        }
        tables["connection_clients"][connection] = []
        if stage == Stage.CONFIGURED:
            continue
        domain = _domain(number)
        tables["domains"][organization] = {domain["id"]: domain}
    file.write_text(json.dumps(tables))


def make_rows(tenant: Tenant, setups: int) -> None:
    """Make the same setups in the database."""
    now = clock.now()
    customers = Customer.objects.bulk_create(
        Customer(name=f"Setup {number}", created_at=now, updated_at=now) for number in range(setups)
    )
    organizations = Organization.objects.bulk_create(
        Organization(
            customer=customer,
            tenant=tenant,
            auth0_id=_organization_id(number),
            name=f"setup-{number}",
            display_name=f"setup-{number}",
            mapped_at=now,
        )
        for number, customer in enumerate(customers)
    )
    connections = Connection.objects.bulk_create(
        Connection(
            customer=organization.customer,
            tenant=tenant,
            organization=organization,
            name=f"setup-{number}",
            auth0_id=_connection_id(number) if stage_of(number) in _EXISTS else "",
            strategy="okta" if stage_of(number) in _EXISTS else "",
            wanted_clients=["a-client-of-the-product"],
            verification="required",
            stage=stage_of(number),
            created_at=now,
            stage_since=now - timedelta(days=14) * random.Random(number).random(),
        )
        for number, organization in enumerate(organizations)
    )
    Domain.objects.bulk_create(
        _row(number, connection, now)
        for number, connection in enumerate(connections)
        if connection.stage in (Stage.DOMAIN_PENDING, Stage.DOMAIN_VERIFIED)
    )


def settle(tenant: Tenant, open_ones: int) -> None:
    """Have so many of the setups looked at when they were due, and none of the others."""
    now = clock.now()
    Connection.objects.filter(tenant=tenant).update(
        check_due_at=None, checked_at=None, check_error=""
    )
    rows = list(Connection.objects.filter(tenant=tenant).order_by("pk")[:open_ones])
    for row in rows:
        due = next_reconcile(Stage(row.stage), row.stage_since, now)
        assert due  # every open stage has its time
        # Any moment between two looks is as likely as another.
        gone = (due - now) * random.random()
        row.checked_at, row.check_due_at = now - gone, due - gone
    Connection.objects.bulk_update(rows, ["checked_at", "check_due_at"], batch_size=1_000)
    seen = timedelta(hours=20)
    mapped = list(Organization.objects.filter(tenant=tenant).order_by("pk"))
    for place, organization in enumerate(mapped):
        share = place / open_ones
        organization.checked_at = now - seen * share if share < 1 else now + seen
    Organization.objects.bulk_update(mapped, ["checked_at"], batch_size=1_000)


def _row(number: int, connection: Connection, now: datetime) -> Domain:
    shown = _domain(number)
    verified = shown["status"] == "verified"
    return Domain(
        customer=connection.customer,
        connection=connection,
        name=shown["domain"],
        state=Domain.State.VERIFIED if verified else Domain.State.PENDING,
        auth0_id=shown["id"],
        txt_host=shown["verification_host"],
        txt_value=shown["verification_txt"],
        created_at=now,
    )


def _domain(number: int) -> dict[str, Any]:
    name = f"setup-{number}.example"
    verified = stage_of(number) == Stage.DOMAIN_VERIFIED
    return {
        "id": f"ord_{number:022d}",
        "domain": name,
        "status": "verified" if verified else "pending",
        "verification_host": f"_ss-verification.{_organization_id(number)}.{name}",
        "verification_txt": f"{number:032x}",
        "use_for_organization_discovery": True,
        "changed_at": "2020-01-01T00:00:00.000Z",
        "before": None,
    }


def _organization_id(number: int) -> str:
    return f"org_{number:016d}"


def _connection_id(number: int) -> str:
    return f"con_{number:016d}"
