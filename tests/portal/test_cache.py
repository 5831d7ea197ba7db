from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

pytestmark = pytest.mark.usefixtures("redis_url")


@pytest.fixture
def away(settings: Any) -> None:
    """The cache as it is while no server answers."""
    default = settings.CACHES["default"]
    settings.CACHES = {"default": {**default, "LOCATION": "redis://127.0.0.1:1/0"}}


def test_reads_at_the_source_while_the_cache_is_away(away: None):
    assert cache.get_or_set("key", lambda: "read", 60) == "read"


def test_finds_and_keeps_nothing_while_the_cache_is_away(away: None):
    cache.set("key", "kept", 60)

    assert cache.get("key", "nothing") == "nothing"
    assert cache.get_many(["key"]) == {}
    assert cache.add("key", "kept") is True  # a lock is no reason to refuse
    assert cache.delete("key") is False


def test_keeps_what_it_is_given():
    cache.set("key", "kept", 60)

    assert cache.get_or_set("key", lambda: "read", 60) == "kept"


def test_sign_in_answers_while_the_cache_is_away(away: None, client: Any, db: None):
    typed = {"login": "jo@umbrella.example", "password": "wrong"}
    answer = client.post(reverse("account_login"), typed)

    assert answer.status_code == 200
    assert answer.context["form"].errors
