"""Each part that is as it should be, and each that is not, with its remedy."""

from collections.abc import Callable
from typing import Any

import pytest
from celery.signals import after_task_publish, beat_init
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import RequestFactory

from portal.doctor import NotChecked, Trouble, mail, network, processes, stores
from portal.monitoring.health import heartbeat
from tests.inbox_process import Inbox
from tests.sandbox_process import Sandbox

NOWHERE = "redis://127.0.0.1:1/0"


def refused(check: Callable[[], str]) -> tuple[str, str]:
    with pytest.raises(Trouble) as found:
        check()
    assert found.value.remedy
    return str(found.value), found.value.remedy


@pytest.fixture
def broker(redis_url: str) -> Any:
    with heartbeat.connect() as client:
        client.delete(heartbeat.KEY, heartbeat.BEAT_KEY)
        yield client
        client.delete(heartbeat.KEY, heartbeat.BEAT_KEY)


# --- What keeps the data ---------------------------------------------------------------------


def test_names_the_database_and_its_version(db: None, settings: Any) -> None:
    settings.DEBUG = True  # where SQLite is welcome

    assert connection.display_name in stores.database()


def test_warns_of_sqlite_in_production(db: None, settings: Any) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only where the tests run on SQLite")

    _told, remedy = refused(stores.database)

    assert "DATABASE_URL" in remedy


def test_finds_every_migration_applied(db: None) -> None:
    assert stores.migrations() == "All migrations are applied."


def test_names_a_migration_that_is_missing(db: None) -> None:
    MigrationRecorder(connection).record_unapplied("tickets", "0004_api")

    told, remedy = refused(stores.migrations)

    assert "tickets.0004_api" in told
    assert "manage.py migrate" in remedy


def test_notices_a_database_ahead_of_the_code(db: None) -> None:
    MigrationRecorder(connection).record_applied("tickets", "9999_of_tomorrow")

    told, _remedy = refused(stores.migrations)

    assert "tickets.9999_of_tomorrow" in told


def test_compares_the_clock(db: None) -> None:
    assert "database" in stores.clock()


def test_finds_a_broker_that_keeps_tasks(broker: Any) -> None:
    assert "evicts nothing" in stores.broker()


def test_warns_of_a_broker_that_evicts(broker: Any) -> None:
    broker.config_set("maxmemory-policy", "allkeys-lru")
    try:
        told, remedy = refused(stores.broker)
    finally:
        broker.config_set("maxmemory-policy", "noeviction")

    assert "allkeys-lru" in told
    assert "noeviction" in remedy


def test_warns_of_a_broker_that_forgets(broker: Any) -> None:
    before = broker.config_get("appendonly")["appendonly"], broker.config_get("save")["save"]
    broker.config_set("appendonly", "no")
    broker.config_set("save", "")
    try:
        _told, remedy = refused(stores.broker)
    finally:
        broker.config_set("appendonly", before[0])
        broker.config_set("save", before[1])

    assert "appendonly" in remedy


def test_names_a_broker_that_is_away(settings: Any) -> None:
    settings.REDIS_URL = NOWHERE

    assert "REDIS_URL" in refused(stores.broker)[1]


def test_finds_a_cache_that_keeps(broker: Any) -> None:
    assert stores.cache() == "Values are stored and read back."


# --- What works unasked ----------------------------------------------------------------------


def test_misses_worker_and_beat(broker: Any) -> None:
    assert "celery --app portal worker" in refused(processes.worker)[1]
    assert "celery --app portal.beat beat" in refused(processes.beat)[1]


def test_finds_worker_and_beat(broker: Any) -> None:
    broker.set(heartbeat.KEY, "1")
    beat_init.send(sender=None)
    try:
        after_task_publish.send(sender="tickets.sweep")
    finally:
        after_task_publish.disconnect(heartbeat._tell_of_beat)

    assert processes.worker() == "At least one is processing tasks."
    assert processes.beat() == "It's triggering tasks."
    assert 0 < broker.ttl(heartbeat.BEAT_KEY) <= heartbeat.BEAT_SILENT_AFTER_SECONDS


def test_knows_nothing_of_them_without_the_broker(settings: Any) -> None:
    settings.REDIS_URL = NOWHERE

    for check in (processes.worker, processes.beat):
        with pytest.raises(NotChecked):
            check()


# --- Mail ------------------------------------------------------------------------------------


def test_greets_the_mail_server(mails: Inbox) -> None:
    assert mail.server().endswith("responds.")
    assert mails.messages() == []


def test_names_a_mail_server_without_the_encryption_that_is_wanted(
    mails: Inbox, settings: Any
) -> None:
    settings.EMAIL_USE_TLS = True

    assert "PORTAL_EMAIL_USE_TLS" in refused(mail.server)[1]


def test_names_a_mail_server_that_is_away(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    assert "PORTAL_EMAIL_HOST" in refused(mail.server)[1]


def test_leaves_a_provider_alone(settings: Any) -> None:
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"

    with pytest.raises(NotChecked, match="postmark"):
        mail.server()


def test_asks_for_spf_and_dmarc(sandbox: Sandbox, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    assert "SPF" in refused(mail.sender)[0]
    sandbox.dns("umbrella.example", "v=spf1 mx -all")
    assert "DMARC" in refused(mail.sender)[0]
    sandbox.dns("_dmarc.umbrella.example", "v=DMARC1; p=none")
    assert mail.sender() == "umbrella.example has SPF and DMARC."


# --- Names and ways --------------------------------------------------------------------------


def test_asks_the_resolver(sandbox: Sandbox) -> None:
    assert network.resolver().endswith("responds.")


def test_names_a_resolver_that_is_silent(settings: Any, monkeypatch: Any) -> None:
    settings.DNS_SERVERS = ["127.0.0.1:1"]
    monkeypatch.setattr(network, "_PATIENCE", 0.2)

    assert "PORTAL_DNS_SERVERS" in refused(network.resolver)[1]


def test_reaches_the_portal_by_its_address(live_server: Any, settings: Any) -> None:
    settings.BASE_URL = live_server.url

    assert network.base_url() == f"{live_server.url} reaches the portal."


def test_notices_that_another_answers(sandbox: Sandbox, settings: Any) -> None:
    settings.BASE_URL = sandbox.url

    assert "isn't served by the portal" in refused(network.base_url)[0]


def test_names_a_host_that_is_not_allowed(settings: Any) -> None:
    settings.BASE_URL = "http://elsewhere.example"

    assert "PORTAL_ALLOWED_HOSTS" in refused(network.base_url)[1]


@pytest.mark.parametrize(
    ("count", "chain", "remedy"),
    [(0, "192.0.2.1", "Set PORTAL_TRUSTED"), (2, "192.0.2.1", "Lower PORTAL_TRUSTED")],
)
def test_counts_the_proxies(settings: Any, count: int, chain: str, remedy: str) -> None:
    settings.TRUSTED_PROXY_COUNT = count
    request = RequestFactory().get("/", headers={"X-Forwarded-For": chain})

    assert refused(lambda: network.forwarded(request))[1].startswith(remedy)


def test_finds_the_proxies_that_are_set(settings: Any) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "192.0.2.1"})

    assert network.forwarded(request) == "This request came through 1 trusted hop, as configured."
