from typing import Any

import pytest
from django.core.cache import caches

from portal.web.throttle import allow

pytestmark = pytest.mark.usefixtures("redis_url")


def test_allow_counts_up_to_the_most():
    answers = [allow("knock", most=3, seconds=3600, if_down=True) for _ in range(5)]

    assert answers == [True, True, True, False, False]


def test_allow_counts_each_apart():
    allow("one", most=1, seconds=3600, if_down=True)

    assert allow("other", most=1, seconds=3600, if_down=True)


def test_count_is_forgotten_with_its_window():
    cache: Any = caches["strict"]

    assert [cache.count("knock", seconds=3600) for _ in range(2)] == [1, 2]
    assert 0 < cache._cache.get_client().ttl(cache.make_key("knock")) <= 3600


@pytest.mark.parametrize("if_down", [True, False])
def test_allow_answers_as_told_while_the_cache_is_down(settings, if_down):
    settings.CACHES = {
        "strict": {
            "BACKEND": "portal.cache.CountingRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }

    assert allow("knock", most=1, seconds=3600, if_down=if_down) is if_down
