from django.db import models
from django.db.models import Q, TextChoices

from portal.db.encrypted_field import DomainNameField
from portal.text.addresses import readable


class Domain(models.Model):
    """An e-mail domain of a customer, and where it stands with one of its connections.

    Without a connection it is simply known to be the customer's: used to propose
    organizations and to warn about recipients elsewhere.
    """

    class State(TextChoices):
        KNOWN = "known", "Known"
        PREVERIFIED = "preverified", "Pre-verified"
        PENDING = "pending", "Pending"
        VERIFIED = "verified", "Verified"

    class Lookup(TextChoices):
        """What the last DNS look-up of the TXT record found."""

        RIGHT = "right", "Correct"
        MISSING = "missing", "Missing"
        OTHER_VALUE = "other_value", "Different value"
        WRONG_NAME = "wrong_name", "Wrong name"
        INVISIBLE = "invisible", "Invisible character"
        LETTER_CASE = "letter_case", "Different letter case"
        QUOTED = "quoted", "Quoted or split"
        CNAME = "cname", "A CNAME is in the way"
        WILDCARD = "wildcard", "Only a wildcard"
        NXDOMAIN = "nxdomain", "The domain doesn't exist"
        TIMEOUT = "timeout", "No answer"

    customer = models.ForeignKey("Customer", on_delete=models.CASCADE, related_name="domains")
    connection = models.ForeignKey(
        "Connection", null=True, blank=True, on_delete=models.CASCADE, related_name="domains"
    )
    name = DomainNameField(max_length=255)
    state = models.CharField(max_length=12, choices=State.choices, default=State.KNOWN)
    auth0_id = models.CharField("discovery domain ID", max_length=50, blank=True)
    txt_host = models.CharField("TXT host", max_length=400, blank=True)
    txt_value = models.CharField("TXT value", max_length=255, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)

    lookup = models.CharField(max_length=12, choices=Lookup.choices, blank=True, editable=False)
    lookup_found = models.JSONField(default=list, blank=True, editable=False)
    looked_up_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The zone that holds the domain, and the code of whoever runs its DNS (portal.dns.hosts).
    zone = models.CharField(max_length=255, blank=True, default="", db_default="", editable=False)
    dns_host = models.CharField(
        "DNS host", max_length=20, blank=True, default="", db_default="", editable=False
    )
    # Who adds the record itself (portal.dns.domain_connect): its name, where its pages begin.
    connect_name = models.CharField(
        max_length=60, blank=True, default="", db_default="", editable=False
    )
    connect_url = models.CharField(
        max_length=500, blank=True, default="", db_default="", editable=False
    )
    connect_checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When DNS last answered: what was found is from then.
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    lookup_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    lookups = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "name"],
                condition=Q(connection=None),
                name="domain_known_once_per_customer",
            ),
            models.UniqueConstraint(
                fields=["connection", "name"],
                condition=~Q(connection=None),
                name="domain_once_per_connection",
            ),
        ]
        indexes = [
            models.Index(fields=["name"], name="domain_by_name"),
            models.Index(fields=["lookup_due_at"], name="domain_by_lookup"),
        ]

    def __str__(self) -> str:
        return readable(self.name)
