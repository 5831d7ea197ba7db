"""The whole product as real processes on free ports, for tests that need them."""

import fcntl
import os
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeVar
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis
from psycopg.sql import SQL, Identifier

from portal.local.demo import programs, secrets_file, stack
from portal.local.demo.environment import portal_environment, sandbox_url
from portal.local.demo.options import Ports, free_ports
from portal.local.demo.processes import Processes
from portal.local.demo.stack import InnerPorts
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
    with _free_databases(server) as numbers:
        urls = [urlunsplit(urlsplit(server)._replace(path=f"/{number}")) for number in numbers]
        _empty(urls)
        try:
            yield dict(zip(("REDIS_URL", "CACHE_URL"), urls, strict=True))
        finally:
            _empty(urls)


@contextmanager
def _free_databases(server: str) -> Iterator[tuple[int, int]]:
    """Two databases that no other product of a test run on this machine uses, until the end.

    The lock goes with its process, however that ends.
    """

    def take() -> tuple[IO[str], int] | None:
        # Those below 8 are the test processes' own: four of them take two each.
        for first in range(8, 16, 2):
            name = f"portal-tests-redis-{urlsplit(server).port}-{first}.lock"
            lock = (Path(tempfile.gettempdir()) / name).open("w")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.close()
            else:
                return lock, first
        return None

    taken = wait_for(take, "Two free databases in Redis", seconds=300)
    assert taken
    with taken[0]:
        yield taken[1], taken[1] + 1


def _empty(urls: list[str]) -> None:
    for url in urls:
        with closing(redis.Redis.from_url(url)) as database:
            database.flushdb()
