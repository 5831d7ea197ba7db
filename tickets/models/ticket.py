from django.conf import settings
from django.db import models
from django.db.models import Q, TextChoices
from django.urls import reverse

from organizations.models import Connection, Tenant
from portal.auth0.ticket_request import TicketBody
from portal.db.encrypted_field import EncryptedTextField
from tickets.states import ACTIVE, OPENABLE, State

from .links.link import Link
from .preset import Preset


class Ticket(models.Model):
    """One Auth0 access ticket, from the request for it to its end."""

    class Kind(TextChoices):
        CREATE = "create", "Create"
        EDIT = "edit", "Edit"

    class Reason(TextChoices):
        FIRST = "first", "First setup"
        RENEWAL = "renewal", "Renewal"
        DOMAIN_VERIFICATION = "domain_verification", "Domain verification"
        CERTIFICATE = "certificate", "Certificate"
        SECRET = "secret", "Client secret"
        PROVISIONING = "provisioning", "Provisioning"
        FAILING = "failing", "Failing sign-ins"
        MANUAL = "manual", "Change of the setup"

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="tickets")
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="tickets")
    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="tickets")
    preset = models.ForeignKey(
        Preset, null=True, blank=True, on_delete=models.SET_NULL, related_name="tickets"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = models.CharField(max_length=20, choices=Reason.choices, default=Reason.FIRST)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    # What made the portal issue it by itself; never twice for the same.
    cause = models.CharField(
        max_length=100, null=True, blank=True, unique=True, editable=False
    )  # NULL: most were asked for by a person

    # What Auth0 is asked for: exactly the body of POST …/sso-ticket.
    profile_id = models.CharField(max_length=50)
    custom_domain = models.CharField(max_length=255, blank=True)
    body = models.JSONField(default=dict)

    # Its pre-verified domains wait for the word of a second person.
    held = models.BooleanField(default=False, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)

    # What Auth0 answered. Who knows the address (or the id in it) can set up the connection.
    url = EncryptedTextField(null=True, blank=True, editable=False)

    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    issued_at = models.DateTimeField(null=True, blank=True, editable=False)
    # End of the time to the first opening.
    expires_at = models.DateTimeField(null=True, blank=True, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Five hours after the first opening, whatever the ttl.
    session_ends_at = models.DateTimeField(null=True, blank=True, editable=False)
    openings_used = models.PositiveSmallIntegerField(default=0, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    problem = models.TextField(blank=True, editable=False)
    remedy = models.TextField(blank=True, editable=False)

    revoke_reason = models.CharField(max_length=255, blank=True)
    # Auth0 answers a revocation with 202 "accepted": recorded apart from our own state.
    revoke_wanted_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoke_accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    replaced_by = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="replaces",
    )

    # One worker at a time issues; a dead worker's claim lapses.
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts_made = models.PositiveSmallIntegerField(default=0, editable=False)
    next_attempt_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection"],
                condition=Q(state__in=sorted(ACTIVE)),
                name="one_active_ticket_per_connection",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(OPENABLE))
                | Q(issued_at__isnull=False, expires_at__isnull=False, url__isnull=False),
                name="issued_ticket_has_url_and_expiry",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.OPENED)
                | Q(opened_at__isnull=False, session_ends_at__isnull=False),
                name="opened_ticket_has_session_end",
            ),
            models.CheckConstraint(
                condition=Q(openings_used__lte=1000), name="openings_are_counted_sanely"
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="ticket_by_age"),
            models.Index(fields=["state", "created_at"], name="ticket_by_state"),
            models.Index(
                fields=["expires_at"], condition=Q(state=State.ISSUED), name="ticket_by_expiry"
            ),
            models.Index(
                fields=["session_ends_at"],
                condition=Q(state=State.OPENED),
                name="ticket_by_session_end",
            ),
            models.Index(
                fields=["revoke_wanted_at"],
                condition=Q(revoke_accepted_at=None, revoke_wanted_at__isnull=False),
                name="ticket_to_revoke",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ticket {self.pk}"

    def __repr__(self) -> str:
        return f"<Ticket {self.pk} {self.kind} {self.state}>"

    def get_absolute_url(self) -> str:
        return reverse("tickets:ticket", args=[self.pk])

    def purpose(self) -> Reason:
        """What it is for: a renewal serves what the ticket before it was for."""
        if self.reason != self.Reason.RENEWAL:
            return self.Reason(self.reason)
        others = self.connection.tickets.exclude(reason=self.Reason.RENEWAL)
        # One that is only shown beforehand comes after all of them.
        before = others.filter(pk__lt=self.pk) if self.pk else others
        served = before.order_by("pk").last()
        return self.Reason(served.reason) if served else self.Reason.MANUAL

    @property
    def parsed(self) -> TicketBody:
        """What its body says."""
        return TicketBody.parse(self.body)
