"""After live: the identity provider's signing certificate ends."""

from collections.abc import Callable

import pytest

from tests.stories.story import ENABLE, FINISH, Story, Told, choose
from tickets.demo.company import STANDARD

pytestmark = pytest.mark.xdist_group("stories")


def test_the_certificate_is_about_to_end(begin: Callable[..., Story]):
    story = begin("Certified", "ada")
    ada = story.invite("ada", STANDARD)

    story.until("Mon 10h")
    ada.opens()
    ada.does(choose("okta-samlp"), story.configure(ends="week 6 Mon 10h"), ENABLE, FINISH)
    # The mail 30 days before goes unread.
    story.until("week 4 Tue 11h")
    ada.opens()
    ada.does(story.configure(ends="week 60 Mon 10h"), FINISH)
    story.until("week 9 Mon 10h")

    assert story.told() == Told(
        mails=[
            "Mon 09h invitation to ada",
            "Mon 10h live to ada",
            "Sat 10h certificate to ada",
            "week 2 Mon 10h unused to ada",
            "week 4 Mon 10h certificate to ada",
        ],
        tickets=[
            "create (first) to ada: completed",
            "edit (certificate) to ada: expired",
            "edit (certificate) to ada: completed",
        ],
        stages=["invited", "opened", "configured", "live"],
        # Asked again by the second notice: the edit ticket of the first answered it.
        asked=["ending", "ending"],
        staff=["request"],
    )
