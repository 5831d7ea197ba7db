"""A POST with an Idempotency-Key is carried out once, and answered the same each time."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from organizations.models import Customer, IdempotencyKey
from organizations.services.api_keys import idempotency
from portal import clock
from tests.api_client import Api, told
from tests.factories import make_customer

KEY = {"Idempotency-Key": "order-1"}


@pytest.mark.django_db
def test_sent_again_it_is_answered_the_same() -> None:
    api = Api()

    first = api.post("/customers", {"name": "Acme"}, **KEY)
    again = api.post("/customers", {"name": "Acme"}, **KEY)

    assert again.content == first.content
    assert (first.status_code, again.status_code) == (201, 201)
    assert again["Idempotency-Replayed"] == "true"
    assert Customer.objects.count() == 1


@pytest.mark.django_db
def test_the_same_in_another_order_is_the_same() -> None:
    api = Api()
    told(api.post("/customers", {"name": "Acme", "external_id": "1"}, **KEY), 201)

    told(api.post("/customers", {"external_id": "1", "name": "Acme"}, **KEY), 201)

    assert Customer.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "body"), [("/customers", {"name": "Globex"}), ("/jobs", {"name": "Acme"})]
)
def test_another_request_with_the_same_key_is_refused(path: str, body: Any) -> None:
    api = Api()
    told(api.post("/customers", {"name": "Acme"}, **KEY), 201)

    answer = told(api.post(path, body, **KEY), 422)

    assert [one["field"] for one in answer["errors"]] == ["Idempotency-Key"]
    assert Customer.objects.count() == 1


@pytest.mark.django_db
def test_two_callers_may_choose_the_same_key() -> None:
    for _ in range(2):
        told(Api().post("/customers", {"name": "Acme"}, **KEY), 201)

    assert Customer.objects.count() == 2


@pytest.mark.django_db
def test_a_refusal_is_answered_the_same() -> None:
    api = Api()
    first = api.post("/customers", {"name": ""}, **KEY)
    again = api.post("/customers", {"name": ""}, **KEY)

    assert (first.status_code, again.content) == (422, first.content)
    assert again["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_a_day_later_it_is_a_new_request() -> None:
    api = Api()
    told(api.post("/customers", {"name": "Acme"}, **KEY), 201)
    IdempotencyKey.objects.update(created_at=clock.now() - timedelta(hours=24))

    told(api.post("/customers", {"name": "Acme"}, **KEY), 201)

    assert Customer.objects.count() == 2


@pytest.mark.django_db
def test_old_answers_are_forgotten() -> None:
    api = Api()
    for number in range(2):
        told(api.post("/customers", {"name": "A"}, **{"Idempotency-Key": f"k{number}"}), 201)
    IdempotencyKey.objects.filter(name="k0").update(created_at=clock.now() - timedelta(hours=25))

    idempotency.forget_answers()

    assert [one.name for one in IdempotencyKey.objects.all()] == ["k1"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "x" * 256, "ü", "a\tb"])
def test_a_key_that_cannot_be_kept(name: str) -> None:
    answer = told(Api().post("/customers", {"name": "Acme"}, **{"Idempotency-Key": name}), 422)

    assert [one["field"] for one in answer["errors"]] == ["Idempotency-Key"]


@pytest.mark.django_db
def test_after_a_lost_answer_it_is_not_done_again() -> None:
    """The process died after the commit, before anybody heard of it."""
    api = Api()
    first = api.post("/customers", {"name": "Acme"}, **KEY)
    row = IdempotencyKey.objects.get()

    again = api.post("/customers", {"name": "Acme"}, **KEY)

    # Its answer was kept in the transaction that made the customer.
    assert row.status == 201
    assert again.content == first.content
    assert Customer.objects.count() == 1


@pytest.mark.django_db
def test_what_a_dead_process_began_is_taken_over() -> None:
    api = Api()
    told(api.post("/customers", {"name": "Acme"}, **KEY), 201)
    past = clock.now() - timedelta(seconds=1)
    IdempotencyKey.objects.update(status=None, answer="", claimed_until=past)
    Customer.objects.all().delete()

    told(api.post("/customers", {"name": "Acme"}, **KEY), 201)

    assert Customer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_it_once() -> None:
    api, answers = Api(), []

    def send() -> None:
        try:
            answers.append(api.post("/customers", {"name": "Acme"}, **KEY))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert Customer.objects.count() == 1


@pytest.mark.django_db
def test_what_was_refused_may_be_tried_again() -> None:
    api = Api()
    make_customer("Acme")
    Customer.objects.update(external_id="1")
    wanted = {"name": "Another", "external_id": "1"}
    told(api.post("/customers", wanted, **KEY), 409)
    Customer.objects.update(external_id="2")

    told(api.post("/customers", wanted, **KEY), 201)


@pytest.mark.django_db(transaction=True)
def test_the_second_waits_for_a_first_that_takes_long() -> None:
    key = Api().key
    first = idempotency.begin(key, "order-1", "digest")
    assert isinstance(first, idempotency.Claim)

    def keep() -> None:
        try:
            first.keep(201, "{}")
        finally:
            connection.close()

    done = threading.Timer(1.5, keep)
    done.start()
    second = idempotency.begin(key, "order-1", "digest")
    done.join()

    assert second == idempotency.Answer(201, "{}")
