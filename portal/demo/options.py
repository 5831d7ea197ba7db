"""What the environment says about the demo: ports and the password."""

import os
import socket
from collections.abc import Mapping
from dataclasses import astuple, dataclass

from portal.demo.errors import DemoError

PORTS = {"PORTAL_PORT": 8000, "SANDBOX_PORT": 8090, "MAIL_PORT": 8025, "SMTP_PORT": 1025}


@dataclass(frozen=True)
class Ports:
    portal: int
    sandbox: int
    mail: int
    smtp: int

    def check_free(self) -> None:
        """Raise DemoError when another program listens on one of the ports."""
        for variable, port in zip(PORTS, astuple(self), strict=True):
            if not _free(port):
                raise DemoError(
                    f"Port {port} is in use by another program. "
                    f"Choose another one, for example: make demo {variable}={port + 1}"
                )


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


def _free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do: a port that a stopped server has just left counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
