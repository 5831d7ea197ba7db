import json
import os
import re
import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from organizations.models import Stage
from portal.local.demo import only_once
from portal.local.demo.options import PORTS, free_ports
from portal.monitoring.health import probe
from tests.processes import wait_for
from tests.quick_start import run_quick_start

# The demo starts once for all that only look at it.
pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.processes]
START_SECONDS = 240.0


@dataclass
class Demo:
    folder: Path
    ports: dict[str, int]
    output: Path
    supervisor: subprocess.Popen[bytes]

    @property
    def portal(self) -> str:
        return f"http://localhost:{self.ports['PORTAL_PORT']}"

    @property
    def inbox(self) -> str:
        return f"http://localhost:{self.ports['MAIL_PORT']}"

    def said(self) -> str:
        return self.output.read_text()

    def processes(self) -> dict[int, str]:
        """What runs with this demo's data, besides the supervisor: command lines by process id."""
        mark = f"PORTAL_VAR_DIR={self.folder}".encode()
        found = {}
        for process in Path("/proc").glob("[0-9]*"):
            try:
                variables = (process / "environ").read_bytes().split(b"\0")
                # The broker writes its title over its environment, and works in its folder.
                if mark in variables or (process / "cwd").readlink() == self.folder / "broker":
                    command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    found[int(process.name)] = command
            except (FileNotFoundError, ProcessLookupError, PermissionError):
                continue
        return found

    def first(self, name: str) -> int:
        """The oldest process with this in its command line; 0 without one."""
        return min((pid for pid, command in self.processes().items() if name in command), default=0)

    def stop(self) -> int:
        self.supervisor.send_signal(signal.SIGINT)
        return self.supervisor.wait(40)


def start(folder: Path, **variables: str) -> Demo:
    ports = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
    env = {**os.environ, **{name: str(port) for name, port in ports.items()}, **variables}
    output = folder.parent / "output"
    with output.open("wb") as file:
        supervisor = subprocess.Popen(
            [sys.executable, "-m", "portal.local.demo", f"--dir={folder}"],
            env=env,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    return Demo(folder, ports, output, supervisor)


@contextmanager
def running_demo(folder: Path) -> Iterator[Demo]:
    demo = start(folder, PORTAL_DEMO_PASSWORD="")
    try:
        wait_for(
            lambda: "Ready after" in demo.said() or demo.supervisor.poll() is not None,
            "The demo's start",
            START_SECONDS,
        )
        assert demo.supervisor.poll() is None, demo.said()
        yield demo
    finally:
        if demo.supervisor.poll() is None:
            demo.stop()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running_demo(tmp_path_factory.mktemp("demo") / "data") as demo:
        yield demo


def sign_in(demo: Demo, email: str, password: str) -> httpx.Response:
    with httpx.Client(base_url=demo.portal) as client:
        return post_login(client, email, password)


def post_login(client: httpx.Client, email: str, password: str) -> httpx.Response:
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(LOGIN).text)
    assert token
    form = {"login": email, "password": password, "csrfmiddlewaretoken": token[1]}
    return client.post(LOGIN, data=form)


def customers_by_stage(demo: Demo) -> dict[str, list[str]]:
    """What the list of customers shows for each stage: addresses of customers."""
    with httpx.Client(base_url=demo.portal) as client:
        post_login(client, "support@acme.example", printed_password(demo))
        pages = {stage: client.get("/customers/", params={"stage": stage}) for stage in Stage}
    return {
        stage: re.findall(r'href="(/customers/\d+/)"', page.text) for stage, page in pages.items()
    }


LOGIN = "/account/login/"


def printed_password(demo: Demo) -> str:
    match = re.search(r"password: (\S+)\)", demo.said())
    assert match
    return match[1]


def test_be_well_when_it_says_so(demo):
    answer = httpx.get(f"{demo.portal}/healthz")

    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "broker": "ok", "worker": "ok"}


def test_print_every_address(demo):
    for variable in ("PORTAL_PORT", "MAIL_PORT", "SANDBOX_PORT"):
        address = re.search(rf"http://\S+:{demo.ports[variable]}/", demo.said())
        assert address
        assert httpx.get(address[0]).status_code < 500


@pytest.mark.parametrize("role", ["support", "manager", "operator"])
def test_let_the_sample_people_sign_in(demo, role):
    email = re.search(rf"{role} +(\S+@\S+)", demo.said())
    assert email

    answer = sign_in(demo, email[1], printed_password(demo))

    assert answer.status_code == 302, answer.text
    assert answer.headers["Location"] == "/"


def test_show_a_sample_customer_in_every_stage(demo):
    assert [stage for stage, customers in customers_by_stage(demo).items() if not customers] == []


