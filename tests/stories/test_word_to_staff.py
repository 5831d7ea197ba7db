"""Staff who don't watch Home: a digest each morning, and a word in the team's Slack at once."""

from collections.abc import Callable, Iterator

import pytest

from tests.organizations.webhooks.receiver import Receiver
from tests.stories import office
from tests.stories.product import Product
from tests.stories.story import CONFIGURE, ENABLE, FINISH, VERIFY, Story, choose
from tickets.demo.company import PROVEN

pytestmark = pytest.mark.xdist_group("stories")
PATH = "/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"


@pytest.fixture
def told(product: Product, slack: Receiver) -> Iterator[Receiver]:
    slack.got.clear()
    product.do(office.tell_staff, f"https://hooks.slack.com{PATH}")
    yield slack
    product.do(office.tell_nobody)


def test_a_digest_and_a_slack_message_arrive(begin: Callable[..., Story], told: Receiver):
    # News is read from the trail.
    story = begin("Newsworthy", "ada", keeps_trail=True)
    ada = story.invite("ada", PROVEN)

    def mails() -> list[str]:
        return [
            mail["Text"].replace("\r\n", "\n")
            for mail in story.stack.inbox.messages()
            if mail["To"][0]["Address"] == "support@acme.example"
        ]

    def words() -> list[str]:
        assert {path for path, *_ in told.got} <= {PATH}
        return [attachment["text"] for body in told.bodies for attachment in body["attachments"]]

    story.until("Mon 10h")
    ada.opens()
    ada.does(choose("okta"), CONFIGURE)
    story.publish_record()
    assert words() == []
    ada.does(VERIFY, ENABLE, FINISH)
    page = story.page()
    assert words() == [f"Newsworthy: Live\n{page}"]
    story.until("Mon 12h")
    story.somebody_signs_in()
    assert words()[1:] == [f"Newsworthy: First sign-in\n{page}"]

    # Eight in the morning in Berlin, an hour earlier in summer: the stories before take weeks.
    story.until("Tue 05h")
    assert mails() == []
    story.until("Tue 07h")
    [digest] = mails()
    assert f"\nNewsworthy: First sign-in, Live\n{page}\n" in digest
    story.until("week 2 Mon 10h")
    assert (len(words()), len(mails())) == (2, 1)
