"""The domain's TXT record is not there when the customer's admin sets the connection up."""

from collections.abc import Callable

import pytest

from tests.stories.story import CONFIGURE, ENABLE, FINISH, VERIFY, Story, Told, choose
from tickets.demo.company import PROVEN

pytestmark = pytest.mark.xdist_group("stories")


def test_dns_is_late_by_a_day(begin: Callable[..., Story]):
    story = begin("Lateday", "ada")
    ada = story.invite("ada", PROVEN)

    story.until("Mon 10h")
    ada.opens()
    ada.does(choose("okta"), CONFIGURE, VERIFY)
    story.until("Tue 10h")
    story.publish_record()
    story.until("Tue 15h")
    ada.opens()
    ada.does(VERIFY, ENABLE, FINISH)
    story.until("week 6 Mon 10h")

    assert story.told() == Told(
        mails=[
            "Mon 09h invitation to ada",
            "Tue 11h follow_up to ada",
            "Tue 15h live to ada",
            "week 2 Tue 15h unused to ada",
        ],
        tickets=[
            "create (first) to ada: expired",
            "edit (domain_verification) to ada: completed",
        ],
        stages=["invited", "opened", "domain_pending", "domain_verified", "live"],
        asked=[],
        staff=["request"],
    )


def test_the_record_stands_at_the_wrong_name_and_is_mended(begin: Callable[..., Story]):
    story = begin("Wrongname", "ada")
    ada = story.invite("ada", PROVEN)

    story.until("Mon 10h")
    ada.opens()
    ada.does(choose("okta"), CONFIGURE)
    # The DNS provider adds the zone by itself.
    story.publish_record(at="{host}.{domain}")
    ada.does(VERIFY)
    story.until("Wed 12h")
    assert f"Enter only {story.host_prefix()} as the name" in ada.mails()[-1]["Text"]
    story.publish_record()
    story.until("Thu 10h")
    ada.opens()
    ada.does(VERIFY, ENABLE, FINISH)
    story.until("week 6 Mon 10h")

    assert story.told() == Told(
        mails=[
            "Mon 09h invitation to ada",
            "Wed 10h record to ada",
            "Wed 15h follow_up to ada",
            "Thu 10h live to ada",
            "week 2 Thu 10h unused to ada",
        ],
        tickets=[
            "create (first) to ada: expired",
            "edit (domain_verification) to ada: completed",
        ],
        stages=["invited", "opened", "domain_pending", "domain_verified", "live"],
        asked=["domain_wrong"],
        staff=["request"],
    )
