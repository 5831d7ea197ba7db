"""A small year, so that the simulation itself stays right: what it measures is nobody's test."""

from datetime import timedelta

import pytest
from django.conf import LazySettings

from tests.sandbox_process import Sandbox
from tests.simulation.policies import AUTOMATIC
from tests.simulation.table import compare
from tests.simulation.year import Year


@pytest.mark.django_db(transaction=True)
def test_nobody_is_forgotten_and_reports_says_the_same(
    sandbox: Sandbox, settings: LazySettings
) -> None:
    year = Year(
        sandbox,
        customers=3,
        seed=2,
        policy=AUTOMATIC,
        plan="enterprise",
        days=18,
        invited_within=2,
        step=timedelta(hours=6),
    )

    figures = year.run()

    assert figures.invited == 3
    assert figures.reached["in_use"] > 0
    assert (figures.left, figures.untrue, figures.differences) == ([], [], [])
    assert "in use, of those who act" in compare([figures.as_json()])
