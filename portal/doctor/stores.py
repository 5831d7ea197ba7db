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

from portal.health.heartbeat import connect

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
            f"It can't be reached: {_line(error)}",
            remedy="Start it, or correct DATABASE_URL.",
        ) from error
    version: Any = connection.get_database_version()
    milliseconds = round((time.monotonic() - begun) * 1000)
    if connection.vendor == "sqlite" and not settings.DEBUG:
        raise Trouble(
            "This is SQLite, which is for one machine and few people.",
            remedy="Set DATABASE_URL to a PostgreSQL database.",
        )
    number = ".".join(map(str, version))
    return f"{connection.display_name} {number} answers in {milliseconds} ms."


def migrations() -> str:
    loader = MigrationLoader(connection)
    known, applied = {*loader.graph.nodes}, {*loader.applied_migrations}
    if missing := [f"{app}.{name}" for app, name in sorted(known - applied)]:
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
        raise Trouble(
            f"{len(missing)} are not applied: {', '.join(missing[:3])}{more}.",
            remedy="Run `python manage.py migrate`.",
        )
    ahead = [f"{app}.{name}" for app, name in applied - known if app in loader.migrated_apps]
    if ahead:
        raise Trouble(
            f"The database is ahead of this code: {', '.join(sorted(ahead)[:3])}.",
            remedy="Run the version of the portal that the database was migrated by.",
        )
    return "All are applied."


def clock() -> str:
    """Compare this machine's clock with the database's."""
    if connection.vendor != "postgresql":
        return "The database takes its time from this machine."
    with connection.cursor() as cursor:
        begun = datetime.now(UTC)
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
        ended = datetime.now(UTC)
    apart = (theirs - (begun + (ended - begun) / 2)).total_seconds()
    if abs(apart) > MOST_APART:
        raise Trouble(
            f"The database's clock is {apart:+.1f} seconds from this machine's.",
            remedy="Have both set by NTP (`timedatectl set-ntp true`).",
        )
    return f"It's {apart:+.1f} seconds from the database's."


def broker() -> str:
    try:
        with connect() as client:
            server, memory = client.info("server"), client.info("memory")
            persistence = client.info("persistence")
            snapshots = _snapshots(client)
    except redis.RedisError as error:
        raise Trouble(
            f"It can't be reached: {_line(error)}", remedy="Start Redis, or correct REDIS_URL."
        ) from error
    policy = memory.get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        raise Trouble(
            f"It may throw tasks and rate limits away when it is full ({policy}).",
            remedy="Set maxmemory-policy to noeviction, and keep the cache on another server.",
        )
    if not persistence.get("aof_enabled") and not snapshots:
        raise Trouble(
            "It keeps nothing on disk, so that a restart forgets the tasks that wait.",
            remedy="Set appendonly to yes in its configuration.",
        )
    kept = "each change" if persistence.get("aof_enabled") else "snapshots"
    return f"Redis {server.get('redis_version', '')} keeps {kept} on disk and evicts nothing."


def cache() -> str:
    # "strict" raises where the default goes on without it.
    key, value = "portal:doctor", secrets.token_hex(8)
    try:
        caches["strict"].set(key, value, 30)
        kept = caches["strict"].get(key)
    except redis.RedisError as error:
        raise Trouble(
            f"It can't be reached: {_line(error)}",
            remedy="Start it, or correct CACHE_URL. Until then every page reads from the database.",
        ) from error
    if kept != value:
        raise Trouble(
            "It doesn't keep what it is given.", remedy="Give the cache's server more memory."
        )
    return "It keeps what it is given."


def _snapshots(client: redis.Redis) -> bool:
    try:
        return bool(client.config_get("save").get("save"))
    except redis.ResponseError:
        return False  # hosted servers often hide their configuration


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())
