"""Several people share a ticket: who sets it up, their deputy, and whoever runs the DNS."""

from collections.abc import Callable

import pytest

from tests.stories import office
from tests.stories.story import CONFIGURE, ENABLE, FINISH, VERIFY, Story, Told, choose
from tickets.demo.company import PROVEN

pytestmark = pytest.mark.xdist_group("stories")


def test_two_people_and_a_dns_person_carry_one_setup_to_live(begin: Callable[..., Story]):
    story = begin("Together", "ada", "grace", "dan")
    story.prefers("grace", "de")
    story.prefers("dan", "fr")
    ada = story.invite("ada", PROVEN, grace="setup", dan="dns")
    grace, dan = story.person("grace"), story.person("dan")

    assert [mail["Subject"] for one in (ada, grace, dan) for mail in one.mails()] == [
        "Acme: set up single sign-on for Together",
        "Acme: SSO für Together einrichten",
        "Acme : votre aide pour le DNS (Together)",
    ]
    assert len({ada.link(), grace.link(), dan.link()}) == 3
    assert all(len(mail["To"]) == 1 and not mail["Cc"] for mail in story.mails())

    story.until("Mon 10h")
    refused = grace.goes_on(invited=ada.email)
    assert "Die Einladung ging an eine andere Adresse: g•••@together.example" in refused.text
    grace.opens()
    grace.does(choose("okta"), CONFIGURE)
    assert story.opened_by() == ["grace"]

    # The record is known from here on, to whoever runs the DNS, too. No button leads further.
    [value] = story.product.do(office.records, story.customer).values()
    answer = dan.goes_on()
    assert (answer.status_code, answer.headers["Location"]) == (302, answer.request.url.path)
    assert value in dan.reads(dan.link())
    assert value in ada.sees_status()
    assert story.opened_by() == ["grace"]

    story.until("Mon 12h")
    story.end_link("grace", "On leave")
    assert "Dieser Link wurde widerrufen" in grace.reads(grace.link())
    ada.opens()
    assert ada.assistant != grace.assistant
    story.publish_record()
    ada.does(VERIFY, ENABLE, FINISH)
    assert story.opened_by() == ["grace", "ada"]
    story.until("Tue 10h")
    story.somebody_signs_in()
    story.until("week 5 Tue 10h")

    assert story.told() == Told(
        mails=[
            "Mon 09h invitation to ada",
            "Mon 09h invitation to grace",
            "Mon 09h dns to dan",
            "Mon 10h dns to dan",
            "Mon 12h live to ada",
        ],
        tickets=[
            "create (first) to ada: expired, revoked at Auth0",
            "edit (renewal) to ada: completed",
        ],
        stages=["invited", "opened", "domain_pending", "domain_verified", "live", "in_use"],
        asked=[],
        staff=["request", "link:add", "link:add", "link:remove", "expire"],
    )


def test_the_only_recipient_names_a_colleague_and_both_carry_on(begin: Callable[..., Story]):
    story = begin("Sharing", "ada")
    ada = story.invite("ada", PROVEN)
    grace = story.person("grace")

    story.until("Mon 10h")
    ada.opens()
    ada.does(choose("okta"))
    ada.names("Grace Hopper", grace.email, keeps="on")
    grace.opens()
    assert grace.assistant == ada.assistant
    grace.does(CONFIGURE)
    story.publish_record()
    ada.opens()
    ada.does(VERIFY, ENABLE, FINISH)
    assert story.opened_by() == ["ada", "grace", "ada"]
    story.until("Tue 10h")
    story.somebody_signs_in()
    story.until("week 5 Tue 10h")

    assert story.told() == Told(
        mails=[
            "Mon 09h invitation to ada",
            "Mon 10h invitation to grace",
            "Mon 10h live to ada",
            "Mon 10h live to grace",
        ],
        tickets=["create (first) to ada: completed"],
        stages=["invited", "opened", "domain_pending", "domain_verified", "live", "in_use"],
        asked=[],
        staff=["request"],
    )
