"""Notice what became of mapped organizations in Auth0: renamed, deleted, back again."""

from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import F, Q

from organizations import auth0_clients
from organizations.models import Attention, Organization, Stage, Tenant
from organizations.services import attention, audit
from organizations.verbs import Verb
from portal import auth0, clock
from portal.actor import Actor

# Each organization is seen once in so long.
INTERVAL = timedelta(hours=20)
# Reads of one tenant in one run: a small part of the least minute limit for reading one
# organization (100 a minute), since people need the rest.
_AT_ONCE = 15

_AUTH0 = Actor.auth0()

log = structlog.get_logger("organizations.refresh")


def refresh_organization(organization: Organization, *, urgent: bool = False) -> None:
    """Read an organization from Auth0 and write down what changed there. Raises Auth0Error.

    `urgent` goes before background work in the rate limit: somebody waits.
    https://auth0.com/docs/api/management/v2/organizations/get-organizations-by-id
    """
    client = auth0_clients.auth0(organization.tenant)
    organizations = (client.urgently() if urgent else client).organizations
    try:
        found = organizations.get(organization.auth0_id)
    except auth0.NotFound:
        _gone(organization)
    else:
        _seen(organization, found)
    organization.refresh_from_db()


def accept_rename(organization: Organization, *, by: Actor) -> None:
    """Take the notice of a rename away: somebody has seen it."""
    with transaction.atomic():
        rows = Organization.objects.filter(pk=organization.pk, state=Organization.State.RENAMED)
        if rows.update(state=Organization.State.MAPPED, previous_name=""):
            audit.record(
                Verb.ORGANIZATION_ACCEPT,
                by=by,
                customer=organization.customer,
                name=organization.name,
            )
    organization.refresh_from_db()


def organizations_due(tenant: Tenant) -> list[Organization]:
    """Return the organizations of a tenant to read now, the longest unread first."""
    due = Q(checked_at=None) | Q(checked_at__lt=clock.now() - INTERVAL)
    rows = Organization.objects.filter(due, tenant=tenant).select_related("tenant", "customer")
    return list(rows.order_by(F("checked_at").asc(nulls_first=True), "pk")[:_AT_ONCE])


def refresh_due(tenant: Tenant) -> None:
    """Read what is due in a tenant; stops at the first sign that Auth0 takes no more."""
    for organization in organizations_due(tenant):
        try:
            refresh_organization(organization)
        except auth0.Auth0Error as error:
            # Also wrong credentials or a missing scope: the next organization fares no better.
            log.warning("organizations not refreshed", tenant=tenant.pk, error=str(error))
            return


def _seen(organization: Organization, found: auth0.Organization) -> None:
    with transaction.atomic():
        row = Organization.objects.select_for_update().get(pk=organization.pk)
        was = row.state
        row.checked_at = clock.now()
        row.display_name = found.display_name
        if row.name != found.name:
            row.previous_name, row.name = row.name, found.name
            row.state = Organization.State.RENAMED
            audit.record(
                Verb.ORGANIZATION_RENAME,
                by=_AUTH0,
                customer=row.customer,
                was=row.previous_name,
                name=row.name,
            )
        elif was == Organization.State.GONE:
            row.state = Organization.State.MAPPED
            audit.record(Verb.ORGANIZATION_BACK, by=_AUTH0, customer=row.customer, name=row.name)
            for connection in row.connections.exclude(stage__in=(Stage.GONE, Stage.DISABLED)):
                attention.settle(connection, Attention.Reason.CHANGED, by=_AUTH0)
        row.save(update_fields=["checked_at", "display_name", "previous_name", "name", "state"])


def _gone(organization: Organization) -> None:
    with transaction.atomic():
        rows = Organization.objects.filter(pk=organization.pk)
        rows.update(checked_at=clock.now())
        if not rows.exclude(state=Organization.State.GONE).update(state=Organization.State.GONE):
            return
        audit.record(
            Verb.ORGANIZATION_GONE,
            by=_AUTH0,
            customer=organization.customer,
            name=organization.name,
            auth0_id=organization.auth0_id,
        )
        for connection in organization.connections.all():
            attention.flag(
                connection,
                Attention.Reason.CHANGED,
                detail=f"The organization “{organization.name}” was deleted in Auth0.",
                remedy="Map the customer to another organization, or create a new one.",
                by=_AUTH0,
            )
