import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet, TextChoices

from organizations.models import Connection, Contact
from portal.db.encrypted_field import CleanCharField, EmailAddressField
from portal.signing import link_token
from portal.text.addresses import readable
from tickets.models.preset import Confirmation


class Link(models.Model):
    """Our own address that is mailed; it leads to the landing page of its newest ticket.

    It outlives the Auth0 tickets behind it: while it is good, a person's click renews what ran
    out. Its token is made from `id` by a keyed MAC and stored nowhere.
    """

    class Ended(TextChoices):
        REVOKED = "revoked", "Revoked"
        REPLACED = "replaced", "Replaced"
        COMPLETED = "completed", "Completed"

    class Delivery(TextChoices):
        MAIL = "mail", "Sent by email"
        LINK = "link", "Shown in the product"

    class Role(TextChoices):
        SETUP = "setup", "Setup"
        DNS = "dns", "DNS only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="links")
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="links"
    )
    # Of each further person: the link of the first, whose tickets theirs leads to as well.
    main = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="others",
    )
    # Who is there for DNS only gets the records to add, and never the assistant.
    role = models.CharField(
        max_length=5, choices=Role.choices, default=Role.SETUP, db_default="setup"
    )
    # Ended alone: the next ticket doesn't go to its recipient.
    left = models.BooleanField(default=False, db_default=False, editable=False)
    # The recipient as they were invited; the contact may change later.
    recipient_name = CleanCharField(max_length=150)
    recipient_email = EmailAddressField()
    language = models.CharField(max_length=10, default="en")
    confirmation = models.CharField(
        max_length=10, choices=Confirmation.choices, default=Confirmation.ADDRESS
    )
    delivery = models.CharField(
        max_length=4, choices=Delivery.choices, default=Delivery.MAIL, editable=False
    )
    # What staff add to the mail that carries the link, and to no other.
    personal_note = models.TextField(blank=True, default="", db_default="", editable=False)
    # Where the product wants its user back.
    return_url = models.URLField(max_length=2000, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField()
    ended = models.CharField(max_length=10, choices=Ended.choices, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When its recipient named a colleague who took over: its page says so instead of "look for our
    # latest email".
    handed_over_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Link for {readable(self.recipient_email)}"

    @property
    def is_for_dns(self) -> bool:
        """Whether its recipient only sets DNS records."""
        return self.role == self.Role.DNS

    def shared(self) -> "Link":
        """Return the link that the tickets hang on: its own, or that of the first recipient."""
        return self.main or self

    def everyones(self) -> QuerySet["Link"]:
        """Return the links of all who share its tickets, the first recipient's first."""
        main = self.main_id or self.pk
        links = Link.objects.filter(Q(pk=main) | Q(main=main)).select_related("contact")
        return links.order_by(F("main").asc(nulls_first=True), "created_at", "recipient_name")

    @property
    def url(self) -> str:
        """The address that is mailed. A secret: log and store it nowhere."""
        return f"{settings.BASE_URL.rstrip('/')}/l/{link_token(self.id)}/"
