"""The nightly inventory: what Auth0 has and the portal does not know, and the other way round."""

import random
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from organizations import auth0_problems
from organizations.auth0_clients import auth0
from organizations.models import Connection, Domain, Organization, Stage, Tenant
from organizations.names import domain_from_auth0
from organizations.stages import ROAD
from portal import clock
from portal.auth0 import Auth0, Auth0Error, Page, RateLimited
from tickets.models import Inventory
from tickets.states import ACTIVE
from tickets.strategies import Strategy

Kind = Inventory.Kind
# Of the day (UTC), when few people need the tenant's limits; spread over the hour after it.
_HOUR = 2
_ON_TROUBLE = timedelta(hours=1)
_PER_PAGE = 100
# Pages read in one run, which has to end long before a task's time is up.
_MOST_PAGES = 20
# Nobody reads more.
_MOST_DIFFERENCES = 500
# What the assistant makes: some providers are one strategy of connections, SAML.
_STRATEGIES = [one.value for one in Strategy if not one.value.endswith("-samlp")]
_CONNECTIONS, _ORGANIZATIONS = "connections", "organizations"


def inventories_due() -> list[int]:
    """Claim the tenants whose inventory is due or unfinished; return their primary keys."""
    now = clock.now()
    for tenant in Tenant.objects.filter(active=True, inventory=None):
        Inventory.objects.get_or_create(tenant=tenant, defaults={"due_at": now})
    claimed = []
    due = Inventory.objects.filter(tenant__active=True, due_at__lte=now)
    for pk, tenant_id, at in due.values_list("pk", "tenant_id", "due_at"):
        # A run that breaks off is taken up again after this.
        mine = Inventory.objects.filter(pk=pk, due_at=at)
        if mine.update(due_at=now + timedelta(minutes=5)):
            claimed.append(tenant_id)
    return claimed


def take_inventory(tenant: Tenant) -> Inventory:
    """Compare the next part of a tenant with the portal; the last part stores the report.

    Reads the lists of connections and organizations page by page; each page is stored, so that
    a broken run goes on where it stopped. Errors of Auth0 are stored in `problem`.
    https://auth0.com/docs/api/management/v2/connections/get-connections
    https://auth0.com/docs/api/management/v2/organizations/get-organizations
    """
    row = Inventory.objects.get(tenant=tenant)
    client = auth0(tenant)
    try:
        for _ in range(_MOST_PAGES):
            if not _read_page(row, client):
                _finish(row)
                break
        else:
            Inventory.objects.filter(pk=row.pk).update(due_at=clock.now())
    except RateLimited as error:
        wait = timedelta(seconds=max(60.0, error.retry_after))
        Inventory.objects.filter(pk=row.pk).update(due_at=clock.now() + wait)
    except Auth0Error as error:
        Inventory.objects.filter(pk=row.pk).update(
            problem=str(auth0_problems.explain(error)), due_at=clock.now() + _ON_TROUBLE
        )
    row.refresh_from_db()
    return row


def _read_page(row: Inventory, client: Auth0) -> bool:
    """Read one page into the draft; answer False when there is none left."""
    if row.place == "":
        row.place, row.draft = f"{_CONNECTIONS}:", {"differences": [], "aliases": {}}
    part, _, start = row.place.partition(":")
    if part == _CONNECTIONS:
        page = client.connections.list(strategy=_STRATEGIES, start=start, take=_PER_PAGE)
        _note_connections(row, page)
        following = f"{_CONNECTIONS}:{page.next}" if page.next else f"{_ORGANIZATIONS}:"
    else:
        organizations = client.organizations.list_from(start=start, take=_PER_PAGE)
        _note_organizations(row, organizations)
        following = f"{_ORGANIZATIONS}:{organizations.next}" if organizations.next else ""
    row.place = following
    row.save(update_fields=["place", "draft"])
    return bool(following)


def _note_connections(row: Inventory, page: Page[Any]) -> None:
    ids, names = [one.id for one in page.items], [one.name for one in page.items]
    ours = Connection.objects.filter(Q(auth0_id__in=ids) | Q(name__in=names), tenant=row.tenant)
    known = {*ours.values_list("name", flat=True), *ours.values_list("auth0_id", flat=True)}
    for one in page.items:
        if one.name not in known and one.id not in known:
            _note(row, Kind.CONNECTION_UNKNOWN, one.name, f"{one.strategy}, {one.id}")
        for alias in one.domain_aliases:
            row.draft["aliases"].setdefault(domain_from_auth0(alias) or alias, []).append(one.name)


def _note_organizations(row: Inventory, page: Page[Any]) -> None:
    ids = [one.id for one in page.items]
    ours = Organization.objects.filter(tenant=row.tenant, auth0_id__in=ids)
    known = set(ours.values_list("auth0_id", flat=True))
    for one in page.items:
        if one.id not in known:
            _note(row, Kind.ORGANIZATION_UNKNOWN, one.display_name or one.name, one.id)


def _finish(row: Inventory) -> None:
    """Add what the portal knows by itself, and put the report in the place of the last one."""
    led_nowhere = (
        Connection.objects.filter(
            tenant=row.tenant,
            stage__in=ROAD[: ROAD.index(Stage.CONFIGURED)],
            tickets__isnull=False,
            customer__archived_at=None,
        )
        .exclude(tickets__state__in=ACTIVE)
        .distinct()
    )
    for connection in led_nowhere.select_related("customer"):
        _note(
            row,
            Kind.CONNECTION_MISSING,
            connection.name,
            f"{connection.customer}: the last ticket ended, and the connection doesn't "
            "exist in Auth0.",
            connection=connection.pk,
        )
    for domain, holders in sorted(_claims(row).items()):
        if len(holders) > 1:
            _note(row, Kind.DOMAIN_TWICE, domain, ", ".join(sorted(holders)))
    now = clock.now()
    row.differences, row.taken_at, row.problem = row.draft["differences"], now, ""
    row.due_at, row.place, row.draft = _next_night(now), "", {}
    row.save()


def _next_night(now: datetime) -> datetime:
    night = now.replace(hour=_HOUR, minute=random.randrange(60))  # noqa: S311 - no secret
    return night if night > now else night + timedelta(days=1)


def _claims(row: Inventory) -> dict[str, set[str]]:
    """Each domain with the names of the connections that have it, at Auth0 or here."""
    claims: dict[str, set[str]] = defaultdict(set)
    for alias, names in row.draft["aliases"].items():
        claims[alias].update(names)
    rows = Domain.objects.filter(connection__tenant=row.tenant).exclude(
        connection__stage=Stage.GONE
    )
    for name, connection in rows.values_list("name", "connection__name"):
        claims[name].add(connection)
    return claims


def _note(row: Inventory, kind: Inventory.Kind, name: str, detail: str, **more: Any) -> None:
    differences: list[dict[str, Any]] = row.draft["differences"]
    if len(differences) < _MOST_DIFFERENCES:
        differences.append({"kind": kind.value, "name": name, "detail": detail, **more})
