"""Tenants: their settings and credentials, and whether the portal may do its work there."""

from django.db import IntegrityError, transaction

from organizations import auth0_clients
from organizations.auth0_problems import explain
from organizations.errors import Taken
from organizations.models import Tenant
from organizations.services import audit
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor
from portal.auth0 import Auth0Error
from portal.auth0.scopes import missing


def create_tenant(*, by: Actor, **fields: object) -> Tenant:
    """Make a tenant from its editable fields; secrets are encrypted at rest.

    Raises Taken when another tenant has the name or the domain.
    """
    try:
        with transaction.atomic():
            tenant = Tenant.objects.create(**fields)
            audit.record(Verb.TENANT_CREATE, by=by, target=f"tenant:{tenant.pk}", name=tenant.name)
    except IntegrityError as error:
        raise Taken("A tenant with this name or domain already exists.") from error
    return tenant


def change_tenant(tenant: Tenant, *, by: Actor, **changes: object) -> None:
    """Change the named fields. The trail tells which fields changed, never their values.

    A secret isn't taken along to another address: unless it is named too, it is forgotten.

    Raises Taken as `create_tenant` does.
    """
    try:
        with transaction.atomic():
            row = Tenant.objects.select_for_update().get(pk=tenant.pk)
            changed = [name for name, value in changes.items() if getattr(row, name) != value]
            if set(changed).intersection(Tenant.ADDRESS):
                changes |= {name: "" for name in Tenant.SECRETS if name not in changes}
                changed = [name for name, value in changes.items() if getattr(row, name) != value]
            if changed:
                for name in changed:
                    setattr(row, name, changes[name])
                row.save(update_fields=changed)
                audit.record(
                    Verb.TENANT_CHANGE,
                    by=by,
                    target=f"tenant:{row.pk}",
                    name=row.name,
                    changed=changed,
                )
    except IntegrityError as error:
        raise Taken("A tenant with this name or domain already exists.") from error
    tenant.refresh_from_db()


def check_tenant(tenant: Tenant, *, by: Actor) -> None:
    """Ask Auth0 for a token and an answer, and write down what is missing; never raises for it."""
    # From here on every process takes a client, and so a token, of its own for this check.
    tenant.checked_at = clock.now()
    error, lacking = examine_tenant(tenant)
    with transaction.atomic():
        Tenant.objects.filter(pk=tenant.pk).update(
            checked_at=tenant.checked_at, check_error=error, missing_scopes=lacking
        )
        audit.record(
            Verb.TENANT_CHECK,
            by=by,
            target=f"tenant:{tenant.pk}",
            name=tenant.name,
            error=error,
            missing=len(lacking),
        )
    tenant.refresh_from_db()


def examine_tenant(tenant: Tenant) -> tuple[str, list[str]]:
    """Ask Auth0 for a token and an answer; return what is wrong, and the scopes that are missing.

    https://auth0.com/docs/api/management/v2/organizations/get-organizations
    """
    error = ""
    lacking: list[str] = []
    client = auth0_clients.auth0(tenant)
    try:
        granted = client.granted_scopes()
        lacking = [scope.name for scope in missing(granted)]
        if "read:organizations" in granted:
            # The token endpoint may answer where the API does not, behind a wrong base URL.
            client.urgently().organizations.list(per_page=1)
    except Auth0Error as found:
        error = str(explain(found))
    return error, lacking
