"""After live: people sign in, or can't, and whoever can mend it is told."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.processes import wait_for
from tests.stories import office, rows, turns
from tests.stories.product import Product
from tests.stories.story import CONFIGURE, ENABLE, FINISH, Story, Told, choose
from tickets.demo.company import STANDARD

pytestmark = pytest.mark.xdist_group("stories")

ONCE = ["Mon 09h invitation to ada", "Mon 10h live to ada"]
FIRST = "create (first) to ada: completed"
STAGES = ["invited", "opened", "configured", "live", "in_use"]
EVERYBODY = {"people": 5, "count": 5}


@pytest.fixture
def in_use(begin: Callable[..., Story]) -> Callable[..., Story]:
    """A customer set up single sign-on on Monday, and the first colleague is in."""

    def start(name: str, *steps: dict[str, Any]) -> Story:
        story = begin(name, "ada")
        ada = story.invite("ada", STANDARD)
        story.until("Mon 10h")
        ada.opens()
        ada.does(*(steps or (choose("okta"), CONFIGURE)), ENABLE, FINISH)
        story.until("Mon 11h")
        story.somebody_signs_in()
        return story

    return start


def quiet(*, asked: list[str], mails: tuple[str, ...] = ()) -> Told:
    """What a story tells in which nothing was to be done for the customer."""
    return Told(
        mails=[*ONCE, *mails], tickets=[FIRST], stages=STAGES, asked=asked, staff=["request"]
    )


def test_the_certificate_is_switched_overnight(in_use: Callable[..., Story]):
    far = {"do": "configure", "options": {"expires": "2099-01-01T00:00:00Z"}}
    story = in_use("Overnight", choose("okta-samlp"), far)
    ada = story.person("ada")

    story.until("Tue 09h")
    story.sign_in(outcome="certificate", **EVERYBODY)
    story.until("Tue 10h")
    warned = ada.mails()[-1]["Text"]
    story.sign_in(outcome="certificate", **EVERYBODY)
    story.until("Tue 11h")
    ada.opens()
    ada.does(far, FINISH)
    story.somebody_signs_in()
    story.until("Fri 10h")

    assert story.told() == Told(
        mails=[*ONCE, "Tue 09h failing to ada", "Tue 11h mended to ada"],
        tickets=[FIRST, "edit (failing) to ada: completed"],
        stages=STAGES,
        asked=["failing"],
        staff=["request"],
    )
    for thumbprint in (
        "634AB4651FCA2F623563BE32EDA32DE565219118",
        "BDEBFBFBA786C2D97F2125274793E3",
    ):
        assert thumbprint in warned


def test_the_client_secret_expires(in_use: Callable[..., Story]):
    story = in_use("Secretive", choose("waad"), CONFIGURE)
    ada = story.person("ada")

    story.until("Tue 21h")
    story.sign_in(outcome="client_secret_expired", **EVERYBODY)
    # Nobody is mailed at night.
    story.until("Wed 09h")
    ada.opens()
    ada.does(CONFIGURE, FINISH)
    story.somebody_signs_in()
    story.until("Fri 10h")

    assert story.told() == Told(
        mails=[*ONCE, "Wed 08h failing to ada", "Wed 09h mended to ada"],
        tickets=[FIRST, "edit (failing) to ada: completed"],
        stages=STAGES,
        asked=["failing"],
        staff=["request"],
    )


@pytest.mark.parametrize(
    ("name", "how", "asked", "counted"),
    [
        pytest.param(
            "Outsiders",
            {"outcome": "membership", "people": 3, "count": 6},
            [],
            {"membership": 6},
            id="not in the organization",
        ),
        pytest.param(
            "Lonely",
            {"outcome": "not_assigned", "count": 6},
            [],
            {"not_assigned": 6},
            id="one's own",
        ),
        pytest.param(
            "Tiled",
            {"outcome": "idp_initiated", **EVERYBODY},
            ["failing, still open"],
            {"idp_initiated": 5},
            id="the tile at the identity provider",
        ),
        pytest.param(
            "Marked",
            {
                "outcome": {
                    "text": "<script>alert(1)</script> Pay at https://evil.example or write to "
                    "boss@evil.example"
                },
                **EVERYBODY,
            },
            ["failing, still open"],
            {"unknown": 5},
            id="markup and an address",
        ),
    ],
)
def test_no_customer_is_mailed(
    in_use: Callable[..., Story],
    product: Product,
    name: str,
    how: dict[str, Any],
    asked: list[str],
    counted: dict[str, int],
):
    story = in_use(name)

    story.until("Tue 09h")
    story.sign_in(**how)
    story.until("Thu 10h")

    assert story.told() == quiet(asked=asked)
    assert story.counted() == {"success": 1, **counted}
    assert "@" not in "".join(product.do(rows.kept_texts, story.customer))


@pytest.fixture
def stream(product: Product) -> Iterator[tuple[str, str]]:
    """Auth0 pushes its log: where to, and with which secret."""
    yield product.do(office.start_stream)
    product.do(office.stop_stream)


def test_a_flood_of_guessed_passwords_delays_nothing(
    in_use: Callable[..., Story], product: Product, stream: tuple[str, str]
):
    story = in_use("Flooded")
    story.until("Tue 09h")

    _flood(*stream, lines=20_000)
    assert not product.do(turns.searches_soon)
    story.write_sign_ins(outcome="audience", **EVERYBODY)
    wait_for(lambda: product.do(turns.searches_soon), "What was pushed behind the flood")
    story.search()
    story.until("Tue 10h")

    assert story.told() == Told(
        mails=[*ONCE, "Tue 09h failing to ada"],
        tickets=[FIRST, "edit (failing) to ada: issued"],
        stages=STAGES,
        asked=["failing, still open"],
        staff=["request"],
    )


def test_the_stream_is_down_for_a_day(
    in_use: Callable[..., Story], product: Product, stream: tuple[str, str]
):
    story = in_use("Streamless")
    story.until("Tue 09h")
    story.write_sign_ins(outcome="not_assigned", count=3)
    wait_for(lambda: product.do(turns.searches_soon), "What was pushed")
    story.search()
    assert story.counted() == {"success": 1, "not_assigned": 3}

    product.do(office.stop_stream)
    story.write_sign_ins(outcome="not_assigned", count=4)
    assert not product.do(turns.searches_soon)
    story.until("Wed 08h")
    story.search()

    assert story.counted() == {"success": 1, "not_assigned": 7}
    assert story.told() == quiet(asked=[])


def _flood(url: str, secret: str, *, lines: int) -> None:
    for start in range(0, lines, 2_000):
        body = "\n".join(
            json.dumps(
                {
                    "log_id": f"900{number:053}",
                    "data": {
                        "log_id": f"900{number:053}",
                        "type": "fp",
                        "date": "2026-01-01T00:00:00Z",
                        "connection_id": "con_ofthedatabase",
                        "strategy_type": "database",
                        "description": "Wrong email or password.",
                    },
                }
            )
            for number in range(start, start + 2_000)
        )
        answer = httpx.post(url, content=body, headers={"Authorization": secret}, timeout=30)
        assert answer.json() == {"connections": 0, "ignored": 2_000, "refused": 0}
