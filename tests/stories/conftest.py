"""The whole product as real processes, shared by all stories; each has a customer of its own."""

from collections.abc import Callable, Iterator

import pytest

from tests.processes import Stack, running_stack
from tests.stories import office
from tests.stories.product import Product
from tests.stories.story import ENABLED_BY_US, OPTIONAL, Story
from tickets.demo.company import PROVEN


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Web, worker, beat, broker, sandbox and mail server, one of each for all stories."""
    settings = {
        "PORTAL_TRUSTED_PROXY_COUNT": "1",
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
    """`begin("Acme", "ada")` begins the story of a customer with these people."""
    begun = []

    def begin(name: str, *people: str) -> Story:
        begun.append(Story(stack, product, name, [*people]))
        return begun[-1]

    yield begin

    for story in begun:
        story.close()
