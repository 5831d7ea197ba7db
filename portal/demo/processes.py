"""Start processes, wait until they are ready, notice when one ends, leave none behind."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from portal.demo.errors import DemoError, StopAsked
from portal.demo.programs import BASE_DIR

LOG_LINES_SHOWN = 15
PAUSE_SECONDS = 0.05
# A worker may take 20 s to bring its running tasks to an end (CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT).
STOP_SECONDS = 25
PR_SET_PDEATHSIG = 1


@dataclass
class Running:
    popen: subprocess.Popen[bytes]
    log: Path
    base: bool


class Processes:
    """The child processes of one demo; each writes to `<name>.log` in the folder of logs."""

    def __init__(self, log_folder: Path) -> None:
        self._log_folder = log_folder
        self._running: dict[str, Running] = {}
        self._stop_asked = False

    def start(
        self, name: str, command: Sequence[str], env: Mapping[str, str], *, base: bool = False
    ) -> None:
        """Start a process; a `base` is stopped only after all others, which need it to stop."""
        popen = self._spawn(name, command, env)
        self._running[name] = Running(popen, self._log(name), base)

    def run(self, commands: Mapping[str, Sequence[str]], env: Mapping[str, str]) -> None:
        """Run commands side by side to their end; raises DemoError when one fails, StopAsked."""
        popens = {name: self._spawn(name, command, env) for name, command in commands.items()}
        try:
            for name, popen in popens.items():
                while popen.poll() is None:
                    self.check()
                    time.sleep(PAUSE_SECONDS)
                if popen.returncode:
                    raise DemoError(self._obituary(name, popen.returncode))
        finally:
            for popen in popens.values():
                _kill_group(popen)

    def wait_until(self, ready: Callable[[], bool], what: str, seconds: float = 60) -> None:
        """Wait until `ready`.

        Raises DemoError when a process ends before or time is up, StopAsked.
        """
        deadline = time.monotonic() + seconds
        while not ready():
            self.check()
            if time.monotonic() > deadline:
                raise DemoError(
                    f"{what} is not ready after {seconds:.0f} seconds. "
                    f"The logs are in {self._log_folder}."
                )
            time.sleep(PAUSE_SECONDS)

    def check(self) -> None:
        """Raise DemoError, with the last lines of its log, when a process has ended; StopAsked."""
        if self._stop_asked:
            raise StopAsked
        for name, process in self._running.items():
            code = process.popen.poll()
            if code is not None:
                raise DemoError(self._obituary(name, code))

    def pid(self, name: str) -> int:
        return self._running[name].popen.pid

    def ask_to_stop(self) -> None:
        """Have `check`, `run` and `wait_until` raise StopAsked; for handlers of signals.

        Nothing else is interrupted: no file is left half written, no process unknown to us.
        """
        self._stop_asked = True

    def stop(self) -> None:
        """Stop them all, in good order and then by force; leaves nothing running."""
        for base in (False, True):
            wave = [process for process in self._running.values() if process.base is base]
            for process in wave:
                process.popen.terminate()
            deadline = time.monotonic() + STOP_SECONDS
            for process in wave:
                with suppress(subprocess.TimeoutExpired):
                    process.popen.wait(max(0, deadline - time.monotonic()))
                _kill_group(process.popen)
        self._running.clear()

    def _spawn(
        self, name: str, command: Sequence[str], env: Mapping[str, str]
    ) -> subprocess.Popen[bytes]:
        self._log_folder.mkdir(parents=True, exist_ok=True)
        with self._log(name).open("wb") as log:
            return subprocess.Popen(  # noqa: S603 (the commands are our own)
                command,
                cwd=BASE_DIR,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # A group of its own: Ctrl-C reaches us only, and we stop them in good order.
                start_new_session=True,
                preexec_fn=_die_with(os.getpid()),
            )

    def _log(self, name: str) -> Path:
        return self._log_folder / f"{name}.log"

    def _obituary(self, name: str, code: int) -> str:
        lines = self._log(name).read_text(errors="replace").splitlines()[-LOG_LINES_SHOWN:]
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"
        return "\n".join(
            [f"{name} {how}. The end of its log ({self._log(name)}):", "", *(lines or ["(empty)"])]
        )


def listening(port: int) -> bool:
    """Tell whether a server on this machine accepts connections on a port."""
    with socket.socket() as probe:
        probe.settimeout(0.3)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def healthy(port: int) -> bool:
    """Tell whether the portal on a port says that it and all it needs are well."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _kill_group(popen: subprocess.Popen[bytes]) -> None:
    """End a process and whatever it started and left behind."""
    with suppress(ProcessLookupError):
        os.killpg(popen.pid, signal.SIGKILL)
    popen.wait()


def _die_with(parent: int) -> Callable[[], None] | None:
    """On Linux: have the child ended when we are killed and cannot stop it ourselves."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    def in_child() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return in_child
