"""The mail reaches, or does not reach, who can set the connection up."""

from collections.abc import Callable

import pytest

from tests.stories.story import CONFIGURE, ENABLE, FINISH, VERIFY, Story, Told, choose
from tickets.demo.company import PROVEN, STANDARD

pytestmark = pytest.mark.xdist_group("stories")


def test_the_contact_forwards_the_mail(begin: Callable[..., Story]):
    story = begin("Forwarding", "ada")
    ada, grace = story.invite("ada", PROVEN), story.person("grace")

    story.until("Mon 10h")
    refused = grace.goes_on(ada.link())
    assert refused.status_code == 200
    assert f"The invitation went to a different address, a•••@{story.domain}" in refused.text
    grace.opens(ada.link(), invited=ada.email)
    grace.does(choose("okta"), CONFIGURE)
    story.publish_record()
    grace.does(VERIFY, ENABLE, FINISH)
    story.until("week 6 Mon 10h")

    assert story.told() == Told(
        mails=["Mon 09h invitation to ada", "Mon 10h live to ada", "week 2 Mon 10h unused to ada"],
        tickets=["create (first) to ada: completed"],
        stages=["invited", "opened", "domain_pending", "domain_verified", "live"],
        asked=[],
        staff=["request"],
    )


def test_the_wrong_contact_names_a_colleague(begin: Callable[..., Story]):
    story = begin("Handingon", "ada")
    ada = story.invite("ada", STANDARD)
    grace = story.person("grace")

    story.until("Mon 10h")
    first = ada.link()
    ada.names("Grace Hopper", grace.email)
    assert "yours no longer works" in ada.reads(first)
    story.until("Mon 11h")
    grace.opens()
    grace.does(choose("okta"), CONFIGURE, ENABLE, FINISH)
    story.until("week 6 Mon 10h")

    assert story.told() == Told(
        mails=[
            "Mon 09h invitation to ada",
            "Mon 10h invitation to grace",
            "Mon 11h live to grace",
            "week 2 Mon 11h unused to grace",
        ],
        tickets=[
            "create (first) to ada: replaced, revoked at Auth0",
            "create (first) to grace: completed",
        ],
        stages=["invited", "opened", "configured", "live"],
        asked=[],
        staff=["request"],
    )


def test_the_wrong_contact_names_somebody_elsewhere(begin: Callable[..., Story]):
    story = begin("Outsourced", "ada")
    ada = story.invite("ada", STANDARD)
    grace = story.person("grace", "it-services.example")

    story.until("Mon 10h")
    ada.names("Grace Hopper", grace.email)
    # Staff make sure of it, then send the link.
    story.until("Tue 10h")
    story.accept_colleague()
    story.until("Tue 11h")
    grace.opens()
    grace.does(choose("okta"), CONFIGURE, ENABLE, FINISH)
    story.until("week 6 Mon 10h")

    assert story.told() == Told(
        mails=[
            "Mon 09h invitation to ada",
            "Tue 10h invitation to grace",
            "Tue 11h live to grace",
            "week 2 Tue 11h unused to grace",
        ],
        tickets=[
            "create (first) to ada: replaced, revoked at Auth0",
            "create (first) to grace: completed",
        ],
        stages=["invited", "opened", "configured", "live"],
        asked=["colleague"],
        staff=["request", "change_recipient"],
    )


def test_the_mail_bounces(begin: Callable[..., Story]):
    story = begin("Bouncing", "ada", "grace")
    ada = story.invite("ada", STANDARD)

    story.bounce(ada)
    story.until("Thu 10h")
    grace = story.change_recipient("grace")
    story.until("Thu 11h")
    grace.opens()
    grace.does(choose("okta"), CONFIGURE, ENABLE, FINISH)
    story.until("week 6 Mon 10h")

    assert story.told() == Told(
        mails=[
            "Mon 09h invitation to ada",
            "Thu 10h invitation to grace",
            "Thu 11h live to grace",
            "week 2 Thu 11h unused to grace",
        ],
        tickets=[
            "create (first) to ada: replaced, revoked at Auth0",
            "create (first) to grace: completed",
        ],
        stages=["invited", "opened", "configured", "live"],
        asked=["bounced"],
        staff=["request", "change_recipient"],
    )
