"""The whole product as real processes on free ports, for tests that need them."""

import os
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis
from psycopg.sql import SQL, Identifier

from portal.demo import programs, secrets_file, stack
from portal.demo.environment import portal_environment, sandbox_url
from portal.demo.options import Ports, free_ports
from portal.demo.processes import Processes
from portal.demo.stack import InnerPorts
from tests.inbox_process import Inbox
from tests.sandbox_process import Sandbox

PATIENCE_SECONDS = 20.0
T = TypeVar("T")


@dataclass
class Stack:
    """A running product: web, worker, beat, broker, sandbox Auth0 and mail server."""

    folder: Path
    ports: Ports
    env: dict[str, str]
    processes: Processes
    sandbox: Sandbox
    inbox: Inbox

    @property
    def portal_url(self) -> str:
        return f"http://localhost:{self.ports.portal}"

    def manage(self, *arguments: str) -> str:
        """Run a management command in the product's environment; return what it printed."""
        command = programs.manage(*arguments)
        return subprocess.run(
            command, env=self.env, check=True, capture_output=True, text=True
        ).stdout


def wait_for(found: Callable[[], T], what: str, seconds: float = PATIENCE_SECONDS) -> T:
    """Return what `found` returns as soon as it is true."""
    deadline = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < deadline, f"{what}: not within {seconds:.0f} s"
        time.sleep(0.05)
    return value


@contextmanager
def running_stack(folder: Path, **settings: str) -> Iterator[Stack]:
    """Run the product with an empty database and broker until the block ends.

    They are new ones on the servers of DATABASE_URL and REDIS_URL, or embedded where not set.
    `settings` are more of the portal's environment variables.
    """
    ports, inner = Ports(*free_ports(4)), InnerPorts(*free_ports(3))
    folder.mkdir(parents=True, exist_ok=True)
    secrets = secrets_file.load_or_make(folder / "secrets.json")
    processes = Processes(folder / "log")
    with own_database() as url, own_broker() as broker:
        env = portal_environment(folder, ports, inner, secrets)
        env |= {"DATABASE_URL": url, **broker, **settings}
        try:
            stack.start(processes, folder, ports, inner, env)
            with (
                closing(Sandbox(sandbox_url(ports.sandbox), inner.dns)) as sandbox,
                closing(Inbox(f"http://localhost:{ports.mail}", ports.smtp)) as inbox,
            ):
                yield Stack(folder, ports, env, processes, sandbox, inbox)
        finally:
            processes.stop()


@contextmanager
def own_database() -> Iterator[str]:
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        yield ""
        return
    name = f"portal_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@contextmanager
def own_broker() -> Iterator[dict[str, str]]:
    server = os.environ.get("TEST_REDIS_URL", "")
    if not server:
        yield {}
        return
    # The databases from 8 on are nobody's: four workers of a test run take two each below.
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    names = ("REDIS_URL", "CACHE_URL")
    urls = [urlunsplit(urlsplit(server)._replace(path=f"/{8 + 2 * worker + n}")) for n in (0, 1)]
    _empty(urls)
    try:
        yield dict(zip(names, urls, strict=True))
    finally:
        _empty(urls)


def _empty(urls: list[str]) -> None:
    for url in urls:
        with closing(redis.Redis.from_url(url)) as database:
            database.flushdb()
