from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection
from kombu.asynchronous.timer import Timer

from portal.monitoring.health import heartbeat


@pytest.fixture
def no_worker():
    with heartbeat.connect() as client:
        client.delete(heartbeat.KEY)


@pytest.fixture
def worker(no_worker):
    consumer = SimpleNamespace(timer=Timer())
    step = heartbeat.WorkerHeartbeat(consumer)
    step.start(consumer)
    yield consumer
    step.stop(consumer)


def refuse(*args):
    raise OperationalError("the server closed the connection")


@pytest.mark.django_db
def test_answer_well_when_all_are_reachable(client, worker):
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {"database": "ok", "broker": "ok", "worker": "ok"}


@pytest.mark.django_db
def test_name_a_missing_worker(client, no_worker):
    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json() == {
        "database": "ok",
        "broker": "ok",
        "worker": "none reported in the last 10 seconds",
    }


@pytest.mark.django_db
def test_name_an_unreachable_broker(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json()["broker"] == "unreachable"


@pytest.mark.django_db
def test_name_an_unreachable_database(client, worker):
    with connection.execute_wrapper(refuse):
        response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json() == {"database": "unreachable", "broker": "ok", "worker": "ok"}


@pytest.mark.django_db
def test_forbid_keeping_the_answer(client, worker):
    assert "no-store" in client.get("/healthz")["Cache-Control"]


@pytest.mark.django_db
def test_take_a_silent_worker_for_gone(client, worker):
    with heartbeat.connect() as broker:
        seconds_left = broker.ttl(heartbeat.KEY)

    assert 0 < seconds_left <= heartbeat.SILENT_AFTER_SECONDS
    # A beat that is late once is no reason for alarm.
    assert heartbeat.EVERY_SECONDS * 3 < heartbeat.SILENT_AFTER_SECONDS
