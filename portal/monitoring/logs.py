"""Structured logs: one JSON line an event, with the request id across web and workers."""

import re
from typing import Any

import structlog
from celery.signals import before_task_publish, task_postrun, task_prerun

from portal.outages.calm import Calm

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


# What follows opens a customer's setup, shows their records, or sets a password of staff; Django
# names paths when it refuses a request.
_LINK = re.compile(r"(/l/|/dns/|/reset/key/)[\w:.-]*[\w-]")


def without_links(text: str) -> str:
    """Return a text with the secrets of mailed links taken out."""
    return _LINK.sub(r"\1***", text)


def _hide_links(_logger: Any, _method: str, line: Any) -> Any:
    """Take the secrets of mailed links out of everything that is logged."""
    for key, value in line.items():
        if isinstance(value, str):
            line[key] = without_links(value)
    return line


def logging_config(level: str) -> dict[str, Any]:
    """Return the logging configuration for Django; stdlib loggers take the same form."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    _hide_links,
                    structlog.processors.JSONRenderer(),
                ],
            }
        },
        "filters": {"calm": {"()": Calm}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "json",
                "filters": ["calm"],
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            # httpx logs whole URLs at INFO; ours may hold ids that open a setup.
            "httpx": {"level": "WARNING"},
        },
    }


@before_task_publish.connect
def _send_request_id(headers: dict[str, Any] | None = None, **_: Any) -> None:
    if headers is not None:
        headers["request_id"] = structlog.contextvars.get_contextvars().get("request_id")


@task_prerun.connect
def _bind_task(task_id: str, task: Any, **_: Any) -> None:
    structlog.contextvars.bind_contextvars(
        task_id=task_id,
        task=task.name,
        request_id=getattr(task.request, "request_id", None),
    )


@task_postrun.connect
def _unbind_task(**_: Any) -> None:
    structlog.contextvars.unbind_contextvars("task_id", "task")
