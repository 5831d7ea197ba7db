"""Log streams: what is logged is pushed over HTTP, at least once.

https://auth0.com/docs/customize/log-streams/custom-log-streams
"""

import json
import threading
import time
import urllib.error
import urllib.request
from datetime import timedelta

from portal.local.auth0_sandbox.clock import iso, parse
from portal.local.auth0_sandbox.messages import Row
from portal.local.auth0_sandbox.tenant.tenant import Tenant

from . import logs

BATCH = 100
TIMEOUT = 10.0  # seconds
ATTEMPTS = 3  # in a row, before the stream rests
PAUSE = 0.2  # seconds between attempts
REST = 2.0  # seconds between rounds of attempts
GIVE_UP = timedelta(days=7)  # of the tenant's time
CATEGORIES = {
    "user.success": ("ss_sso_success",),
    "user.notification": ("ss_sso_info",),
    "user.fail": ("ss_sso_failure",),
    "management.success": ("sapi",),
    "management.fail": ("api_limit",),
    "auth.login.success": ("s",),
    "auth.login.fail": ("f", "fp", "fu"),
}


class Pusher:
    """One thread that carries new rows to every active stream."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._stop = threading.Event()
        self._rest_until: dict[str, float] = {}
        self._failing_since: dict[str, str] = {}
        self._thread = threading.Thread(target=self._run, name="sandbox-streams", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        with self._tenant.log_written:
            self._tenant.log_written.notify_all()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            pushed = [self._push(stream) for stream in self._active()]
            if not any(pushed):
                with self._tenant.log_written:
                    self._tenant.log_written.wait(timeout=PAUSE)

    def _active(self) -> list[Row]:
        with self._tenant.lock:
            streams = list(self._tenant.state.log_streams.values())
        now = time.monotonic()
        return [
            row
            for row in streams
            if row["type"] == "http"
            and row["status"] == "active"
            and self._rest_until.get(row["id"], 0) <= now
        ]

    def _push(self, stream: Row) -> bool:
        """Push one batch; return whether there was one."""
        with self._tenant.lock:
            position = self._tenant.state.stream_positions.get(stream["id"])
            if position is None:
                return False
            fresh = [row for row in logs.kept(self._tenant) if row["log_id"] > position][:BATCH]
            wanted = [row for row in fresh if _passes(stream, row)]
        if not fresh:
            return False
        delivered = not wanted or self._deliver(stream, wanted)
        with self._tenant.lock:
            self._note(stream, delivered)
            if delivered and stream["id"] in self._tenant.state.stream_positions:
                self._tenant.state.stream_positions[stream["id"]] = fresh[-1]["log_id"]
        return True

    def _deliver(self, stream: Row, rows: list[Row]) -> bool:
        for attempt in range(ATTEMPTS):
            if attempt and self._stop.wait(PAUSE):
                return False
            if all(_post(stream["sink"], body) for body in bodies(stream["sink"], rows)):
                return True
        return False

    def _note(self, stream: Row, delivered: bool) -> None:
        if delivered:
            self._failing_since.pop(stream["id"], None)
            return
        self._rest_until[stream["id"]] = time.monotonic() + REST
        since = self._failing_since.setdefault(stream["id"], iso(self._tenant.now()))
        if self._tenant.now() - parse(since) >= GIVE_UP:
            stream["status"] = "paused"


def bodies(sink: Row, rows: list[Row]) -> list[bytes]:
    """Return the request bodies that carry these rows in the sink's format."""
    items = [json.dumps({"log_id": row["log_id"], "data": row}) for row in rows]
    match sink.get("httpContentFormat", "JSONLINES"):
        case "JSONARRAY":
            return [f"[{','.join(items)}]".encode()]
        case "JSONOBJECT":
            return [item.encode() for item in items]
        case _:
            return ["\n".join(items).encode()]


def _passes(stream: Row, row: Row) -> bool:
    names = [item["name"] for item in stream.get("filters") or []]
    return not names or any(row["type"] in CATEGORIES.get(name, ()) for name in names)


def _post(sink: Row, body: bytes) -> bool:
    headers = {"Content-Type": sink.get("httpContentType", "application/json")}
    if "httpAuthorization" in sink:
        headers["Authorization"] = sink["httpAuthorization"]
    for item in sink.get("httpCustomHeaders") or []:
        headers[item["header"]] = item["value"]
    request = urllib.request.Request(sink["httpEndpoint"], body, headers)  # noqa: S310 - the sink's own
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:  # noqa: S310
            return 200 <= int(response.status) < 300
    except urllib.error.HTTPError as error:
        error.close()
        return False
    except (OSError, ValueError):
        return False
