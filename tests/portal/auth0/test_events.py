"""Reading what the assistant tells through the tenant's log: pure, no network."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.auth0 import LogEvent, UnexpectedAnswer
from portal.auth0.events import AssistantEvent, Malformed, Step, assistant_event, connection_named

LINE: dict[str, Any] = {
    "date": "2026-11-22T04:10:11.123Z",
    "type": "ss_sso_success",
    "description": "Successful SS-SSO Operation",
    "details": {
        "ss_sso_event_name": "ss_sso_ticket_consumption",
        "ss_sso_tracing_id": "b1c0",
        "connection_name": "acme-sso-7k2p",
        "flow_type": "create",
    },
    "environment_name": "prod-eu-1",
    "ip": "203.0.113.7",
    "log_id": "900" + "2" * 53,
    "tenant_name": "acme",
    "user_agent": "Chrome 120.0.0 / Mac OS X 10.15.7",
    "is_mobile": False,
}


def changed(**changes: Any) -> dict[str, Any]:
    line = {**LINE, **{key: value for key, value in changes.items() if key in LINE}}
    line["details"] = {
        **LINE["details"],
        **{key: value for key, value in changes.items() if key not in LINE},
    }
    return line


def read(line: Any) -> AssistantEvent | None:
    return assistant_event(LogEvent.read(line))


def test_assistant_event_reads_a_line_of_the_log():
    event = read(LINE)

    assert event is not None
    assert event.step == Step.TICKET_CONSUMPTION
    assert event.at == datetime(2026, 11, 22, 4, 10, 11, 123000, tzinfo=UTC)
    assert (event.ok, event.editing) == (True, False)
    assert (event.connection_name, event.ip) == ("acme-sso-7k2p", "203.0.113.7")


@pytest.mark.parametrize(
    ("type", "name"),
    [
        ("ss_sso_success", "ss_sso_enable_connection"),
        ("ss_sso_info", "ss_sso_flow_end"),
        ("ss_sso_failure", "ss_sso_domain_verification"),
    ],
)
def test_assistant_event_tells_success_from_failure(type: str, name: str):
    event = read(changed(type=type, ss_sso_event_name=name, flow_type="update"))

    assert event is not None
    assert f"ss_sso_{event.step}" == name
    assert event.ok is (type != "ss_sso_failure")
    assert event.editing


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(changed(type="sapi"), id="an API call"),
        pytest.param(changed(type="s"), id="a login"),
        pytest.param(changed(ss_sso_event_name="ss_sso_brand_new"), id="a step of the future"),
        pytest.param(changed(connection_name=""), id="no connection named"),
        pytest.param({**LINE, "details": None}, id="no details"),
    ],
)
def test_assistant_event_ignores_what_is_not_the_assistants(line: dict[str, Any]):
    assert read(line) is None


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(changed(log_id="900'; --"), id="a log id that is no number"),
        pytest.param(changed(log_id="9" * 65), id="a log id that is too long"),
        pytest.param(changed(date=""), id="no date"),
        pytest.param(changed(date="yesterday"), id="no real date"),
    ],
)
def test_assistant_event_names_what_is_malformed(line: Any):
    with pytest.raises(Malformed):
        read(line)


def test_assistant_event_keeps_only_what_can_be_stored():
    event = read(changed(ip="not an address\0", user_agent="Chrome\0" + "x" * 400))

    assert event is not None
    assert event.ip == ""
    assert "\0" not in event.user_agent
    assert len(event.user_agent) == 300


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=10,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*LINE, "data"]), _JSON))
def test_nothing_breaks_on_odd_json(changes: dict[str, Any]):
    line = {**LINE, **changes}
    for reader in (read, connection_named):
        try:
            reader(line)
        except (Malformed, UnexpectedAnswer) as error:
            assert str(error)


WITHOUT = {key: value for key, value in LINE.items() if key not in ("date", "log_id")}
CLOUD_EVENT = {"specversion": "1.0", "id": "evt_1", "type": "com.auth0.log", "source": "urn:auth0"}


@pytest.mark.parametrize(
    ("item", "name"),
    [
        pytest.param(LINE, "acme-sso-7k2p", id="bare"),
        pytest.param({"log_id": "900", "data": LINE}, "acme-sso-7k2p", id="as a stream wraps it"),
        pytest.param({**CLOUD_EVENT, "data": LINE}, "acme-sso-7k2p", id="in a CloudEvent"),
        pytest.param({**CLOUD_EVENT, "data": {"data": LINE}}, "acme-sso-7k2p", id="in both"),
        pytest.param(WITHOUT, "acme-sso-7k2p", id="neither date nor id"),
        pytest.param(changed(ss_sso_event_name="ss_sso_new"), "acme-sso-7k2p", id="a new step"),
        pytest.param({**CLOUD_EVENT, "data": {"object": {}}}, "", id="another CloudEvent"),
        pytest.param(changed(type="s"), "", id="a login"),
        pytest.param(changed(connection_name="acme\ud800"), "", id="half a character"),
        pytest.param(changed(connection_name=["acme"]), "", id="no name"),
    ],
)
def test_connection_named_reads_what_can_be_read(item: Any, name: str):
    assert connection_named(item) == name


@pytest.mark.parametrize("item", ["text", None, [], {}, {"data": "text"}, {"data": [LINE]}])
def test_connection_named_refuses_what_no_auth0_sends(item: Any):
    with pytest.raises(Malformed):
        connection_named(item)
