import pytest

from portal.web.throttle import allow

pytestmark = pytest.mark.usefixtures("redis_url")


def test_allow_counts_up_to_the_most():
    answers = [allow("knock", most=3, seconds=3600, if_down=True) for _ in range(5)]

    assert answers == [True, True, True, False, False]


def test_allow_counts_each_apart():
    allow("one", most=1, seconds=3600, if_down=True)

    assert allow("other", most=1, seconds=3600, if_down=True)


@pytest.mark.parametrize("if_down", [True, False])
def test_allow_answers_as_told_while_the_cache_is_down(settings, if_down):
    settings.CACHES = {
        "strict": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }

    assert allow("knock", most=1, seconds=3600, if_down=if_down) is if_down
