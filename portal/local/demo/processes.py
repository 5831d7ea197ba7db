"""Start processes, wait until they are ready, notice when one ends, leave none behind.

Those that production starts again are started again here as well.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from .errors import DemoError, StopAsked
from .programs import BASE_DIR

LOG_LINES_SHOWN = 15
PAUSE_SECONDS = 0.05
# A process that ends more often within a minute is not started again.
MOST_ENDS_A_MINUTE = 5
# A worker may take 20 s to bring its running tasks to an end (CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT).
STOP_SECONDS = 25
PR_SET_PDEATHSIG = 1


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


@dataclass
class Running:
    popen: subprocess.Popen[bytes]
    log: Path
    base: bool
    # How to start it again when it ends; None for what is not.
    again: Callable[[], subprocess.Popen[bytes]] | None = None
    ends: list[float] = field(default_factory=list)


class Processes:
    """The child processes of one demo; each writes to `<name>.log` in the folder of logs."""

    def __init__(
        self,
        log_folder: Path,
        *,
        most_ends: int = MOST_ENDS_A_MINUTE,
        tell: Callable[[str], None] = _tell,
    ) -> None:
        self._log_folder = log_folder
        self._most_ends = most_ends
        self._tell = tell
        self._running: dict[str, Running] = {}
        self._stop_asked = False

    def start(
        self,
        name: str,
        command: Sequence[str],
        env: Mapping[str, str],
        *,
        base: bool = False,
        again: bool = False,
    ) -> None:
        """Start a process; a `base` is stopped only after all others, which need it to stop.

        `again`: should it end by itself, the next `check` starts it again.
        """
        popen = self._spawn(name, command, env)
        restart = (lambda: self._spawn(name, command, env, mode="ab")) if again else None
        self._running[name] = Running(popen, self._log(name), base, restart)

    def end(self, name: str) -> None:
        """Stop one process for good, by force if need be."""
        process = self._running.pop(name)
        process.popen.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.popen.wait(STOP_SECONDS)
        _kill_group(process.popen)

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
        """Start again what has ended and is to be started again.

        Raises DemoError, with the last lines of its log, for anything else that has ended, and for
        what ends time and again; StopAsked.
        """
        if self._stop_asked:
            raise StopAsked
        for name, process in self._running.items():
            code = process.popen.poll()
            if code is None:
                continue
            now = time.monotonic()
            process.ends = [*(end for end in process.ends if end > now - 60), now]
            if process.again is None or len(process.ends) > self._most_ends:
                raise DemoError(self._obituary(name, code))
            # What it started must not go on beside its successor.
            _kill_group(process.popen)
            self._tell(f"{name} {_how(code)}; it is started again.")
            process.popen = process.again()

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
        self, name: str, command: Sequence[str], env: Mapping[str, str], *, mode: str = "wb"
    ) -> subprocess.Popen[bytes]:
        self._log_folder.mkdir(parents=True, exist_ok=True)
        with self._log(name).open(mode) as log:
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
        return "\n".join(
            [
                f"{name} {_how(code)}. The end of its log ({self._log(name)}):",
                "",
                *(lines or ["(empty)"]),
            ]
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


def _how(code: int) -> str:
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"


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
