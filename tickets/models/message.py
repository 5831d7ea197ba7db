from django.conf import settings
from django.db import models
from django.db.models import TextChoices

from organizations.models import Connection, Contact
from portal.db.encrypted_field import CleanCharField, EmailAddressField
from portal.text.addresses import readable

from .links.link import Link
from .ticket import Ticket


class Message(models.Model):
    """One e-mail to one contact, with its delivery state.

    Its texts hold a placeholder where the link stands; the link is put in when it is sent.
    """

    class Kind(TextChoices):
        INVITATION = "invitation", "Invitation"
        RENEWED = "renewed", "New link"
        FOLLOW_UP = "follow_up", "Finish your setup"
        CODE = "code", "Confirmation code"
        LIVE = "live", "You're live"
        UNOPENED = "unopened", "Reminder: not opened yet"
        HALF_WAY = "half_way", "Reminder: setup not finished"
        LINK_ENDING = "link_ending", "Reminder: link expires soon"
        LINK_ENDED = "link_ended", "Link expired"
        RECORD = "record", "DNS record incorrect"
        CERTIFICATE = "certificate", "Certificate expires"
        SECRET = "secret", "Client secret expires"
        PROVISIONING = "provisioning", "Provisioning token expires"
        UNUSED = "unused", "Reminder: no one has signed in yet"
        DNS = "dns", "DNS record to add"
        FIRST_SIGN_IN = "first_sign_in", "First sign-in"
        FAILING = "failing", "No one can sign in"
        MENDED = "mended", "Sign-ins work again"
        MESSAGE = "message", "Message from staff"

    REMINDERS = (Kind.UNOPENED, Kind.HALF_WAY, Kind.LINK_ENDING, Kind.LINK_ENDED)
    # What waits while staff have paused a customer's reminders.
    PAUSABLE = frozenset({*REMINDERS, Kind.RECORD, Kind.UNUSED})
    # What nobody asked for: its reader may stop it.
    UNASKED = frozenset(
        {
            *REMINDERS,
            *(Kind.RECORD, Kind.UNUSED, Kind.FIRST_SIGN_IN, Kind.FAILING, Kind.MENDED),
        }
    )

    class State(TextChoices):
        QUEUED = "queued", "Queued"
        SENT = "sent", "Sent"
        DELIVERED = "delivered", "Delivered"
        DEFERRED = "deferred", "Deferred"
        BOUNCED = "bounced", "Bounced"
        COMPLAINED = "complained", "Marked as spam"
        FAILED = "failed", "Failed"
        DROPPED = "dropped", "Canceled"

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="messages")
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="messages"
    )
    link = models.ForeignKey(
        Link, null=True, blank=True, on_delete=models.SET_NULL, related_name="messages"
    )
    ticket = models.ForeignKey(
        Ticket, null=True, blank=True, on_delete=models.SET_NULL, related_name="messages"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    # Who wrote it; the portal's own words are signed by whoever issued the ticket.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # Never twice for the same reason.
    key = models.CharField(max_length=100, unique=True)
    to_name = CleanCharField(max_length=150, blank=True)
    to_email = EmailAddressField()
    language = models.CharField(max_length=10, default="en")
    subject = models.CharField(max_length=255)
    text = models.TextField()
    html = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    state_at = models.DateTimeField(null=True, blank=True)
    provider_id = models.CharField(max_length=255, blank=True, db_index=True)
    problem = models.TextField(blank=True)
    attempts_made = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="message_by_age"),
            models.Index(fields=["state", "-created_at"], name="message_by_state"),
            models.Index(fields=["kind", "-created_at"], name="message_by_kind"),
            models.Index(
                fields=["due_at"],
                condition=models.Q(state="queued"),
                name="message_to_send",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {readable(self.to_email)}"
