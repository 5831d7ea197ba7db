"""All processes of the product, started in the order in which they need each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from . import programs
from .options import Ports
from .processes import Processes, healthy, listening


@dataclass(frozen=True)
class InnerPorts:
    """Ports that nobody outside needs to know: free ones, other ones at each start."""

    broker: int
    dns: int
    keycard: int


def start(
    processes: Processes, folder: Path, ports: Ports, inner: InnerPorts, env: Mapping[str, str]
) -> None:
    """Start everything with its data in `folder`; returns when the portal says that all is well.

    Raises DemoError when a process ends or does not get ready.
    """
    (folder / "broker").mkdir(parents=True, exist_ok=True)
    broker = programs.broker(inner.broker, folder / "broker")
    processes.start("broker", broker, env, base=True)
    sandbox = programs.sandbox(
        ports.sandbox,
        inner.dns,
        public_url=env["SANDBOX_URL"],
        state=folder / "sandbox.json",
        clock=folder / "clock",
        seed="demo",
    )
    processes.start("sandbox", sandbox, env)
    processes.start("keycard", programs.keycard(inner.keycard), env)
    processes.start("inbox", programs.inbox(ports.mail, ports.smtp, folder / "mail"), env)
    processes.run(
        {
            "migrate": programs.manage("migrate", "--no-input"),
            "collectstatic": programs.manage("collectstatic", "--no-input"),
        },
        env,
    )
    processes.wait_until(lambda: listening(inner.broker), "The broker")
    # As production does (docker-compose.yml): whatever ends these, they begin again.
    processes.start("web", programs.web(ports.portal), env, again=True)
    processes.start("worker", programs.worker(), env, again=True)
    processes.start("beat", programs.beat(), env, again=True)
    processes.wait_until(lambda: listening(ports.sandbox), "The sandbox")
    processes.wait_until(lambda: listening(ports.smtp), "The inbox")
    processes.wait_until(lambda: healthy(ports.portal), "The portal")
