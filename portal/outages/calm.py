"""Take out of the log what others say, with tracebacks, about a service that is away.

Celery, kombu and Django log each failed try by themselves. Those lines become ours
(`portal.outages.lines`); everything else stays as it is.
"""

import logging
from typing import Any

from billiard.exceptions import WorkerLostError
from celery.beat import SchedulingError
from celery.signals import after_task_publish
from django.core.exceptions import PermissionDenied
from django.db.backends.signals import connection_created
from django.db.utils import InterfaceError, OperationalError
from django.dispatch import receiver
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from .lines import BROKER, DATABASE, away, back
from .transport import Closed

# What Celery says of its connection without an exception: logger, and how the line begins.
_SAYS_BROKER_AWAY = (
    ("celery.worker.consumer.consumer", "consumer: Connection to broker lost"),
    ("celery.worker.consumer.consumer", "consumer: Cannot connect to"),
    ("celery.beat", "beat: Connection error"),
)


def service_of(error: BaseException | None) -> str:
    """Return the service whose absence an exception tells of; empty for any other exception."""
    if isinstance(error, SchedulingError):
        # Raised by beat in the place of what happened.
        error = error.__cause__ or error.__context__
    if isinstance(error, BrokerError | RedisConnectionError | RedisTimeoutError):
        return BROKER
    if isinstance(error, OperationalError | InterfaceError) and _is_lost(error.__cause__):
        return DATABASE
    return ""


class Calm(logging.Filter):
    """Lets everything pass but lines about a service that is away, each of which we say once."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        # What comes from another process is wrapped to bring its traceback along.
        error = getattr(error, "exc", error)
        if isinstance(error, Closed):
            return False  # long after the broker went, and told then
        if service := service_of(error):
            away(service, error or "")
            return False
        for name, beginning in _SAYS_BROKER_AWAY:
            if record.name == name and record.getMessage().startswith(beginning):
                away(BROKER, record.getMessage())
                return False
        if record.name == "py.warnings" and "CPendingDeprecationWarning" in record.getMessage():
            return False  # Celery's plans, told anew whenever a connection is lost
        if isinstance(error, WorkerLostError | PermissionDenied):
            # The line says it all: a child was killed and its task is handed out again, or
            # somebody asked for what they may not see.
            record.exc_info = record.exc_text = None
        return True


def _is_lost(cause: BaseException | None) -> bool:
    """Answer whether PostgreSQL could not be reached, or ended the connection as it went down.

    https://www.postgresql.org/docs/current/errcodes-appendix.html
    """
    import psycopg  # here: beat logs, too, and has no database

    if not isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    return cause.sqlstate is None or cause.sqlstate.startswith(("08", "57P"))


@after_task_publish.connect
def _broker_is_back(**_: Any) -> None:
    back(BROKER)


@receiver(connection_created)
def _database_is_back(**_: Any) -> None:
    back(DATABASE)
