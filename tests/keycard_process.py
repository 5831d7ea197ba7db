"""A local Keycard as tests use it: a process of its own, spoken to over HTTP only."""

import os

from portal.local.demo import programs
from portal.local.demo.options import free_ports
from portal.local.demo.processes import listening
from tests.environment import PROCESSES

KEY = "a-key-of-keycard-in-tests"


def start_keycard() -> str:
    """Start a Keycard that lives as long as this test process; return its URL."""
    (port,) = free_ports(1)
    PROCESSES.start("keycard", programs.keycard(port), {**os.environ, "KEYCARD_API_KEY": KEY})
    PROCESSES.wait_until(lambda: listening(port), "The local Keycard")
    return f"http://127.0.0.1:{port}"
