import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portal.local.demo.errors import DemoError, StopAsked
from portal.local.demo.processes import Processes

pytestmark = pytest.mark.processes


@pytest.fixture
def processes(tmp_path):
    processes = Processes(tmp_path / "log")
    yield processes
    processes.stop()


def python(code):
    return [sys.executable, "-c", code]


def running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[-1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for(condition, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.01)


def test_name_the_process_that_ended_and_show_its_log(processes):
    processes.start("painter", python("print('out of paint'); raise SystemExit(3)"), os.environ)

    with pytest.raises(DemoError, match=r"painter ended with 3(.|\n)*out of paint"):
        processes.wait_until(lambda: False, "The picture")


def test_name_the_signal_that_ended_a_process(processes):
    processes.start("painter", python("import time; time.sleep(60)"), os.environ)
    os.kill(processes.pid("painter"), signal.SIGKILL)

    with pytest.raises(DemoError, match="painter was ended by SIGKILL"):
        processes.wait_until(lambda: False, "The picture")


def test_give_up_on_what_never_gets_ready(processes):
    with pytest.raises(DemoError, match="The picture is not ready after 0 seconds"):
        processes.wait_until(lambda: False, "The picture", seconds=0)


def test_run_commands_to_their_end(processes, tmp_path):
    processes.run({name: python(f"open('{tmp_path}/{name}', 'w')") for name in "ab"}, os.environ)

    assert {path.name for path in tmp_path.iterdir()} == {"a", "b", "log"}


def test_tell_which_command_failed(processes):
    with pytest.raises(DemoError, match=r"migrate ended with 1(.|\n)*no such table"):
        processes.run({"migrate": python("raise SystemExit('no such table')")}, os.environ)


def test_interrupt_whatever_waits_when_asked_to_stop(processes):
    processes.ask_to_stop()

    with pytest.raises(StopAsked):
        processes.wait_until(lambda: False, "The picture")
    with pytest.raises(StopAsked):
        processes.run({"painter": python("import time; time.sleep(60)")}, os.environ)


def test_stop_what_a_process_left_behind(processes, tmp_path):
    # It ignores the signal, and so does its own child.
    code = f"""
import os, signal, time
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
if child := os.fork():
    open('{tmp_path}/child', 'w').write(str(child))
else:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
time.sleep(60)
"""
    processes.start("painter", python(code), os.environ)
    wait_for(lambda: (tmp_path / "child").exists() and (tmp_path / "child").read_text())
    pids = processes.pid("painter"), int((tmp_path / "child").read_text())

    processes.stop()

    assert not running(pids[0])
    wait_for(lambda: not running(pids[1]))


def test_stop_the_base_after_all_others(processes, tmp_path):
    code = f"""
import signal, sys, time
def stop(*_):
    open('{tmp_path}/order', 'a').write(sys.argv[1])
    sys.exit()
signal.signal(signal.SIGTERM, stop)
open('{tmp_path}/' + sys.argv[1], 'w')
time.sleep(60)
"""
    processes.start("broker", [*python(code), "broker"], os.environ, base=True)
    processes.start("worker", [*python(code), "worker"], os.environ)
    wait_for(lambda: (tmp_path / "broker").exists() and (tmp_path / "worker").exists())

    processes.stop()

    assert (tmp_path / "order").read_text() == "workerbroker"


def test_end_with_a_parent_that_was_killed(tmp_path):
    code = f"""
import os, sys, time
from pathlib import Path
from portal.local.demo.processes import Processes
processes = Processes(Path('{tmp_path}/log'))
processes.start('child', [sys.executable, '-c', 'import time; time.sleep(60)'], os.environ)
print(processes.pid('child'), flush=True)
time.sleep(60)
"""
    with subprocess.Popen(python(code), stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        parent.kill()

    wait_for(lambda: not running(child))


def test_start_again_what_ended_unexpectedly(tmp_path):
    told: list[str] = []
    processes = Processes(tmp_path / "log", tell=told.append)
    code = f"open('{tmp_path}/begun', 'a').write('.'); print('painting', flush=True)"
    sleep = "import time; time.sleep(60)"
    try:
        processes.start("painter", python(f"{code}; {sleep}"), os.environ, again=True)
        wait_for(lambda: (tmp_path / "begun").exists())
        first = processes.pid("painter")
        os.kill(first, signal.SIGKILL)

        processes.wait_until(lambda: (tmp_path / "begun").read_text() == "..", "The painter")

        assert processes.pid("painter") != first
        assert told == ["painter was ended by SIGKILL; it is started again."]
        # What it had written before is still there to be read.
        log = tmp_path / "log" / "painter.log"
        wait_for(lambda: log.read_text().count("painting") == 2)
    finally:
        processes.stop()


def test_give_up_on_what_ends_time_and_again(tmp_path):
    told: list[str] = []
    processes = Processes(tmp_path / "log", most_ends=2, tell=told.append)
    processes.start("painter", python("raise SystemExit('no paint')"), os.environ, again=True)

    with pytest.raises(DemoError, match=r"painter ended with 1(.|\n)*no paint"):
        processes.wait_until(lambda: False, "The picture")

    assert len(told) == 2


def test_end_one_process_for_good(processes):
    processes.start("painter", python("import time; time.sleep(60)"), os.environ)
    pid = processes.pid("painter")

    processes.end("painter")

    assert not running(pid)
    processes.check()
