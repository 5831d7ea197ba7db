"""What the doctor asks: the installation's parts, each tenant, and the keys of stored secrets."""

from datetime import UTC, datetime

from organizations import auth0_clients
from organizations.models import Tenant
from organizations.services.reencrypt import encrypted_columns, sample
from organizations.services.tenants import examine_tenant
from portal import clock
from portal.auth0 import Auth0Error
from portal.auth0.scopes import HOW_TO_GRANT
from portal.doctor import Check, NotChecked, Trouble, mail, network, passwords, processes, stores
from portal.text.counting import counted

# Values of each column that are tried, in all.
_MOST_VALUES = 400
# Auth0 gives the time to the second, and its answer takes a while.
_MOST_APART = 30.0


def checks() -> list[Check]:
    """Return every check of this installation. Asks the database for its tenants only."""
    return [
        Check("Database", stores.database),
        Check("Migrations", stores.migrations),
        Check("Clock", stores.clock),
        Check("Broker", stores.broker),
        Check("Cache", stores.cache),
        Check("Workers", processes.worker),
        Check("Beat", processes.beat),
        Check("DNS", network.resolver),
        Check("Mail server", mail.server),
        Check("Sender domain", mail.sender),
        Check("Base URL", network.base_url),
        Check("Encryption keys", _keys),
        Check("Breached passwords", passwords.breached),
    ]


def checks_of_tenants() -> list[Check]:
    """Return the checks of each active tenant. Raises DatabaseError without the database."""
    return [
        check
        for tenant in Tenant.objects.filter(active=True)
        for check in (
            Check(f"Tenant {tenant}", lambda tenant=tenant: _tenant(tenant), seconds=20),  # type: ignore[misc]
            Check(f"Clock of {tenant}", lambda tenant=tenant: _clock(tenant), seconds=20),  # type: ignore[misc]
        )
    ]


def _tenant(tenant: Tenant) -> str:
    # A token of its own, which knows the permissions of this moment. Nothing is saved.
    tenant.checked_at = clock.now()
    error, lacking = examine_tenant(tenant)
    if error:
        raise Trouble(
            error,
            remedy="Correct its domain and credentials under Tenants, then select "
            "“Check permissions”.",
        )
    if lacking:
        raise Trouble(f"These permissions are missing: {', '.join(lacking)}.", remedy=HOW_TO_GRANT)
    return "Auth0 accepts its credentials, and no permissions are missing."


def _clock(tenant: Tenant) -> str:
    try:
        theirs = auth0_clients.auth0(tenant).server_time()
    except Auth0Error as error:
        raise NotChecked(f"{tenant.domain} doesn't report its time: {error}") from None
    apart = (theirs - datetime.now(UTC)).total_seconds()
    if abs(apart) > _MOST_APART:
        raise Trouble(
            f"This machine's clock differs from Auth0's by {-apart:+.0f} seconds.",
            remedy="Sync it with NTP (`timedatectl set-ntp true`).",
        )
    return f"Within {_MOST_APART:.0f} seconds of this machine's clock."


def _keys() -> str:
    found = {column: sample(column, most=_MOST_VALUES) for column in encrypted_columns()}
    read = sum(one.read for one in found.values())
    if lost := {column: one.lost for column, one in found.items() if one.lost}:
        raise Trouble(
            f"None of the keys decrypts these values: {_counts(lost)}.",
            remedy="Add the key that encrypted them back to PORTAL_ENCRYPTION_KEYS, after the "
            "first. If it's lost, enter those secrets again.",
        )
    if older := {column: one.older for column, one in found.items() if one.older}:
        raise Trouble(
            f"These values still need an older key: {_counts(older)}.",
            remedy="Keep the older keys, and run `python manage.py reencrypt`.",
        )
    return f"The first key decrypts {counted(read, 'sampled value')}."


def _counts(columns: dict[str, int]) -> str:
    return ", ".join(f"{count} in {column}" for column, count in columns.items())
