"""Which lines of others are ours to say, and which pass untouched."""

import logging
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from billiard.einfo import ExceptionInfo
from billiard.exceptions import WorkerLostError
from celery import Celery
from celery.beat import Scheduler
from celery.schedules import schedule
from django.core.exceptions import PermissionDenied
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import OperationalError
from kombu.exceptions import OperationalError as BrokerError

from portal.outages.calm import Calm

Log = Callable[..., logging.LogRecord | None]


@pytest.fixture
def log(said: list[Any]) -> Log:
    """Log something; the answer is what comes through."""

    def log(name: str, message: str, *args: Any, error: BaseException | None = None) -> Any:
        info = (type(error), error, None) if error else None
        record = logging.LogRecord(name, logging.ERROR, "", 0, message, args, info)
        return record if Calm().filter(record) else None

    return log


def database_error(cause: psycopg.Error) -> OperationalError:
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "cause",
    [
        psycopg.OperationalError("the connection is closed"),
        psycopg.errors.AdminShutdown("terminating connection due to administrator command"),
        psycopg.errors.CannotConnectNow("the database system is starting up"),
    ],
)
def test_a_database_that_is_away_is_one_line(
    log: Log, said: list[Any], cause: psycopg.Error
) -> None:
    error = database_error(cause)

    assert log("celery.app.trace", "Task raised unexpected: %r", error, error=error) is None
    assert log("django.request", "Internal Server Error: /", error=error) is None
    assert [line["service"] for line in said] == ["database"]


def test_a_database_that_refuses_is_an_error_as_ever(log: Log, said: list[Any]) -> None:
    error = database_error(psycopg.errors.DeadlockDetected("deadlock detected"))

    record = log("celery.app.trace", "Task raised unexpected: %r", error, error=error)

    assert record is not None and record.exc_info
    assert said == []


def test_a_refusal_is_a_line_without_a_traceback(log: Log) -> None:
    error = PermissionDenied("read_audit")

    record = log("django.request", "Forbidden (Permission denied): /audit/", error=error)

    assert record is not None and not record.exc_info


def test_a_worker_that_loses_its_broker_says_so_once(log: Log, said: list[Any]) -> None:
    consumer = "celery.worker.consumer.consumer"
    lost = "consumer: Connection to broker lost. Trying to re-establish the connection..."

    assert log(consumer, "%s (%r)", lost, ConnectionError("closed")) is None
    for tries in range(3):
        text = "consumer: Cannot connect to %s: %s.\n%s\n"
        assert log(consumer, text, "redis://broker", "refused", f"again in {tries}") is None
    assert [line["service"] for line in said] == ["broker"]


def test_beat_without_its_broker_says_so_once(
    said: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    app = Celery("tests", broker="redis://127.0.0.1:1/0", set_as_current=False)
    app.conf.task_publish_retry = False
    app.conf.broker_transport_options = {"socket_connect_timeout": 1}

    @app.task(name="tests.nothing")
    def nothing() -> None:
        pass

    scheduler = Scheduler(app, lazy=True)
    entry = scheduler.Entry("nothing", "tests.nothing", schedule=schedule(1.0), app=app)

    with app.connection_for_write() as connection:
        scheduler.apply_entry(entry, producer=app.amqp.Producer(connection, auto_declare=False))

    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert errors
    assert [Calm().filter(record) for record in errors] == [False] * len(errors)
    assert [line["service"] for line in said] == ["broker"]


def test_an_error_on_the_way_of_handling_an_outage_is_no_outage(log: Log, said: list[Any]) -> None:
    mistake = AttributeError("a mistake of ours")
    mistake.__context__ = BrokerError("refused")

    assert log("celery.worker", "Unrecoverable error: %r", mistake, error=mistake)
    assert said == []


def test_a_killed_child_is_a_line_without_a_traceback(log: Log) -> None:
    try:
        raise WorkerLostError("Worker exited prematurely: signal 9 (SIGKILL) Job: 3.")
    except WorkerLostError:
        wrapped: Any = ExceptionInfo().exception  # as the pool hands it on

    text = "Task handler raised error: %r"
    record = log("celery.worker.request", text, wrapped.exc, error=wrapped)

    assert record is not None and record.exc_info is None
    assert "SIGKILL" in record.getMessage()


def test_what_proves_that_a_service_is_back(log: Log, said: list[Any]) -> None:
    from celery.signals import after_task_publish
    from django.db.backends.signals import connection_created

    log("django.request", "Error", error=database_error(psycopg.OperationalError("closed")))
    log("celery.beat", "beat: Connection error: %s. ", "refused")
    connection_created.send(sender=BaseDatabaseWrapper)
    after_task_publish.send(sender="tests.nothing")

    assert [(line["event"], line["service"]) for line in said] == [
        ("service_away", "database"),
        ("service_away", "broker"),
        ("service_back", "database"),
        ("service_back", "broker"),
    ]
