"""The whole product as production runs it: PostgreSQL, Redis, web, two workers, beat.

Auth0 is the sandbox and the mail server one with moods, each a process of its own.
"""

import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from portal.local.demo import programs, secrets_file
from portal.local.demo.environment import portal_environment, sandbox_url
from portal.local.demo.options import Ports, free_ports
from portal.local.demo.processes import Processes, healthy, listening
from portal.local.demo.stack import InnerPorts
from tests.chaos.servers import Broker, Database
from tests.sandbox_process import Sandbox

WORKERS = ("worker1", "worker2")
# What is the product's own, and whose logs are read.
OURS = ("web", *WORKERS, "beat", "beat2")


@dataclass
class Restarts:
    """How often each process was started again, as whoever runs it did."""

    told: list[str]

    def __call__(self, line: str) -> None:
        self.told.append(line)


class Product:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.restarts = Restarts([])
        # Started again as often as they end, as Docker does.
        self.processes = Processes(folder / "log", most_ends=10**6, tell=self.restarts)
        self.ports, self._inner = Ports(*free_ports(4)), InnerPorts(*free_ports(3))
        self.database = Database()
        self.broker = Broker(self.processes, folder / "broker")
        made = secrets_file.load_or_make(folder / "secrets.json")
        self.env = portal_environment(folder, self.ports, self._inner, made) | {
            "DATABASE_URL": self.database.url,
            "REDIS_URL": self.broker.url,
            # So that the visitor of each link is somebody else to the limits.
            "PORTAL_TRUSTED_PROXY_COUNT": "1",
        }
        self.sandbox = Sandbox(sandbox_url(self.ports.sandbox), self._inner.dns)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.ports.portal}"

    @property
    def mail_folder(self) -> Path:
        return self.folder / "mail"

    def start(self) -> None:
        """Start everything; returns when the portal says that all is well."""
        processes, ports, env = self.processes, self.ports, self.env
        self.broker.start()
        sandbox = programs.sandbox(
            ports.sandbox,
            self._inner.dns,
            public_url=env["SANDBOX_URL"],
            clock=self.folder / "clock",
            seed="demo",
        )
        processes.start("sandbox", sandbox, env)
        self.mail_folder.mkdir(parents=True, exist_ok=True)
        self.answer_mails("yes")
        self.start_mail_server()
        processes.run(
            {
                "migrate": programs.manage("migrate", "--no-input"),
                "collectstatic": programs.manage("collectstatic", "--no-input"),
            },
            env,
        )
        processes.wait_until(self.broker.is_there, "The broker")
        web = [*programs.web(ports.portal), "--workers", "2"]
        processes.start("web", web, env, again=True)
        for name in WORKERS:
            command = [*programs.worker(), "--hostname", f"{name}@%h"]
            processes.start(name, command, env, again=True)
        processes.start("beat", programs.beat(), env, again=True)
        processes.wait_until(lambda: listening(ports.sandbox), "The sandbox")
        processes.wait_until(lambda: listening(ports.smtp), "The mail server")
        processes.wait_until(lambda: healthy(ports.portal), "The portal")

    def close(self) -> None:
        self.sandbox.close()
        for name in WORKERS:
            self.kill_worker(name)  # nobody waits for what they have begun
        self.processes.stop()
        self.database.close()

    def start_mail_server(self) -> None:
        command = [sys.executable, "-m", "tests.chaos.mail_server"]
        command += ["--port", str(self.ports.smtp), "--dir", str(self.mail_folder)]
        self.processes.start("mail", command, os.environ)

    def stop_mail_server(self) -> None:
        self.processes.end("mail")

    def answer_mails(self, mood: str) -> None:
        draft = self.mail_folder / "mood.new"
        draft.write_text(mood)
        draft.replace(self.mail_folder / "mood")

    def start_second_beat(self) -> None:
        command = [*programs.beat(), "--schedule", str(self.folder / "beat2-schedule")]
        self.processes.start("beat2", command, self.env, again=True)

    def stop_second_beat(self) -> None:
        self.processes.end("beat2")

    def kill_worker(self, name: str) -> None:
        """Kill a worker with its children at once, as a machine that loses its power would."""
        with suppress(KeyError, ProcessLookupError):
            os.killpg(self.processes.pid(name), signal.SIGKILL)

    def kill_child(self, name: str, which: int) -> None:
        """Kill one of a worker's children, as a machine short of memory would."""
        pid = self.processes.pid(name)
        # Whoever is killed already is no longer there to be killed.
        with suppress(FileNotFoundError, ProcessLookupError):
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            if children:
                os.kill(int(children[which % len(children)]), signal.SIGKILL)

    def log(self, name: str) -> str:
        path = self.folder / "log" / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""
