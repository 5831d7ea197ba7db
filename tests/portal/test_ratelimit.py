"""The limiter that all processes share, on a real server."""

import os
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.auth0 import RateLimited
from portal.local.demo import programs
from portal.local.demo.options import free_ports
from portal.local.demo.processes import Processes, listening
from portal.ratelimit import RedisLimiter


@pytest.fixture
def tenant():
    """A tenant that no other test has used up."""
    return uuid.uuid4().hex


def taken_at_once(limiter, group, *, urgent=False, most=60):
    """How many turns come without waiting."""
    for count in range(most):
        try:
            limiter.acquire(group, urgent=urgent)
        except RateLimited:
            return count
    return most


def test_acquire_grants_the_burst_and_then_refuses(redis_url, tenant):
    limiter = RedisLimiter(redis_url, tenant, "essentials", max_wait=0)

    urgent = taken_at_once(limiter, "read-organization-connections", urgent=True)

    assert urgent == 5


def test_acquire_tells_when_the_next_turn_comes(redis_url, tenant):
    limiter = RedisLimiter(redis_url, tenant, "essentials", max_wait=0)
    taken_at_once(limiter, "read-connections", urgent=True)

    with pytest.raises(RateLimited) as caught:
        limiter.acquire("read-connections", urgent=True)

    assert 0.5 < caught.value.retry_after <= 1.2  # 50 a minute


def test_acquire_counts_groups_apart(redis_url, tenant):
    limiter = RedisLimiter(redis_url, tenant, "essentials", max_wait=0)
    taken_at_once(limiter, "read-connections", urgent=True)

    assert taken_at_once(limiter, "read-organization", urgent=True) == 20


def test_acquire_counts_every_group_against_the_overall_limit(redis_url, tenant):
    limiter = RedisLimiter(redis_url, tenant, "free", max_wait=0)

    limiter.acquire("read-connections", urgent=True)
    limiter.acquire("read-logs", urgent=True)

    with pytest.raises(RateLimited):
        limiter.acquire("other", urgent=True)


def test_acquire_of_a_full_group_costs_the_overall_bucket_nothing(redis_url, tenant):
    limiter = RedisLimiter(redis_url, tenant, "enterprise", max_wait=0)
    taken_at_once(limiter, "write-organizations", urgent=True)
    begun = time.monotonic()

    for _ in range(100):
        with pytest.raises(RateLimited):
            limiter.acquire("write-organizations", urgent=True)

    left = taken_at_once(limiter, "other", urgent=True, most=200)
    refilled = (time.monotonic() - begun) * 16
    assert 45 <= left <= 46 + refilled


def test_acquire_counts_tenants_apart(redis_url, tenant):
    taken_at_once(RedisLimiter(redis_url, tenant, "free", max_wait=0), "other", urgent=True)

    other = RedisLimiter(redis_url, tenant + "-other", "free", max_wait=0)

    assert taken_at_once(other, "other", urgent=True) == 2


def test_acquire_leaves_tokens_to_the_urgent(redis_url, tenant):
    limiter = RedisLimiter(redis_url, tenant, "essentials", max_wait=0)
    background = taken_at_once(limiter, "read-connections")

    limiter.acquire("read-connections", urgent=True)

    assert background == 4


def test_acquire_waits_for_a_turn_that_comes_soon(redis_url, tenant):
    limiter = RedisLimiter(redis_url, tenant, "free", max_wait=5)
    taken_at_once(RedisLimiter(redis_url, tenant, "free", max_wait=0), "other", urgent=True)
    begun = time.monotonic()

    limiter.acquire("other", urgent=True)

    assert 0.3 < time.monotonic() - begun < 1.5  # two a second


def test_acquire_lets_the_urgent_go_before_those_who_wait(redis_url, tenant):
    limiter = RedisLimiter(redis_url, tenant, "free", max_wait=6)
    with ThreadPoolExecutor(6) as pool:
        waiting = [pool.submit(limiter.acquire, "other") for _ in range(6)]
        begun = time.monotonic()

        limiter.acquire("other", urgent=True)

        assert time.monotonic() - begun < 1.2  # behind them all it would be three seconds
        for turn in waiting:
            turn.result()


def test_pause_holds_everybody_back(redis_url, tenant):
    RedisLimiter(redis_url, tenant, "enterprise").pause(3)

    with pytest.raises(RateLimited) as caught:
        RedisLimiter(redis_url, tenant, "enterprise", max_wait=1).acquire("other", urgent=True)

    assert 2.5 < caught.value.retry_after <= 3


def test_pause_is_not_shortened_by_another(redis_url, tenant):
    limiter = RedisLimiter(redis_url, tenant, "unlimited", max_wait=0)
    limiter.pause(60)
    limiter.pause(1)

    with pytest.raises(RateLimited) as caught:
        limiter.acquire("other")

    assert caught.value.retry_after > 50


def test_acquire_without_limits_never_waits(redis_url, tenant):
    limiter = RedisLimiter(redis_url, tenant, "unlimited", max_wait=0)

    assert taken_at_once(limiter, "other", most=200) == 200


def test_acquire_goes_ahead_when_redis_is_down(tenant):
    limiter = RedisLimiter("redis://127.0.0.1:1/0", tenant, "free", max_wait=0)

    assert taken_at_once(limiter, "other", most=3) == 3
    limiter.pause(1)


def test_acquire_limits_again_after_redis_came_back(tmp_path, tenant):
    (port,) = free_ports(1)
    processes = Processes(tmp_path / "log")
    limiter = RedisLimiter(f"redis://127.0.0.1:{port}/0", tenant, "free", max_wait=0)

    for _ in range(2):
        processes.start("redis", programs.broker(port, tmp_path), os.environ)
        processes.wait_until(lambda: listening(port), "Redis")
        with_redis = taken_at_once(limiter, "other", urgent=True)
        processes.stop()
        without = taken_at_once(limiter, "other", urgent=True, most=10)

        assert with_redis < 10
        assert without == 10


TAKE_FOR_A_WHILE = """
import sys, time
from portal.auth0 import RateLimited
from portal.ratelimit import RedisLimiter
limiter = RedisLimiter(sys.argv[1], sys.argv[2], "enterprise", max_wait=1)
until, taken = time.monotonic() + 2, 0
while time.monotonic() < until:
    limiter.acquire("other")
    taken += 1
print(taken)
"""


@pytest.mark.processes
def test_acquire_keeps_the_limit_over_several_processes(redis_url, tenant):
    command = [sys.executable, "-c", TAKE_FOR_A_WHILE, redis_url, tenant]
    begun = time.monotonic()
    processes = [
        subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ, text=True)
        for _ in range(3)
    ]

    taken = [int(process.communicate(timeout=30)[0]) for process in processes]

    allowed = 50 + 16 * (time.monotonic() - begun)
    assert 50 < sum(taken) <= allowed
    assert min(taken) > 0
