"""A sample customer for every stage of the pipeline, and for what needs a person.

A story is told in the order of its lines; `yield` lets time pass until so many days ago.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

from organizations.services import connections, mapping
from portal import clock

from .company import PROVEN, WITH_PROVISIONING
from .scene import Scene, choose

HOUR = 1 / 24

Story = Callable[[Scene], Iterator[float]]


def in_use_until_the_certificate_changed(scene: Scene) -> Iterator[float]:
    yield 9.5
    customer = scene.customer(
        "Umbra Biotech", "umbra-biotech", "umbra.example", ("Yuki Tanaka", "yuki", "ja")
    )
    ends = clock.now() + timedelta(days=9.5 + 12)
    connection = scene.go_live(customer, "okta-samlp", expires=ends.isoformat())
    yield 7
    scene.sign_in(connection, person="yuki", people=6, count=6)
    yield 0.1
    scene.sign_in(connection, outcome="certificate", people=9, count=14)


def in_use_before_there_was_a_portal(scene: Scene) -> Iterator[float]:
    yield 9
    customer = scene.customer(
        "Wayne Enterprises", "wayne-enterprises", "wayne.example", ("Lucius Fox", "lucius", "en")
    )
    found, *_ = connections.find_connections(customer, scene.tenant)
    connection = connections.adopt_connection(customer, scene.tenant, found.id, by=scene.staff)
    scene.catch_up(connection)
    yield 6
    scene.sign_in(connection, person="lucius", people=12, count=30)
    yield 0.15
    # One of them was never assigned to the app.
    scene.sign_in(connection, outcome="not_assigned", person="dick", count=2)


def live_and_nobody_signs_in(scene: Scene) -> Iterator[float]:
    yield 5.2
    customer = scene.customer(
        "Vandelay Industries", "", "vandelay.example", ("Art Vandelay", "art", "en")
    )
    mapping.create_organization(
        customer, scene.tenant, name="vandelay", display_name=customer.name, by=scene.staff
    )
    scene.go_live(customer, "okta")


def gone(scene: Scene) -> Iterator[float]:
    yield 8.5
    customer = scene.customer(
        "Tyrell Corporation", "tyrell", "tyrell.example", ("Rachael Tyrell", "rachael", "en")
    )
    connection = scene.go_live(customer, "pingfederate")
    yield 2
    scene.auth0.connections.delete(connection.auth0_id)
    scene.catch_up(connection)


def disabled(scene: Scene) -> Iterator[float]:
    yield 8
    customer = scene.customer(
        "Massive Dynamic", "massive-dynamic", "massive.example", ("Nina Sharp", "nina", "en")
    )
    connection = scene.go_live(customer, "waad")
    yield 1
    scene.auth0.connections.set_clients(connection.auth0_id, disable=connection.wanted_clients)
    scene.catch_up(connection)


def configured_and_left(scene: Scene) -> Iterator[float]:
    yield 6
    customer = scene.customer(
        "Globex Corporation", "globex", "globex.example", ("Hank Scorpio", "hank", "en")
    )
    ticket = scene.invite(customer, WITH_PROVISIONING)
    yield 4
    scene.walk(ticket, scene.open(ticket), choose("okta"), "configure")


def proven_but_not_enabled(scene: Scene) -> Iterator[float]:
    yield 5
    customer = scene.customer(
        "Contoso Pharmaceuticals", "contoso", "contoso.example", ("María García", "maria", "es")
    )
    ticket = scene.invite(customer, PROVEN)
    yield 3
    url = scene.open(ticket)
    scene.walk(ticket, url, choose("waad"), "configure")
    domain = ticket.connection.domains.get()
    scene.sandbox.publish(domain.txt_host, domain.txt_value)
    yield 3 - HOUR
    scene.walk(ticket, url, "verify")


def record_at_the_wrong_name(scene: Scene) -> Iterator[float]:
    yield 4.5
    customer = scene.customer(
        "Fabrikam Residences", "fabrikam", "fabrikam.example", ("Claire Dubois", "claire", "fr")
    )
    ticket = scene.invite(customer, PROVEN)
    yield 3.5
    scene.walk(ticket, scene.open(ticket), choose("adfs"), "configure", "verify")
    domain = ticket.connection.domains.get()
    scene.sandbox.publish(domain.name, domain.txt_value)
    yield 2.5
    scene.catch_up(ticket.connection)


def invited_and_silent(scene: Scene) -> Iterator[float]:
    yield 4
    customer = scene.customer("Hooli", "hooli", "hooli.example", ("Gavin Belson", "gavin", "en"))
    scene.invite(customer)


def mail_bounced(scene: Scene) -> Iterator[float]:
    yield 2.2
    # The sample mail server has no mailboxes whose name begins with "bounce".
    customer = scene.customer(
        "Soylent Foods", "soylent-foods", "soylent.example", ("Robert Thorn", "bounce", "en")
    )
    scene.invite(customer)


def waiting_for_dns(scene: Scene) -> Iterator[float]:
    yield 1.8
    customer = scene.customer(
        "Northwind Traders",
        "northwind-traders",
        "northwind.example",
        ("Nancy Davolio", "nancy", "en"),
        ("Laura Callahan", "laura", "en"),
    )
    ticket = scene.invite(customer, PROVEN)
    yield 1.2
    scene.walk(ticket, scene.open(ticket), choose("samlp"), "configure", "verify")


def refused_by_auth0(scene: Scene) -> Iterator[float]:
    yield 0.9
    customer = scene.customer(
        "Blue Sun Logistics", "blue-sun", "bluesun.example", ("Inara Serra", "inara", "en")
    )
    scene.sandbox.refuse_next_ticket()
    scene.invite(customer)


def planned(scene: Scene) -> Iterator[float]:
    yield 0.3
    customer = scene.customer(
        "Stark Industries", "stark-industries", "stark.example", ("Pepper Potts", "pepper", "en")
    )
    name = connections.propose_connection_name(customer, scene.tenant)
    connections.plan_connection(
        customer,
        scene.tenant,
        name=name,
        display_name=customer.name,
        organization=customer.organizations.get(),
        by=scene.staff,
    )


def opened_just_now(scene: Scene) -> Iterator[float]:
    yield 0.2
    customer = scene.customer(
        "Initech", "initech", "initech.example", ("Peter Gibbons", "peter", "en")
    )
    ticket = scene.invite(customer)
    yield HOUR
    scene.open(ticket)


def not_mapped_yet(scene: Scene) -> Iterator[float]:
    yield HOUR / 2
    scene.customer(
        "Müller & Söhne GmbH", "", "mueller-soehne.example", ("Jörg Müller", "joerg", "de")
    )


STORIES: dict[str, Story] = {
    "Umbra Biotech": in_use_until_the_certificate_changed,
    "Wayne Enterprises": in_use_before_there_was_a_portal,
    "Vandelay Industries": live_and_nobody_signs_in,
    "Tyrell Corporation": gone,
    "Massive Dynamic": disabled,
    "Globex Corporation": configured_and_left,
    "Contoso Pharmaceuticals": proven_but_not_enabled,
    "Fabrikam Residences": record_at_the_wrong_name,
    "Hooli": invited_and_silent,
    "Soylent Foods": mail_bounced,
    "Northwind Traders": waiting_for_dns,
    "Blue Sun Logistics": refused_by_auth0,
    "Stark Industries": planned,
    "Initech": opened_just_now,
    "Müller & Söhne GmbH": not_mapped_yet,
}
