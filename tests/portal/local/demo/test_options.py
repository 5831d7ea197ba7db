import socket
import threading

import pytest

from portal.local.demo import only_once, secrets_file
from portal.local.demo.environment import portal_environment
from portal.local.demo.errors import DemoError
from portal.local.demo.options import Ports, free_ports, read_ports
from portal.local.demo.stack import InnerPorts


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


@pytest.mark.parametrize(
    ("family", "address"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
)
def test_refuse_a_port_that_is_in_use(family, address):
    with socket.create_server((address, 0), family=family) as server:
        taken = server.getsockname()[1]

        portal, sandbox, smtp = free_ports(3)
        ports = Ports(portal, sandbox, mail=taken, smtp=smtp)

        with pytest.raises(DemoError, match=f"Port {taken} is in use.*make demo MAIL_PORT="):
            ports.check_free(patience=0)


def test_wait_for_a_port_that_is_just_being_left():
    server = socket.create_server(("127.0.0.1", 0))
    ports = Ports(server.getsockname()[1], *free_ports(3))
    leaving = threading.Timer(0.2, server.close)
    leaving.start()

    ports.check_free()

    leaving.join()


def test_keep_settings_of_the_caller_out_of_the_demo(tmp_path, monkeypatch):
    monkeypatch.setenv("PORTAL_OIDC_ISSUER", "https://login.example")
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    secrets = secrets_file.load_or_make(tmp_path / "secrets.json")

    env = portal_environment(tmp_path, read_ports({}), InnerPorts(1, 2, 3), secrets)

    assert "PORTAL_OIDC_ISSUER" not in env
    assert "127.0.0.1" in env["no_proxy"]


def test_tell_what_to_do_about_damaged_secrets(tmp_path):
    (tmp_path / "secrets.json").write_text('{"password":')

    with pytest.raises(DemoError, match="make demo-reset"):
        secrets_file.load_or_make(tmp_path / "secrets.json")


def test_tell_where_data_cannot_be_kept(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(DemoError, match="cannot keep its data in"):
        only_once.hold(tmp_path / "file" / "demo", "http://localhost:8000/")
