"""Log streams push to a real HTTP receiver."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Receiver:
    """Takes what is posted; answers `statuses` in turn, then 200."""

    def __init__(self):
        self.got: list[tuple[int, dict[str, str], str]] = []
        self.statuses: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver.statuses.pop(0) if receiver.statuses else 200
                receiver.got.append((status, dict(self.headers), body.decode()))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/logs"

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def wait_for(self, count):
        deadline = time.monotonic() + 10
        while len(self.got) < count:
            assert time.monotonic() < deadline, f"{len(self.got)} of {count} pushes came"
            time.sleep(0.01)
        return self.got


@pytest.fixture
def receiver():
    found = Receiver()
    yield found
    found.close()


@pytest.fixture
def stream(auth0, receiver):
    """Make a stream to the receiver for the self-service events only."""

    def make(**sink):
        names = ("user.success", "user.notification", "user.fail")
        body = {
            "name": "portal",
            "type": "http",
            "filters": [{"type": "category", "name": name} for name in names],
            "sink": {"httpEndpoint": receiver.url, "httpAuthorization": "Bearer hook", **sink},
        }
        return auth0.create("log-streams", **body)

    return make


def events(body):
    return [json.loads(line)["data"]["details"]["ss_sso_event_name"] for line in body.split("\n")]


def test_pushes_what_matches_with_the_authorization(auth0, receiver, stream):
    made = stream(httpContentFormat="JSONLINES")
    auth0.ticket()

    ((_, headers, body),) = receiver.wait_for(1)

    assert (made["id"][:4], made["status"]) == ("lst_", "active")
    assert headers["Authorization"] == "Bearer hook"
    assert headers["Content-Type"] == "application/json"
    assert events(body) == ["ss_sso_ticket_generation"]
    item = json.loads(body)
    assert set(item) == {"log_id", "data"}
    assert item["data"]["log_id"] == item["log_id"]


def test_pushes_an_array(auth0, receiver, stream):
    stream(httpContentFormat="JSONARRAY")
    auth0.ticket()

    ((_, _, body),) = receiver.wait_for(1)

    assert [item["data"]["type"] for item in json.loads(body)] == ["ss_sso_success"]


def test_pushes_one_object_at_a_time(auth0, receiver, stream):
    stream(httpContentFormat="JSONOBJECT")
    auth0.walk(auth0.ticket(), "open", "finish")

    got = receiver.wait_for(3)

    assert [events(body) for _, _, body in got] == [
        ["ss_sso_ticket_generation"],
        ["ss_sso_ticket_consumption"],
        ["ss_sso_flow_end"],
    ]


def test_repeats_what_was_not_taken(auth0, receiver, stream):
    receiver.statuses = [500, 503]
    stream()
    auth0.ticket()

    got = receiver.wait_for(3)

    assert [status for status, _, _ in got] == [500, 503, 200]
    assert len({body for _, _, body in got}) == 1


def test_starts_at_a_given_time(auth0, receiver):
    auth0.ticket()
    auth0.create(
        "log-streams",
        type="http",
        startFrom="2020-01-01T00:00:00.000Z",
        filters=[{"type": "category", "name": "user.success"}],
        sink={"httpEndpoint": receiver.url},
    )

    ((_, headers, body),) = receiver.wait_for(1)

    assert events(body) == ["ss_sso_ticket_generation"]
    assert "Authorization" not in headers


def test_a_paused_stream_pushes_nothing(auth0, receiver, stream):
    made = stream()
    auth0.api.patch(f"log-streams/{made['id']}", json={"status": "paused"})
    auth0.ticket()

    auth0.api.patch(f"log-streams/{made['id']}", json={"status": "active"})
    ((_, _, body),) = receiver.wait_for(1)

    assert events(body) == ["ss_sso_ticket_generation"]


def test_answers_200_to_create_and_204_to_delete(auth0, stream):
    sink = {"httpEndpoint": "http://127.0.0.1:9/"}
    created = auth0.api.post("log-streams", json={"type": "http", "sink": sink})
    id = created.json()["id"]

    assert created.status_code == 200
    assert auth0.get("log-streams") == [auth0.get(f"log-streams/{id}")]
    assert auth0.api.delete(f"log-streams/{id}").status_code == 204
    assert auth0.api.get(f"log-streams/{id}").json()["message"] == "The log stream does not exist."


def test_failed_sign_ins_have_a_category_of_their_own(auth0, receiver):
    auth0.walk(auth0.ticket(), "open", {"do": "choose", "strategy": "okta"}, {"do": "configure"})
    auth0.create(
        "log-streams",
        type="http",
        filters=[{"type": "category", "name": "auth.login.fail"}],
        sink={"httpEndpoint": receiver.url},
    )

    auth0.control("sign-ins", connection="acme-sso")
    auth0.control("sign-ins", connection="acme-sso", outcome="not_assigned")

    ((_status, _headers, body),) = receiver.wait_for(1)
    assert json.loads(body)["data"]["type"] == "f"
