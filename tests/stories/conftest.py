"""The whole product as real processes, shared by all stories; each has a customer of its own."""

from collections.abc import Callable, Iterator

import pytest

from tests.organizations.webhooks.receiver import Receiver, listening
from tests.processes import Stack, running_stack
from tests.stories import office
from tests.stories.product import Product
from tests.stories.story import ENABLED_BY_US, OPTIONAL, Story
from tickets.demo.company import PROVEN


@pytest.fixture(scope="package")
def slack() -> Iterator[Receiver]:
    """A receiver where Slack would be."""
    with listening() as receiver:
        receiver.mode = "slack"
        yield receiver


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory, slack: Receiver) -> Iterator[Stack]:
    """Web, worker, beat, broker, sandbox and mail server, one of each for all stories."""
    settings = {
        "DJANGO_SETTINGS_MODULE": "tests.stories.settings",
        "STORIES_SLACK_URL": slack.url("/services"),
        "PORTAL_TRUSTED_PROXY_COUNT": "1",
        "PORTAL_WEBHOOKS_PRIVATE": "true",
    }
    with running_stack(tmp_path_factory.mktemp("stories"), **settings) as stack:
        yield stack


@pytest.fixture(scope="package")
def product(stack: Stack) -> Iterator[Product]:
    product = Product(stack.env)
    product.do(office.open_for_business)
    product.do(
        office.write_preset, OPTIONAL, like=PROVEN, verification="optional", follow_up="edit_ticket"
    )
    product.do(
        office.write_preset, ENABLED_BY_US, like=PROVEN, verification="required", follow_up="enable"
    )
    yield product
    product.close()


@pytest.fixture
def begin(stack: Stack, product: Product) -> Iterator[Callable[..., Story]]:
    """`begin("Acme", "ada")` begins the story of a customer with these people.

    `sign_up` (name, domain) makes the customer in another way, and returns its key.
    """
    begun = []

    def begin(
        name: str,
        *people: str,
        keeps_trail: bool = False,
        sign_up: Callable[[str, str], int] | None = None,
    ) -> Story:
        story = Story(stack, product, name, [*people], keeps_trail=keeps_trail, sign_up=sign_up)
        begun.append(story)
        return story

    yield begin

    for story in begun:
        story.close()
