"""What keeps the data: database with its migrations and clock, broker, cache."""

import secrets
import time
from datetime import UTC, datetime
from typing import Any

import redis
from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from portal.monitoring.health.heartbeat import connect
from portal.text.counting import counted

from .examining import Trouble

# Seconds that clocks may differ: signed requests to Auth0 and expiries bear that much.
MOST_APART = 5.0


def database() -> str:
    begun = time.monotonic()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        raise Trouble(
            f"Can't be reached: {_line(error)}",
            remedy="Start it, or correct DATABASE_URL.",
        ) from error
    version: Any = connection.get_database_version()
    milliseconds = round((time.monotonic() - begun) * 1000)
    if connection.vendor == "sqlite" and not settings.DEBUG:
        raise Trouble(
            "This is SQLite, which is only for a single machine and a few users.",
            remedy="Set DATABASE_URL to a PostgreSQL database.",
        )
    number = ".".join(map(str, version))
    return f"{connection.display_name} {number} responds in {milliseconds} ms."


def migrations() -> str:
    loader = MigrationLoader(connection)
    known, applied = {*loader.graph.nodes}, {*loader.applied_migrations}
    if missing := [f"{app}.{name}" for app, name in sorted(known - applied)]:
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
        raise Trouble(
            f"{counted(len(missing), 'migration')} missing: {', '.join(missing[:3])}{more}.",
            remedy="Run `python manage.py migrate`.",
        )
    ahead = [f"{app}.{name}" for app, name in applied - known if app in loader.migrated_apps]
    if ahead:
        raise Trouble(
            f"The database is newer than this code: {', '.join(sorted(ahead)[:3])}.",
            remedy="Run the version of the portal that migrated the database.",
        )
    return "All migrations are applied."


def clock() -> str:
    """Compare this machine's clock with the database's."""
    if connection.vendor != "postgresql":
        return "The database uses this machine's clock."
    with connection.cursor() as cursor:
        begun = datetime.now(UTC)
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
        ended = datetime.now(UTC)
    apart = (theirs - (begun + (ended - begun) / 2)).total_seconds()
    if abs(apart) > MOST_APART:
        raise Trouble(
            f"The database's clock differs from this machine's by {apart:+.1f} seconds.",
            remedy="Sync both with NTP (`timedatectl set-ntp true`).",
        )
    return f"Differs from the database's clock by {apart:+.1f} seconds."


def broker() -> str:
    try:
        with connect() as client:
            server, memory = client.info("server"), client.info("memory")
            persistence = client.info("persistence")
            snapshots = _snapshots(client)
    except redis.RedisError as error:
        raise Trouble(
            f"Can't be reached: {_line(error)}", remedy="Start Redis, or correct REDIS_URL."
        ) from error
    policy = memory.get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        raise Trouble(
            f"Redis can evict tasks and rate limits when it's full ({policy}).",
            remedy="Set maxmemory-policy to noeviction, and use another server for the cache.",
        )
    if not persistence.get("aof_enabled") and not snapshots:
        raise Trouble(
            "Redis doesn't persist data, so a restart loses waiting tasks.",
            remedy="Set appendonly to yes in the Redis configuration.",
        )
    kept = "each change" if persistence.get("aof_enabled") else "snapshots"
    return f"Redis {server.get('redis_version', '')} persists {kept} and evicts nothing."


def cache() -> str:
    # "strict" raises where the default goes on without it.
    key, value = "portal:doctor", secrets.token_hex(8)
    try:
        caches["strict"].set(key, value, 30)
        kept = caches["strict"].get(key)
    except redis.RedisError as error:
        raise Trouble(
            f"Can't be reached: {_line(error)}",
            remedy="Start it, or correct CACHE_URL. Until then, pages read from the database.",
        ) from error
    if kept != value:
        raise Trouble(
            "Values written to the cache are lost.", remedy="Give the cache server more memory."
        )
    return "Values are stored and read back."


def _snapshots(client: redis.Redis) -> bool:
    try:
        return bool(client.config_get("save").get("save"))
    except redis.ResponseError:
        return False  # hosted servers often hide their configuration


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())
