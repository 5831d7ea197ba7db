"""What the environment says about the demo: ports and the password."""

import errno
import os
import socket
import time
from collections.abc import Mapping
from dataclasses import astuple, dataclass

from .errors import DemoError

PAUSE_SECONDS = 0.1
WHY_NOT = {
    errno.EADDRINUSE: "is in use by another program",
    errno.EACCES: "is for the administrator's programs only",
}
PORTS = {"PORTAL_PORT": 8000, "SANDBOX_PORT": 8090, "MAIL_PORT": 8025, "SMTP_PORT": 1025}


@dataclass(frozen=True)
class Ports:
    portal: int
    sandbox: int
    mail: int
    smtp: int

    def check_free(self, patience: float = 3.0) -> None:
        """Raise DemoError when another program listens on one of the ports.

        `patience`: seconds, because the processes of a demo that was just killed take a moment
        to let go of theirs.
        """
        deadline = time.monotonic() + patience
        for variable, port in zip(PORTS, astuple(self), strict=True):
            while why := _why_not(port):
                if time.monotonic() > deadline:
                    other = port + 1 if port > 1023 else port + 8000
                    raise DemoError(
                        f"Port {port} {why}. "
                        f"Choose another one, for example: make demo {variable}={other}"
                    )
                time.sleep(PAUSE_SECONDS)


def read_ports(environment: Mapping[str, str] = os.environ) -> Ports:
    """Return the ports to use; raises DemoError for one that is wrong or named twice."""
    ports: dict[str, int] = {}
    for variable, default in PORTS.items():
        port = _number(variable, environment.get(variable) or str(default))
        for other, taken in ports.items():
            if taken == port:
                raise DemoError(f"{variable} and {other} are both {port}. Give one another port.")
        ports[variable] = port
    return Ports(*ports.values())


def free_ports(count: int) -> list[int]:
    """Return ports that nothing listens on, TCP or UDP."""
    probes: list[socket.socket] = []
    while len(probes) < count:
        tcp, udp = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
        tcp.bind(("127.0.0.1", 0))
        try:
            udp.bind(tcp.getsockname())
            probes.append(tcp)
        except OSError:
            tcp.close()
        finally:
            udp.close()
    # Held until all are found, so that no port is found twice.
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def _number(variable: str, text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise DemoError(f"{variable} must be a port number from 1 to 65535, not {text!r}.")


def _why_not(port: int) -> str:
    """Say why a server of ours cannot have this port; empty when it can."""
    # A browser that is asked for localhost may try ::1 first and meet another program there.
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as probe:
                # As servers do: a port that a stopped server has just left counts as free.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, port))
        except OSError as error:
            # Anything else is a machine without IPv6, where nobody listens on it.
            if error.errno in WHY_NOT:
                return WHY_NOT[error.errno]
    return ""
