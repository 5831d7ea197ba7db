"""The environment of a test process, set before Django reads its settings.

One embedded broker a process, unless REDIS_URL names a server: then each parallel worker takes
two of its databases. Loaded as a pytest plugin (pyproject.toml) and by `tests.settings`.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from portal.local.demo import programs
from portal.local.demo.options import free_ports
from portal.local.demo.processes import Processes, listening

VAR_DIR = Path(tempfile.mkdtemp(prefix="portal-test-"))
# What this test process starts, each on first use; ended with it.
PROCESSES = Processes(VAR_DIR / "log")


def start_broker() -> str:
    """Start a broker of our own and return its URL."""
    (port,) = free_ports(1)
    PROCESSES.start("broker", programs.broker(port, VAR_DIR), os.environ, base=True)
    PROCESSES.wait_until(lambda: listening(port), "The broker")
    return f"redis://127.0.0.1:{port}/0"


def _databases_of_worker(url: str) -> tuple[str, str]:
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    parts = urlsplit(url)
    return tuple(urlunsplit(parts._replace(path=f"/{2 * worker + n}")) for n in (0, 1))  # type: ignore[return-value]


if given := os.environ.get("TEST_REDIS_URL", os.environ.get("REDIS_URL", "")):
    # Remembered under another name, because parallel workers inherit what we set below.
    os.environ["TEST_REDIS_URL"] = given
    os.environ["REDIS_URL"], os.environ["CACHE_URL"] = _databases_of_worker(given)
else:
    os.environ["REDIS_URL"] = start_broker()
    os.environ["TEST_REDIS_URL"] = ""
    os.environ.pop("CACHE_URL", None)

# Coverage measures the processes that run tests, not the programs that tests start.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.pop("COVERAGE_PROCESS_CONFIG", None)

# In reverse order: first the processes end, then their files go.
atexit.register(shutil.rmtree, VAR_DIR, ignore_errors=True)
atexit.register(PROCESSES.stop)

os.environ.update(
    {
        "PORTAL_VAR_DIR": str(VAR_DIR),
        "PORTAL_SECRET_KEY": "a-key-of-the-tests-" + "s" * 40,
        "PORTAL_ENCRYPTION_KEYS": "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=",
        "PORTAL_LINK_KEYS": "a-link-key-of-the-tests-" + "l" * 40,
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
