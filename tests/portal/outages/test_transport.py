"""A worker outlives its broker, whatever it holds at that moment."""

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from kombu import Connection

from portal.celery import app
from portal.local.demo import programs
from portal.local.demo.options import free_ports
from portal.local.demo.processes import Processes, listening
from portal.outages.calm import Calm

pytestmark = pytest.mark.processes


@pytest.fixture
def broker(tmp_path: Path) -> Iterator["Broker"]:
    processes = Processes(tmp_path / "log")
    (port,) = free_ports(1)
    processes.start("broker", programs.broker(port, tmp_path), os.environ)
    try:
        processes.wait_until(lambda: listening(port), "The broker")
        yield Broker(processes, port)
    finally:
        processes.stop()


@dataclass
class Broker:
    processes: Processes
    port: int

    def connect(self) -> Connection:
        options = app.conf.broker_transport_options
        return Connection(f"redis://127.0.0.1:{self.port}/0", transport_options=options)

    def end(self) -> None:
        self.processes.end("broker")


def test_a_connection_closes_without_its_broker_while_a_task_is_unacknowledged(
    broker: Broker,
) -> None:
    connection = broker.connect()
    with connection.SimpleQueue("tasks") as queue:
        queue.put("a task")
        queue.get(timeout=5)  # and never acknowledged
        broker.end()

        # As Celery's consumer does when it has lost its connection.
        connection.collect(socket_timeout=1)
        connection.release()
        connection.release()


def test_a_task_that_outlasts_its_connection_is_an_error_of_the_connection(
    broker: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    connection = broker.connect()
    with connection.SimpleQueue("tasks") as queue:
        queue.put("a task")
        message = queue.get(timeout=5)
        broker.end()
        connection.collect(socket_timeout=1)

        # As Celery's consumer does when the task is done; what is no such error ends the worker.
        message.ack_log_error(logging.getLogger("tests"), connection.connection_errors)

    [record] = [one for one in caplog.records if "Couldn't ack" in one.getMessage()]
    assert Calm().filter(record) is False


def test_what_a_closed_connection_held_is_given_back_to_a_broker_that_is_there(
    broker: Broker,
) -> None:
    connection = broker.connect()
    queue = connection.SimpleQueue("tasks")
    queue.put("a task")
    queue.get(timeout=5)
    connection.release()

    with broker.connect() as another, another.SimpleQueue("tasks") as again:
        assert again.get(timeout=5).payload == "a task"
