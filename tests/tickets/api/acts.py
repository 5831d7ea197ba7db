"""Each act of the API's document, done once: what it asks for to be there, and its body."""

from typing import Any

from organizations.auth0_clients import auth0
from organizations.models import Connection, Customer, Domain, Tenant, WebhookDelivery
from organizations.services import webhooks
from portal import clock
from tests.api_client import Api, told
from tests.factories import SYSTEM, make_contact, make_customer, make_organization, make_ticket
from tickets.api.documents import described
from tickets.api.urls import api as our_api
from tickets.models import Job, JobRow, Preset, Ticket
from tickets.services import bulk
from tickets.states import State

ACTS = {
    operation["operationId"]: (method.upper(), path)
    for path, methods in described(our_api)["paths"].items()
    for method, operation in methods.items()
    if method != "get"
}
SOMEONE = {"name": "Grace Hopper", "email": "grace@acme.com"}
SAML = {
    "signInEndpoint": "https://idp.acme.com/saml",
    "metadataUrl": "https://idp.acme.com/metadata.xml",
}


class World:
    """Something of each kind; a method for each act that asks for more, or for a body."""

    def __init__(self, customer: Customer, tenant: Tenant, preset: Preset) -> None:
        preset.is_default = True
        preset.save()
        self.customer, self.tenant, self.preset = customer, tenant, preset
        self.auth0 = auth0(tenant).connections
        found = self.auth0.create({"name": "acme-sso", "strategy": "samlp", "options": SAML})
        self.connection = Connection.objects.create(
            customer=customer,
            tenant=tenant,
            organization=customer.organizations.get(),
            name="acme-sso",
            auth0_id=found.id,
            strategy="samlp",
            verification="required",
            created_at=clock.now(),
            stage_since=clock.now(),
        )
        self.ticket: Ticket = make_ticket(self.connection, state=State.ISSUED, preset=preset)
        self.ids: dict[str, Any] = {
            "customer_id": customer.pk,
            "contact_id": customer.contacts.get().pk,
            "organization_id": customer.organizations.get().pk,
            "connection_id": self.connection.pk,
            "ticket_id": self.ticket.pk,
            "link_id": self.ticket.link_id,
        }

    def prepare(self, name: str) -> tuple[str, str, Any]:
        """Make what an act asks for; return its method, path and body."""
        body = getattr(self, name)()
        method, path = ACTS[name]
        return method, path.format(**self.ids), body

    def create_customer(self) -> Any:
        return {"name": "Globex"}

    def upsert_customer(self) -> Any:
        return {"name": "Globex", "external_id": "C-1"}

    def update_customer(self) -> Any:
        return {"time_zone": "Asia/Tokyo"}

    def archive_customer(self) -> None:
        self.ids["customer_id"] = make_customer("Globex").pk

    def unarchive_customer(self) -> None:
        self.ids["customer_id"] = make_customer("Globex", archived_at=clock.now()).pk

    def create_contact(self) -> Any:
        return SOMEONE

    def update_contact(self) -> Any:
        return {"language": "de"}

    def delete_contact(self) -> None:
        self.ids["contact_id"] = make_contact(self.customer).pk

    def unmap_organization(self) -> None:
        self.ids["organization_id"] = make_organization(make_customer("Globex"), self.tenant).pk

    def map_organization(self) -> Any:
        self.ids["customer_id"] = make_customer("Globex").pk
        made = auth0(self.tenant).organizations.create(name="globex", display_name="Globex")
        return {"auth0_id": made.id}

    def create_organization(self) -> Any:
        self.ids["customer_id"] = make_customer("Globex").pk
        return {"name": "globex"}

    def adopt_connection(self) -> Any:
        return {"auth0_id": self.auth0.create({"name": "acme-two", "strategy": "samlp"}).id}

    def create_connection(self) -> Any:
        return {"strategy": "samlp", "options": SAML}

    def enable_connection(self) -> None:
        pass

    def refresh_connection(self) -> None:
        pass

    def add_domain(self) -> Any:
        return {"name": "acme.org"}

    def remove_domain(self) -> None:
        self._domain()

    def check_domain(self) -> None:
        self._domain()

    def _domain(self) -> None:
        made = Domain.objects.create(
            customer=self.customer,
            connection=self.connection,
            name="acme.org",
            state=Domain.State.PENDING,
            txt_host="_ss.acme.org",
            txt_value="b07aadc0d3f9179f120011273c6c12ad",
            created_at=clock.now(),
        )
        self.ids["domain_id"] = made.pk

    def issue_ticket(self) -> Any:
        self.ticket.delete()
        return {"customer_id": self.customer.pk, "recipient": SOMEONE}

    def resend_ticket(self) -> None:
        pass

    def revoke_ticket(self) -> Any:
        return {"reason": "Asked to wait."}

    def reissue_ticket(self) -> None:
        pass

    def change_recipient(self) -> Any:
        return {"recipient": SOMEONE}

    def add_recipient(self) -> Any:
        return {"recipient": SOMEONE}

    def send_follow_up(self) -> None:
        Ticket.objects.update(state=State.COMPLETED)

    def reveal_link(self) -> None:
        pass

    def revoke_link(self) -> Any:
        added = Api().post(f"/tickets/{self.ticket.pk}/recipients", {"recipient": SOMEONE})
        self.ids["link_id"] = told(added, 201)["id"]
        return {"reason": "On leave."}

    def create_job(self) -> Any:
        return {"kind": "map", "rows": [{"name": "Acme"}]}

    def start_job(self) -> Any:
        self._job(Job.State.READY, JobRow.State.READY)
        return {"ready": 1}

    def pause_job(self) -> None:
        self._job(Job.State.RUNNING, JobRow.State.READY)

    def resume_job(self) -> None:
        self._job(Job.State.PAUSED, JobRow.State.READY)

    def cancel_job(self) -> None:
        self._job(Job.State.PAUSED, JobRow.State.READY)

    def retry_job(self) -> None:
        self._job(Job.State.FINISHED, JobRow.State.FAILED)

    def _job(self, state: str, rows: str) -> None:
        everyone = Customer.objects.all()
        job = bulk.job_of_customers(
            everyone, kind=Job.Kind.ISSUE, tenant=self.tenant, preset=self.preset, by=SYSTEM
        )
        job.rows.update(state=rows, choice="new")
        job.state = state
        job.save()
        self.ids["job_id"] = job.pk

    def create_webhook(self) -> Any:
        return {"name": "CRM", "url": "https://crm.example/", "types": ["ticket.*"]}

    def update_webhook(self) -> Any:
        self._webhook()
        return {"active": False}

    def delete_webhook(self) -> None:
        self._webhook()

    def rotate_webhook_secret(self) -> None:
        self._webhook()

    def test_webhook(self) -> None:
        self._webhook()

    def resend_webhook_delivery(self) -> None:
        self._webhook()

    def resend_failed_deliveries(self) -> Any:
        self._webhook()
        WebhookDelivery.objects.update(state=WebhookDelivery.State.FAILED)
        return {"since": "2020-01-01T00:00:00Z"}

    def _webhook(self) -> None:
        made, _secret = webhooks.create_endpoint(
            name="CRM", url="https://crm.example/", types=["ticket.*"], by=SYSTEM
        )
        self.ids["webhook_id"] = made.pk
        self.ids["delivery_id"] = webhooks.send_test(made, by=SYSTEM).pk
