import pytest

from organizations.models import Event
from organizations.services import audit
from organizations.verbs import Verb
from portal.actor import Actor


def test_recording_keeps_who_what_and_from_where(support, db):
    event = audit.record(
        Verb.CUSTOMER_CREATE,
        by=Actor("staff", str(support), user=support, ip="203.0.113.7"),
        target="customer:1",
        name="Acme",
    )

    kept = Event.objects.get(pk=event.pk)
    assert (kept.verb, kept.user, kept.ip) == ("customer:create", support, "203.0.113.7")
    assert kept.data == {"name": "Acme"}


def test_an_event_cannot_be_changed(db):
    event = audit.record(Verb.CUSTOMER_CREATE, by=Actor.system("tests"))

    event.verb = "customer:archive"
    with pytest.raises(TypeError, match="append-only"):
        event.save()


def test_an_event_cannot_be_deleted(db):
    event = audit.record(Verb.CUSTOMER_CREATE, by=Actor.system("tests"))

    with pytest.raises(TypeError, match="append-only"):
        event.delete()


def test_events_cannot_be_changed_or_deleted_in_bulk(db):
    audit.record(Verb.CUSTOMER_CREATE, by=Actor.system("tests"))

    with pytest.raises(TypeError, match="append-only"):
        Event.objects.update(verb="customer:archive")
    with pytest.raises(TypeError, match="append-only"):
        Event.objects.all().delete()
