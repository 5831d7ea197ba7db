"""What becomes of a link that is not used at once, or too often."""

from collections.abc import Callable

import pytest

from tests.stories.story import CONFIGURE, ENABLE, FINISH, Story, Told, choose
from tickets.demo.company import STANDARD

pytestmark = pytest.mark.xdist_group("stories")


def test_the_link_is_never_opened(begin: Callable[..., Story]):
    story = begin("Silent", "ada")
    story.invite("ada", STANDARD)

    story.until("week 8 Mon 10h")

    assert story.told() == Told(
        mails=[
            "Mon 09h invitation to ada",
            "Wed 09h unopened to ada",
            "week 2 Sat 09h link_ending to ada",
            "week 3 Mon 09h link_ended to ada",
        ],
        tickets=["create (first) to ada: expired"],
        stages=["invited"],
        asked=["stalled, still open"],
        staff=["request"],
    )


def test_opened_on_friday_and_back_on_monday(begin: Callable[..., Story]):
    story = begin("Weekend", "ada")
    story.until("Fri 15h")
    ada = story.invite("ada", STANDARD)

    story.until("Fri 16h")
    ada.opens()
    ada.does(choose("okta"))
    story.until("week 2 Mon 09h")
    ada.opens()
    ada.does(choose("okta"), CONFIGURE, ENABLE, FINISH)
    story.until("week 7 Mon 10h")

    assert story.told() == Told(
        mails=[
            "Fri 15h invitation to ada",
            "Sat 08h half_way to ada",
            "week 2 Mon 09h live to ada",
            "week 3 Mon 09h unused to ada",
        ],
        tickets=["create (first) to ada: expired", "create (renewal) to ada: completed"],
        stages=["invited", "opened", "configured", "live"],
        asked=[],
        staff=["request"],
    )


def test_ten_openings_are_used(begin: Callable[..., Story]):
    story = begin("Restless", "ada")
    ada = story.invite("ada", STANDARD)

    story.until("Mon 10h")
    link = ada.link()
    for _ in range(10):
        ada.opens(link)
    first = ada.assistant
    ada.opens(link)
    assert ada.assistant != first
    ada.does(choose("okta"), CONFIGURE, ENABLE, FINISH)
    story.until("week 6 Mon 10h")

    assert story.told() == Told(
        mails=["Mon 09h invitation to ada", "Mon 10h live to ada", "week 2 Mon 10h unused to ada"],
        tickets=[
            "create (first) to ada: expired, revoked at Auth0",
            "create (renewal) to ada: completed",
        ],
        stages=["invited", "opened", "configured", "live"],
        asked=[],
        staff=["request"],
    )
