import pytest
from django.db import IntegrityError, transaction

from organizations import audit
from organizations.models import Event
from portal.actor import Actor


def test_recording_keeps_who_what_and_from_where(support, db):
    event = audit.record(
        "customer:create",
        by=Actor("staff", str(support), user=support, ip="203.0.113.7"),
        target="customer:1",
        name="Acme",
    )

    kept = Event.objects.get(pk=event.pk)
    assert (kept.verb, kept.user, kept.ip) == ("customer:create", support, "203.0.113.7")
    assert kept.data == {"name": "Acme"}


def test_an_event_cannot_be_changed(db):
    event = audit.record("customer:create", by=Actor.system("tests"))

    event.verb = "customer:archive"
    with pytest.raises(TypeError, match="append-only"):
        event.save()


def test_an_event_cannot_be_deleted(db):
    event = audit.record("customer:create", by=Actor.system("tests"))

    with pytest.raises(TypeError, match="append-only"):
        event.delete()


def test_the_same_outside_news_is_recorded_once(db):
    audit.record("auth0:log", by=Actor.auth0(), source_id="log:1:9002026")

    with pytest.raises(IntegrityError), transaction.atomic():
        audit.record("auth0:log", by=Actor.auth0(), source_id="log:1:9002026")


def test_events_cannot_be_changed_or_deleted_in_bulk(db):
    audit.record("customer:create", by=Actor.system("tests"))

    with pytest.raises(TypeError, match="append-only"):
        Event.objects.update(verb="customer:archive")
    with pytest.raises(TypeError, match="append-only"):
        Event.objects.all().delete()
