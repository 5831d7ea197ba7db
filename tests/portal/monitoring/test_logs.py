import logging

import structlog
from django.test import Client

from portal.monitoring.logs import logging_config


def test_a_request_is_logged_by_route_and_never_by_path(db, caplog):
    caplog.set_level(logging.INFO, logger="portal.request")

    Client().get("/l/a-token-that-opens-a-setup/")

    logged = " ".join(str(record.msg) for record in caplog.records)
    assert "'status'" in logged
    assert "a-token-that-opens-a-setup" not in logged


def test_a_refused_request_is_logged_without_the_link(db, caplog):
    # Django itself names the path of what it refuses.
    Client().get("/l/a-token-that-opens-a-setup/")
    Client().get("/dns/12.739000:a-token-that-shows-records/")
    Client(enforce_csrf_checks=True).post("/account/password/reset/key/1-a-key-of-staff/")
    settings = logging_config("WARNING")["formatters"]["json"]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=settings["foreign_pre_chain"], processors=settings["processors"]
    )

    missing, records, forbidden = [formatter.format(record) for record in caplog.records]

    assert "Not Found: /l/***/" in missing
    assert "a-token-that-opens-a-setup" not in missing
    assert "Not Found: /dns/***/" in records
    assert "a-token-that-shows-records" not in records
    assert "/account/password/reset/key/***/" in forbidden
    assert "a-key-of-staff" not in forbidden


def test_each_answer_carries_its_request_id(db):
    first, second = Client().get("/healthz"), Client().get("/healthz")

    assert first["X-Request-ID"] != second["X-Request-ID"]


def test_request_id_travels_to_tasks():
    from celery.signals import before_task_publish

    headers: dict[str, str] = {}
    with structlog.contextvars.bound_contextvars(request_id="req-1"):
        before_task_publish.send(sender="tests", headers=headers)

    assert headers["request_id"] == "req-1"
