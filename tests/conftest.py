"""What every test can ask for. The sandbox Auth0 and the mail server are real processes,
started once a test process and emptied before each test that uses them.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management.color import no_style
from django.db import connection
from django.test import Client, TransactionTestCase
from pytest_django.plugin import DjangoDbBlocker

from organizations import auth0_clients
from organizations.models import Customer, Tenant, User
from organizations.roles import Role
from portal.celery import app
from tests import factories
from tests.browser import chromium, page_for, phone
from tests.inbox_process import Inbox, start_inbox
from tests.keycard_process import KEY, start_keycard
from tests.sandbox_process import Sandbox, start_sandbox
from tests.signing_in import signed_in
from tickets.models import Preset

__all__ = ["chromium", "page_for", "phone"]  # fixtures from elsewhere

# Tasks run in place only where they are known; otherwise their names go to the broker.
app.loader.import_default_modules()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-examples", action="store_true", help="keep what the API's examples answer"
    )
    parser.addoption(
        "--api-calls", type=int, default=150, help="how many calls to generate from its document"
    )
    parser.addoption(
        "--webhook-events", type=int, default=100, help="how many events find a receiver down"
    )


@pytest.fixture
def broker_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tasks go to a broker that nobody answers for."""
    monkeypatch.setitem(app.conf, "task_always_eager", False)
    monkeypatch.setitem(app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(app.amqp, "_producer_pool", None)


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture
def one_window() -> Iterator[None]:
    """Real time stands still, so that all of a test falls into one window of a rate limit."""
    with time_machine.travel(time.time(), tick=False):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database; at the end whoever is still connected to it is sent away.

    Django finds its connections by thread and event loop, and the browser's comes and goes, so that
    it cannot close all of them by itself; PostgreSQL drops no database that is in use.
    """
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


# What the migrations write for good, and no test changes.
KEPT = (ContentType, Permission, Group, Group.permissions.through)


@pytest.fixture(scope="session", autouse=True)
def _empty_tables() -> Iterator[None]:
    """After a test that commits, empty the tables that it may have written to.

    Django empties all, and has the migrations' rows written again: most of the time of such a test.
    """

    def empty(_: TransactionTestCase) -> None:
        kept = {model._meta.db_table for model in KEPT}
        tables = set(connection.introspection.django_table_names(only_existing=True)) - kept
        connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), sorted(tables)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield


@pytest.fixture
def redis_url() -> str:
    """The broker of this test process."""
    return str(settings.REDIS_URL)


@pytest.fixture
def run_tasks(
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[Any]],
) -> Callable[[], AbstractContextManager[Any]]:
    """`with run_tasks():` runs, at its end, what the body enqueued after commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


# --- Auth0 and mail --------------------------------------------------------------------------


@pytest.fixture(scope="session")
def _sandbox_process() -> Iterator[Sandbox]:
    sandbox = start_sandbox()
    yield sandbox
    # The clients keep connections to it, which close with them.
    auth0_clients._client.cache_clear()
    sandbox.close()


@pytest.fixture
def sandbox(_sandbox_process: Sandbox, settings: Any) -> Sandbox:
    """An empty sandbox Auth0; the portal's DNS look-ups go to it too."""
    _sandbox_process.reset()
    settings.DNS_SERVERS = [f"127.0.0.1:{_sandbox_process.dns_port}"]
    settings.DNS_AUTHORITATIVE = False
    return _sandbox_process


@pytest.fixture(scope="session")
def _inbox_process() -> Iterator[Inbox]:
    inbox = start_inbox()
    yield inbox
    inbox.close()


@pytest.fixture
def mails(_inbox_process: Inbox, settings: Any) -> Inbox:
    """A real, empty SMTP server the portal sends to; `mails.messages()` reads it."""
    _inbox_process.clear()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _inbox_process.smtp_port
    return _inbox_process


@pytest.fixture(scope="session")
def _keycard_process() -> str:
    return start_keycard()


@pytest.fixture
def keycard(_keycard_process: str, settings: Any) -> str:
    """The portal may read a local Keycard, whose address this is."""
    settings.KEYCARD_URL, settings.KEYCARD_API_KEY = _keycard_process, KEY
    return _keycard_process


# --- The cast --------------------------------------------------------------------------------


@pytest.fixture
def tenant(db: None, sandbox: Sandbox) -> Tenant:
    """The tenant behind the sandbox, with what every setup needs in it."""
    return factories.make_tenant(sandbox)


@pytest.fixture
def customer(tenant: Tenant) -> Customer:
    """Acme: mapped to its organization, contact Alice, domain acme.com."""
    return factories.make_customer("Acme", tenant=tenant)


@pytest.fixture
def preset(tenant: Tenant) -> Preset:
    return factories.make_preset(tenant)


@pytest.fixture
def viewer(db: None) -> User:
    return factories.make_user(Role.VIEWER)


@pytest.fixture
def support(db: None) -> User:
    return factories.make_user(Role.SUPPORT)


@pytest.fixture
def manager(db: None) -> User:
    return factories.make_user(Role.MANAGER)


@pytest.fixture
def operator(db: None) -> User:
    return factories.make_user(Role.OPERATOR)


@pytest.fixture
def desk_as() -> Callable[[User], Client]:
    """Return a client signed in as a member of staff."""

    def desk_of(user: User) -> Client:
        return signed_in(Client(), user)

    return desk_of


@pytest.fixture
def desk(support: User, desk_as: Callable[[User], Client]) -> Client:
    """The desk as a support person sees it."""
    return desk_as(support)


@pytest.fixture
def refusing(settings):
    """A mail server that answers RCPT TO with the given line."""
    servers = []

    def start(line):
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()

        def serve():
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                with client, client.makefile("rwb") as stream:
                    stream.write(b"220 ready\r\n")
                    stream.flush()
                    for request in stream:
                        verb = request[:4].upper()
                        stream.write(f"{line}\r\n".encode() if verb == b"RCPT" else b"250 ok\r\n")
                        stream.flush()
                        if verb == b"QUIT":
                            break

        threading.Thread(target=serve, daemon=True).start()

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    yield start
    for server in servers:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
