"""State across restarts, the shared clock, and the process itself."""

import json
import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager

import httpx
import pytest

from portal.local.auth0_sandbox import serve
from portal.local.auth0_sandbox.http.server import CLIENT_SECRET
from tests.portal.local.sandbox.conftest import Driver

OKTA = {"do": "choose", "strategy": "okta"}


def test_keeps_everything_across_a_restart(tmp_path):
    files = {"state_file": tmp_path / "state.json", "clock_file": tmp_path / "clock"}
    with serve(**files) as sandbox:
        before = Driver(sandbox)
        ticket = before.ticket(enabled_clients=[before.client()])
        before.walk(ticket, "open", OKTA, "configure")
        before.control("dns", name="acme.example", txt=["x"])
        before.advance(3600)
        token, logged = before.api.headers["Authorization"], before.events()
        before.close()

    with serve(port=sandbox.port, **files) as sandbox:
        after = Driver(sandbox)
        after.api.headers["Authorization"] = token
        state = after.walk(ticket, "enable")
        now = after.http.get("/_sandbox/clock").json()
        events, dns = after.events(), after.http.get("/_sandbox/state").json()["dns"]
        after.close()

    assert state["enabled"] is True
    assert (now["offset_seconds"], dns) == (3600, {"acme.example": {"txt": ["x"]}})
    assert events == [*logged, "ss_sso_enable_connection"]


def test_the_state_file_is_private_and_whole(tmp_path):
    file = tmp_path / "state.json"
    with serve(state_file=file, seed_name="demo"):
        pass

    assert file.stat().st_mode & 0o077 == 0
    assert len(json.loads(file.read_text())["organizations"]) == 14
    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]


def test_writes_the_clocks_offset_for_other_processes(tmp_path):
    file = tmp_path / "clock"
    with serve(clock_file=file) as sandbox, httpx.Client(base_url=sandbox.url) as http:
        started = file.read_text()
        http.post("/_sandbox/clock", json={"advance_seconds": 90}).raise_for_status()
        http.post("/_sandbox/clock", json={"advance_seconds": 0.5}).raise_for_status()

        assert (float(started), float(file.read_text())) == (0, 90.5)


def test_the_demo_company_has_the_same_ids_every_time(auth0):
    seen = []
    for _ in range(2):
        auth0.control("reset", seed="demo")
        seen.append((auth0.get("organizations"), auth0.get("clients"), auth0.get("connections")))

    organizations, clients, connections = seen[0]
    assert seen[1][:2] == (organizations, clients)
    assert (len(organizations), len(clients), len(connections)) == (14, 4, 1)


def test_reset_starts_over(auth0):
    auth0.ticket()
    auth0.advance(100)
    auth0.control("faults", path="*", status=500, times=9)

    auth0.control("reset", seed="empty")

    assert auth0.get("logs", take=5) == []
    assert auth0.http.get("/_sandbox/clock").json()["offset_seconds"] == 0
    assert auth0.get("self-service-profiles") == []


@contextmanager
def process(*options, **environment):
    """A sandbox process and what it printed up to its READY line."""
    command = [sys.executable, "-m", "portal.local.auth0_sandbox", "--port", "0", *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment}
    ) as found:
        assert found.stdout
        printed = []
        try:
            for line in found.stdout:
                printed.append(line.strip())
                if line.startswith("READY"):
                    break
            yield found, printed
        finally:
            found.kill()


@pytest.mark.processes
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_runs_as_a_process_until_it_is_told_to_stop(tmp_path, number):
    state = tmp_path / "state.json"
    options = ["--dns-port", "0", "--seed", "demo", "--state", str(state)]
    with process(*options) as (running, printed):
        ready = re.fullmatch(r"READY url=(\S+) port=\d+ dns_port=\d+", printed[-1])
        assert ready
        status = httpx.get(f"{ready[1]}/_sandbox/state").status_code
        running.send_signal(number)
        assert running.wait(timeout=10) == 0

    assert f"client_secret={CLIENT_SECRET}" in printed
    assert f"audience={ready[1]}/api/v2/" in printed
    assert (status, state.exists()) == (200, True)


@pytest.mark.processes
def test_takes_its_credentials_from_the_environment():
    credentials = {"SANDBOX_CLIENT_ID": "mine", "SANDBOX_CLIENT_SECRET": "hush"}
    with process(**credentials) as (_, printed):
        url = printed[-1].split("url=")[1].split()[0]
        body = {"client_id": "mine", "client_secret": "hush", "audience": f"{url}/api/v2/"}
        answer = httpx.post(f"{url}/oauth/token", data=body | {"grant_type": "client_credentials"})

    assert answer.status_code == 200
    assert "client_id=mine" in printed
    assert "hush" not in " ".join(printed)


def test_a_closed_sandbox_answers_nobody():
    with serve() as sandbox, httpx.Client(base_url=sandbox.url) as http:
        http.get("/_sandbox/clock")
        sandbox.close()

        with pytest.raises(httpx.TransportError):
            http.get("/_sandbox/clock")
