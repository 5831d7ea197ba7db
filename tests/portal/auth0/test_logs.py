"""The tenant's log and its streams, against the sandbox."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from portal.auth0 import LogEvent, NotFound, UnexpectedAnswer, checkpoint_at
from portal.auth0.sign_ins import sign_in
from tests.portal.auth0.conftest import Reply

LONG_AGO = checkpoint_at(datetime(2020, 1, 1, tzinfo=UTC))


@pytest.fixture
def walked(tenant_client, sandbox, profile):
    """A ticket whose customer has opened it and chosen a provider."""
    ticket = tenant_client.tickets.create(profile.id, {"connection_config": {"name": "globex-sso"}})
    sandbox.walk(
        ticket.url,
        {"do": "open"},
        {"do": "choose", "strategy": "okta"},
        {"do": "configure", "options": {}},
    )
    return ticket


def all_after(client, log_id, take):
    events = []
    while items := client.logs.after(log_id, take=take).items:
        events.extend(items)
        log_id = items[-1].log_id
    return events


def test_after_hands_out_every_event_once_and_in_order(tenant_client, walked):
    by_two = all_after(tenant_client, LONG_AGO, 2)
    at_once = tenant_client.logs.after(LONG_AGO)

    assert by_two == [*at_once.items]
    assert [one.log_id for one in by_two] == sorted({one.log_id for one in by_two})
    assert at_once.next == by_two[-1].log_id


def test_after_the_last_event_there_is_nothing_and_the_position_stays(tenant_client, walked):
    end = tenant_client.logs.after(LONG_AGO).next

    page = tenant_client.logs.after(end)

    assert page.items == ()
    assert page.next == end


def test_events_tell_the_steps_of_the_assistant(tenant_client, walked):
    steps = [
        one for one in tenant_client.logs.after(LONG_AGO).items if one.type == "ss_sso_success"
    ]

    assert [one.event_name for one in steps] == [
        "ss_sso_ticket_generation",
        "ss_sso_ticket_consumption",
        "ss_sso_connection_creation",
    ]
    assert {one.connection_name for one in steps} == {"globex-sso"}
    assert {one.flow_type for one in steps} == {"create"}
    assert len({one.tracing_id for one in steps}) == 1
    assert all(one.date for one in steps)


def test_events_quote_no_ticket(tenant_client, walked):
    events = tenant_client.logs.after(LONG_AGO).items

    assert walked.id not in repr(events)


def test_sign_ins_are_answered_oldest_or_newest_first(tenant_client, walked, sandbox):
    for outcome in ("success", "blocked"):
        sandbox.post("/sign-ins", {"connection": "globex-sso", "outcome": outcome})

    oldest = tenant_client.logs.sign_ins("strategy_type:enterprise")
    newest = tenant_client.logs.sign_ins("strategy_type:enterprise", newest_first=True)

    assert oldest.total == 2
    assert [(one.ok, one.text) for one in oldest.items] == [(True, ""), (False, "user is blocked")]
    assert newest.items == oldest.items[::-1]
    assert "globex" not in repr(oldest)


@pytest.mark.parametrize(
    "change",
    [
        {"type": "fp"},
        {"strategy_type": "database"},
        {"connection_id": ""},
        {"connection_id": "con_\0"},
        {"connection_id": 7},
        {"log_id": "900; DROP"},
        {"date": "yesterday"},
        {"date": None},
    ],
)
def test_sign_in_reads_nothing_of_others(change):
    line = {
        "log_id": "900",
        "date": "2026-11-29T14:30:11.412Z",
        "type": "f",
        "strategy_type": "enterprise",
        "connection_id": "con_1",
    }

    assert sign_in({"log_id": "900", "data": line})
    assert sign_in({**line, **change}) is None


def test_checkpoint_at_begins_at_a_moment():
    noon_in_tokyo = datetime(2026, 11, 22, 12, 30, 15, tzinfo=timezone(timedelta(hours=9)))

    assert checkpoint_at(noon_in_tokyo) == "90020261122033015" + "0" * 39
    assert len(checkpoint_at(noon_in_tokyo)) == 56


def test_read_takes_the_item_of_a_stream():
    event = LogEvent.read(
        {
            "log_id": "900",
            "date": "2026-11-22T04:10:11.123Z",
            "type": "ss_sso_success",
            "description": "Successful SS-SSO Operation",
            "details": {
                "ss_sso_event_name": "ss_sso_flow_end",
                "ss_sso_tracing_id": "b1c0",
                "connection_name": "globex-sso",
                "flow_type": "update",
                "enabled_features": {"sso": False, "domainVerification": True},
            },
            "ip": "203.0.113.7",
            "user_agent": "Chrome",
        }
    )

    assert event.event_name == "ss_sso_flow_end"
    assert event.features == {"domain_verification"}
    assert event.date == datetime(2026, 11, 22, 4, 10, 11, 123_000, UTC)


@pytest.mark.parametrize("raw", [None, [], "x", {}, {"log_id": "900"}, {"type": "sapi"}])
def test_read_refuses_what_is_no_event(raw):
    with pytest.raises(UnexpectedAnswer):
        LogEvent.read(raw)


def test_read_lives_with_a_date_it_cannot_read():
    event = LogEvent.read({"_id": "900", "type": "sapi", "date": {"$date": 1}, "details": None})

    assert event.date is None
    assert event.connection_name == ""


def test_after_sorts_what_came_out_of_order(wire, auth0):
    rows = [{"log_id": "9003", "type": "a"}, {"log_id": "9001", "type": "a"}]
    wire.answers(Reply(body=rows))

    page = auth0.logs.after("9000")

    assert [one.log_id for one in page.items] == ["9001", "9003"]
    assert page.next == "9003"


def test_log_streams_are_made_read_paused_and_deleted(tenant_client):
    made = tenant_client.log_streams.create(
        name="Portal",
        endpoint="https://portal.example/hooks/auth0/logs/1/",
        authorization="Bearer a-secret-of-ours",
    )

    assert tenant_client.log_streams.get(made.id) == made
    assert tenant_client.log_streams.list().items == (made,)
    assert made.endpoint == "https://portal.example/hooks/auth0/logs/1/"
    assert (made.type, made.status) == ("http", "active")
    assert "a-secret-of-ours" not in repr(made)
    assert tenant_client.log_streams.update(made.id, status="paused").status == "paused"
    tenant_client.log_streams.delete(made.id)
    with pytest.raises(NotFound):
        tenant_client.log_streams.get(made.id)
