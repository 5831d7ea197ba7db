"""What production's processes take while nothing happens: memory, and the CPU of their start.

They are started as docker-compose.yml and the Dockerfile say: web, two workers and beat.
"""

import json
import os
import re
import shlex
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from portal.local.demo import programs, secrets_file
from portal.local.demo.environment import portal_environment
from portal.local.demo.options import Ports, free_ports
from portal.local.demo.processes import Processes, healthy
from portal.local.demo.stack import InnerPorts
from tests.benchmarks.show import say, table
from tests.processes import own_broker, own_database
from tests.settings_source import BASE_DIR

# Long enough for every task of beat's schedule that comes more often than once an hour.
_SETTLE_SECONDS = 70.0
_MEGABYTE = 1024


def run(seconds: float = _SETTLE_SECONDS) -> str:
    """Start them, let them be for a while, and return the table."""
    found: dict[str, list[float]] = {}
    with TemporaryDirectory(prefix="portal-idle-") as name, running(Path(name)) as pids:
        started = {part: cpu_of(pid) for part, pid in pids.items()}
        say(f"All run; they are left alone for {seconds:.0f} seconds.")
        time.sleep(seconds)
        for part, pid in pids.items():
            tree = [pid, *children_of(pid)]
            found[part] = [len(tree), sum(map(memory_of, tree)), started[part]]
    found["all"] = [sum(column) for column in zip(*found.values(), strict=True)]
    return table(
        ["part", "processes", "memory: MB", "start: s of CPU"],
        [
            [part, f"{count:.0f}", f"{mb:.0f}", f"{cpu:.1f}"]
            for part, (count, mb, cpu) in found.items()
        ],
    )


@contextmanager
def running(folder: Path) -> Iterator[Mapping[str, int]]:
    """Run web, two workers and beat until the block ends; their process IDs by name."""
    ports, inner = Ports(*free_ports(4)), InnerPorts(*free_ports(3))
    processes = Processes(folder / "log")
    with own_database() as url, own_broker() as broker:
        secrets = secrets_file.load_or_make(folder / "secrets.json")
        env = portal_environment(folder, ports, inner, secrets)
        # As in production, where no file moves the clock.
        env |= {"DATABASE_URL": url, **broker, "PORTAL_CLOCK_FILE": ""}
        try:
            processes.run({"migrate": programs.manage("migrate", "--no-input")}, env)
            processes.run({"collectstatic": programs.manage("collectstatic", "--no-input")}, env)
            started = commands(ports.portal, folder)
            for part, command in started.items():
                processes.start(part, command, env)
            processes.wait_until(lambda: healthy(ports.portal), "The portal")
            yield {part: processes.pid(part) for part in started}
        finally:
            processes.stop()


def commands(port: int, folder: Path) -> dict[str, list[str]]:
    """The command line of every process that production keeps running, by its name."""
    services = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())["services"]
    (web,) = re.findall(r"^CMD (\[.*?\])", (BASE_DIR / "Dockerfile").read_text(), re.M | re.S)
    said = json.loads(web.replace("\\\n", ""))
    worker, beat = (shlex.split(services[name]["command"]) for name in ("worker", "beat"))
    return {
        "web": _here([f"127.0.0.1:{port}" if word == "0.0.0.0:8000" else word for word in said]),
        "worker": _here([*worker, "--hostname", "one@%h"]),
        "worker 2": _here([*worker, "--hostname", "two@%h"]),
        "beat": _here([word.replace("/tmp/", f"{folder}/") for word in beat]),
    }


def _here(command: Sequence[str]) -> list[str]:
    """The command with the programs of this environment."""
    return [sys.executable, "-m", *command]


def children_of(pid: int) -> list[int]:
    """The process IDs of all that a process started, and of what these started."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *children_of(int(child))]
    return found


def memory_of(pid: int) -> float:
    """Megabytes of a process; of what it shares with others, its part."""
    said = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.findall(r"^Pss: +(\d+) kB", said, re.M)[0]) / _MEGABYTE


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process and all that it started took so far."""
    ticks = 0
    for one in (pid, *children_of(pid)):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")