def test_tell_stories_that_end_now(demo):
    assert float((demo.folder / "clock").read_text()) == pytest.approx(0, abs=1)


def test_refuse_a_wrong_password(demo):
    assert sign_in(demo, "support@acme.example", "wrong").status_code == 200


def test_tell_the_container_how_it_is(demo, monkeypatch, capsys):
    monkeypatch.setenv("PORTAL_BASE_URL", demo.portal)

    assert probe.main(demo.ports["PORTAL_PORT"]) == 0
    assert '"worker": "ok"' in capsys.readouterr().out
    assert probe.main(*free_ports(1)) == 1
    assert "no answer" in capsys.readouterr().out


def test_refuse_a_second_start(demo):
    second = subprocess.run(
        [sys.executable, "-m", "portal.local.demo", f"--dir={demo.folder}"],
        env={**os.environ, **{name: str(port) for name, port in demo.ports.items()}},
        capture_output=True,
        text=True,
        check=False,
    )

    assert second.returncode == 1
    assert f"running already: process {demo.supervisor.pid}" in second.stderr
    assert demo.supervisor.poll() is None


def test_refuse_a_port_that_is_taken(demo, tmp_path):
    variables = {"SANDBOX_PORT": str(demo.ports["PORTAL_PORT"])}
    second = start(tmp_path / "data", **variables)

    assert second.supervisor.wait(10) == 1
    assert "make demo SANDBOX_PORT=" in second.said()
    assert not second.processes()


def test_show_secrets_to_their_owner_only(demo):
    assert (demo.folder / "secrets.json").stat().st_mode & 0o077 == 0


def test_stop_in_the_middle_of_a_start(tmp_path):
    demo = start(tmp_path / "data")
    wait_for(lambda: len(demo.processes()) > 2, "The first processes")

    assert demo.stop() == 0
    assert "Stopping" in demo.said()
    assert demo.processes() == {}


def test_begin_again_what_was_interrupted(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "secrets.json").write_text("{}")
    (folder / "portal.sqlite3").write_text("half a story")
    demo = start(folder)
    wait_for(lambda: "Starting" in demo.said(), "The start")

    demo.stop()

    assert "stopped:" not in demo.said()
    assert json.loads((folder / "secrets.json").read_text())


def test_keep_data_and_leave_nothing_running(tmp_path):
    folder = tmp_path / "data"
    with running_demo(folder) as first:
        password = printed_password(first)
        customers = customers_by_stage(first)
        with smtplib.SMTP("127.0.0.1", first.ports["SMTP_PORT"]) as smtp:
            smtp.sendmail("a@acme.example", ["b@umbra.example"], "Subject: Kept\n\nHello\n")
        assert len(first.processes()) >= 6
        assert any("-server " in name for name in first.processes().values())
        assert first.stop() == 0
        assert first.processes() == {}

    with running_demo(folder) as second:
        assert printed_password(second) == password
        assert customers_by_stage(second) == customers
        assert sign_in(second, "support@acme.example", password).status_code == 302
        mails = httpx.get(f"{second.inbox}/api/v1/messages").json()["messages"]
        assert "Kept" in [mail["Subject"] for mail in mails]

        # A worker that ends is started again, as in production.
        worker = second.first(" worker ")
        os.kill(worker, signal.SIGKILL)
        again = "worker was ended by SIGKILL; it is started again."
        wait_for(lambda: again in second.said(), "Another worker")
        wait_for(lambda: second.first(" worker ") not in (0, worker), "Another worker")

        # When a local stand-in ends, the others are stopped and the reason is told.
        os.kill(second.first(".auth0_sandbox "), signal.SIGKILL)
        assert second.supervisor.wait(START_SECONDS) == 1
        assert "sandbox was ended by SIGKILL" in second.said()
        assert second.processes() == {}


def test_forget_the_data_but_not_its_own_lock(tmp_path):
    with only_once.hold(tmp_path, "http://localhost:8000/"):
        (tmp_path / "mail").mkdir()
        (tmp_path / "mail" / "1.eml").write_text("Subject: Old")
        (tmp_path / "secrets.json").write_text(json.dumps({}))

        only_once.forget(tmp_path)

        assert [path.name for path in tmp_path.iterdir()] == [only_once.LOCK]


def test_carry_out_the_quick_start_of_the_api(demo):
    key = re.search(r"\bsk_\S+", demo.said())
    assert key

    *_, link, who, events = run_quick_start(demo.portal, key[0])

    assert f"{demo.portal}/l/" in link
    assert who == "customer"
    assert events.startswith("[")


def test_show_why_a_customers_people_cannot_sign_in(demo):
    with httpx.Client(base_url=demo.portal) as client:
        post_login(client, "support@acme.example", printed_password(demo))
        home = client.get("/").text

    assert re.search(r"\d+ sign-ins failed since", home)
