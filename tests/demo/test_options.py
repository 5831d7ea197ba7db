import socket

import pytest

from portal.demo.errors import DemoError
from portal.demo.options import Ports, free_ports, read_ports


def test_take_the_documented_ports():
    assert read_ports({}) == Ports(portal=8000, sandbox=8090, mail=8025, smtp=1025)


def test_take_ports_from_the_environment():
    ports = read_ports({"PORTAL_PORT": "9000", "SANDBOX_PORT": "9001", "MAIL_PORT": ""})

    assert ports == Ports(portal=9000, sandbox=9001, mail=8025, smtp=1025)


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1", "80.5", "８０００"])
def test_refuse_what_is_no_port(text):
    with pytest.raises(DemoError, match="SANDBOX_PORT must be a port number from 1 to 65535"):
        read_ports({"SANDBOX_PORT": text})


def test_refuse_one_port_for_two():
    with pytest.raises(DemoError, match="MAIL_PORT and PORTAL_PORT are both 9000"):
        read_ports({"PORTAL_PORT": "9000", "MAIL_PORT": "9000"})


def test_refuse_a_port_that_is_in_use():
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]

        portal, sandbox, smtp = free_ports(3)
        ports = Ports(portal, sandbox, mail=taken, smtp=smtp)

        with pytest.raises(DemoError, match=f"Port {taken} is in use.*make demo MAIL_PORT="):
            ports.check_free()
