"""The customer's admin finishes in one sitting, or as good as."""

from collections.abc import Callable

import pytest

from tests.stories.story import (
    CONFIGURE,
    ENABLE,
    ENABLED_BY_US,
    FINISH,
    OPTIONAL,
    VERIFY,
    Story,
    Told,
    choose,
)
from tickets.demo.company import PROVEN

pytestmark = pytest.mark.xdist_group("stories")


def test_all_well(begin: Callable[..., Story]):
    story = begin("Allwell", "ada")
    ada = story.invite("ada", PROVEN)

    story.until("Mon 10h")
    ada.opens()
    ada.does(choose("okta"), CONFIGURE)
    story.publish_record()
    ada.does(VERIFY, ENABLE, FINISH)
    story.until("Tue 10h")
    story.somebody_signs_in()
    story.until("week 5 Tue 10h")

    assert story.told() == Told(
        mails=["Mon 09h invitation to ada", "Mon 10h live to ada"],
        tickets=["create (first) to ada: completed"],
        stages=["invited", "opened", "domain_pending", "domain_verified", "live", "in_use"],
        asked=[],
        staff=["request"],
    )


def test_the_domain_is_optional_and_skipped(begin: Callable[..., Story]):
    story = begin("Skipping", "ada")
    ada = story.invite("ada", OPTIONAL)

    story.until("Mon 10h")
    ada.opens()
    ada.does(choose("okta"), CONFIGURE, ENABLE, FINISH)
    story.until("week 6 Mon 10h")

    assert story.told() == Told(
        mails=[
            "Mon 09h invitation to ada",
            "Mon 10h live to ada",
            "week 2 Mon 10h unused to ada",
        ],
        tickets=["create (first) to ada: completed"],
        stages=["invited", "opened", "domain_pending", "live"],
        asked=[],
        staff=["request"],
    )


def test_the_portal_enables_the_connection(begin: Callable[..., Story]):
    story = begin("Enabled", "ada")
    ada = story.invite("ada", ENABLED_BY_US)

    story.until("Mon 10h")
    ada.opens()
    ada.does(choose("waad"), CONFIGURE, VERIFY)
    story.until("Tue 10h")
    story.publish_record()
    story.until("week 6 Mon 10h")

    assert story.told() == Told(
        mails=[
            "Mon 09h invitation to ada",
            "Tue 11h live to ada",
            "week 2 Tue 11h unused to ada",
        ],
        tickets=["create (first) to ada: expired"],
        stages=["invited", "opened", "domain_pending", "domain_verified", "live"],
        asked=[],
        staff=["request"],
    )


def test_nobody_signs_in_for_a_week(begin: Callable[..., Story]):
    story = begin("Waiting", "ada")
    ada = story.invite("ada", PROVEN)

    story.until("Mon 10h")
    ada.opens()
    ada.does(choose("okta"), CONFIGURE)
    story.publish_record()
    ada.does(VERIFY, ENABLE, FINISH)
    story.until("week 2 Tue 10h")
    story.somebody_signs_in()
    story.until("week 5 Tue 10h")

    assert story.told() == Told(
        mails=[
            "Mon 09h invitation to ada",
            "Mon 10h live to ada",
            "week 2 Mon 10h unused to ada",
        ],
        tickets=["create (first) to ada: completed"],
        stages=["invited", "opened", "domain_pending", "domain_verified", "live", "in_use"],
        asked=[],
        staff=["request"],
    )
