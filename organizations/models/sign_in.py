from django.db import models


class SignInDay(models.Model):
    """What became of a day's sign-ins with a connection: how many of one outcome.

    No more is kept of them than this: nobody's name or address.
    """

    # As an outcome; everything else is a failure's category.
    SUCCESS = "success"
    # More of one outcome a day are not told apart.
    MOST = 1000

    connection = models.ForeignKey(
        "Connection", on_delete=models.CASCADE, related_name="sign_in_days"
    )
    day = models.DateField()  # in UTC
    outcome = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    # The newest failure's message, without what is personal in it; and when that was.
    text = models.CharField(max_length=300, blank=True)
    text_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-day", "outcome"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "day", "outcome"], name="sign_in_day_once_per_outcome"
            )
        ]
        indexes = [models.Index(fields=["day"], name="sign_in_day_by_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.outcome}"


class SignInLine(models.Model):
    """A line of the tenant's log that a day has counted, until no search finds it again.

    `person` tells people apart on that day only, and not who they are; empty where Auth0 did not
    know either.
    """

    day = models.ForeignKey(SignInDay, on_delete=models.CASCADE, related_name="lines")
    log_id = models.CharField(max_length=64)
    person = models.CharField(max_length=16, blank=True)
    # When it was written, as Auth0 answered.
    proven_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "log_id"], name="sign_in_line_once_a_day")
        ]

    def __str__(self) -> str:
        return self.log_id


class SignInTrouble(models.Model):
    """One reason why people don't get in, from its first failure until somebody gets in again.

    `text` is the newest failure's message, redacted and untrusted.
    """

    connection = models.ForeignKey(
        "Connection", on_delete=models.CASCADE, related_name="sign_in_troubles"
    )
    outcome = models.CharField(max_length=40)
    text = models.CharField(max_length=300, blank=True)
    count = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    last_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True, blank=True)
    # When it was found, or found to be over; and when the log was last asked whether it is.
    changed_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "outcome"],
                condition=models.Q(over_at=None),
                name="sign_in_trouble_once_while_it_lasts",
            )
        ]
        indexes = [models.Index(fields=["changed_at"], name="sign_in_trouble_by_change")]

    def __str__(self) -> str:
        return f"{self.connection}: {self.outcome}"
