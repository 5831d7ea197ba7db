import pytest
from django.template.loader import render_to_string

from organizations.models import Connection, Stage, Verification
from organizations.templatetags.organizations import road
from portal import clock


def _connection(
    stage: Stage,
    verification: Verification = Verification.REQUIRED,
    origin: str = Connection.Origin.TICKET,
) -> Connection:
    return Connection(
        name="acme-sso",
        stage=stage,
        stage_since=clock.now(),
        verification=verification,
        origin=origin,
    )


def test_road_mark_what_is_done_and_what_comes() -> None:
    states = [step["state"] for step in road(_connection(Stage.CONFIGURED))]

    assert states == ["done", "done", "done", "current", "todo", "todo", "todo", "todo"]


def test_road_of_what_staff_created_has_no_invitation_until_there_is_one() -> None:
    direct = Connection.Origin.DIRECT

    created = road(_connection(Stage.CONFIGURED, Verification.NONE, direct))
    invited = road(_connection(Stage.INVITED, Verification.NONE, direct))

    assert [one["label"] for one in created] == ["Planned", "Configured", "Live", "In use"]
    assert "Invited" in [one["label"] for one in invited]


def test_road_of_a_live_connection_lacks_its_use_only() -> None:
    states = [step["state"] for step in road(_connection(Stage.LIVE))]

    assert states == [*["done"] * 7, "todo"]


def test_road_of_a_connection_in_use_are_all_done() -> None:
    assert {step["state"] for step in road(_connection(Stage.IN_USE))} == {"done"}


def test_road_leave_out_the_domain_where_none_is_verified() -> None:
    labels = [step["label"] for step in road(_connection(Stage.OPENED, Verification.NONE))]

    assert labels == ["Planned", "Invited", "Opened", "Configured", "Live", "In use"]


def test_road_show_a_domain_that_is_pending_all_the_same() -> None:
    labels = [step["label"] for step in road(_connection(Stage.DOMAIN_PENDING, Verification.NONE))]

    assert "Domain pending" in labels


@pytest.mark.parametrize("stage", [Stage.DISABLED, Stage.GONE])
def test_road_end_in_the_problem(stage: Stage) -> None:
    last = road(_connection(stage))[-1]

    assert (last["label"], last["state"]) == (stage.label, "problem")


@pytest.mark.parametrize("stage", Stage)
def test_stepper_draws_every_stage(stage: Stage) -> None:
    steps = road(_connection(stage))

    html = render_to_string("components/stepper.html", {"steps": steps})

    assert stage.label in html
