import logging
import logging.config

import structlog
from django.test import Client

from portal.logs import logging_config


def test_a_request_is_logged_by_route_and_never_by_path(db, caplog):
    caplog.set_level(logging.INFO, logger="portal.request")

    Client().get("/l/a-token-that-opens-a-setup/")

    logged = " ".join(str(record.msg) for record in caplog.records)
    assert "'status'" in logged
    assert "a-token-that-opens-a-setup" not in logged


def test_a_refused_request_is_logged_without_the_link(db, capfd):
    # Django itself names the path of what it refuses.
    logging.config.dictConfig(logging_config("WARNING"))

    Client().get("/l/a-token-that-opens-a-setup/")

    logged = capfd.readouterr().err
    assert "Not Found: /l/…/" in logged
    assert "a-token-that-opens-a-setup" not in logged


def test_each_answer_carries_its_request_id(db):
    first, second = Client().get("/healthz"), Client().get("/healthz")

    assert first["X-Request-ID"] != second["X-Request-ID"]


def test_request_id_travels_to_tasks():
    from celery.signals import before_task_publish

    headers: dict[str, str] = {}
    with structlog.contextvars.bound_contextvars(request_id="req-1"):
        before_task_publish.send(sender="tests", headers=headers)

    assert headers["request_id"] == "req-1"
