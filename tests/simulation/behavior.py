"""How customers and staff behave: all the numbers of the simulation, each with its reason.

Nobody publishes such numbers. They are estimates, chosen so that every way in which a setup is
known to go wrong comes up in a hundred customers, and rather too pessimistic than too kind: what
the product does about them is what is measured. Chances are shares of 1.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from tickets.models import Message

Kind = Message.Kind


@dataclass(frozen=True)
class Delay:
    """Days that something takes: half are done within `median`, nine of ten within `most`."""

    median: float
    most: float

    def draw(self, chance: Random) -> timedelta:
        # People's delays are log-normal: most are quick, some take very long, none is negative.
        spread = math.log(self.most / self.median) / 1.2816
        return timedelta(days=chance.lognormvariate(math.log(self.median), spread))


# --- Getting to it ---------------------------------------------------------------------------

# Bought it, and never does anything: the deal fell through, or it is nobody's job.
NEVER_ACTS = 0.08
# Whoever got a mail they mean to act on: same day, or when the ticket system brings it up.
GETS_TO_IT = Delay(0.7, 5)
# Failing sign-ins are urgent: colleagues stand in the door.
GETS_TO_FAILURES = Delay(0.15, 1)
# How likely one mail makes its reader act; the others lie in the inbox.
HEEDS: Mapping[str, float] = {
    Kind.INVITATION: 0.65,  # was announced in a call
    Kind.RENEWED: 0.95,  # asked for it a minute ago
    Kind.UNOPENED: 0.55,
    Kind.HALF_WAY: 0.6,
    Kind.LINK_ENDING: 0.6,  # a date helps
    Kind.LINK_ENDED: 0.5,
    Kind.FOLLOW_UP: 0.8,  # one press away from the end
    Kind.RECORD: 0.75,
    Kind.DNS: 0.75,
    Kind.UNUSED: 0.7,
    Kind.CERTIFICATE: 0.5,  # thirty days ahead is not today
    Kind.SECRET: 0.5,
    Kind.PROVISIONING: 0.5,
    Kind.FAILING: 0.85,
}
# Admins in small companies do such things on a Saturday.
WORKS_AT_WEEKENDS = 0.08
# Opened by a colleague to whom the mail was forwarded, who knows whose it was.
FORWARDS = 0.12
# “I am not the right person”: names a colleague on the page.
NAMES_COLLEAGUE = 0.06
# The contact has left the company; the invitation comes back.
LEFT = 0.04

# --- In the assistant ------------------------------------------------------------------------

# Market shares among companies that ask for SSO; Okta by SAML as often as by OIDC.
PROVIDERS: Mapping[str, float] = {
    "waad": 0.4,
    "okta": 0.17,
    "okta-samlp": 0.17,
    "google-apps": 0.12,
    "samlp": 0.08,
    "adfs": 0.04,
    "oidc": 0.02,
}
SIGNS = frozenset({"okta-samlp", "samlp", "adfs"})
# Lacks a permission, or is called away: at the choice of the provider, or before its settings.
STOPS_HALF_WAY = 0.22
# Reloads the assistant again and again, until Auth0 has counted ten openings.
USES_UP_OPENINGS = 0.03
# A wrong Entity ID or reply URL: nobody gets in, from the first try.
MISCONFIGURES = 0.06
MISTAKES = ("audience", "acs_url", "attribute_missing")

# --- The DNS record --------------------------------------------------------------------------

# Of the presets, how many ask for a verified domain.
PROVES_DOMAINS = 0.6
# Sets the record while the assistant is open.
RECORD_AT_ONCE = 0.35
# Another team sets it: a change request.
RECORD_LATE = Delay(2, 12)
# The DNS host appends the zone, so that it stands there twice.
RECORD_AT_WRONG_NAME = 0.12
# Thinks that all is done; only a mail about the record helps.
RECORD_FORGOTTEN = 0.06
MENDS_RECORD = Delay(1, 4)

# --- Once it is live -------------------------------------------------------------------------

# Someone tries it within days. The others have a date for all their people, weeks ahead, and try
# it before only if they are asked to.
TRIES_BY_ITSELF = 0.8
FIRST_TRY, ROLL_OUT = Delay(0.5, 6), Delay(25, 75)
COLLEAGUES = 4
# Days between two sign-ins that are looked at; in truth there are many each day.
USES_AGAIN = (5.0, 8.0)
# Moves to another provider or cancels, after so many days.
GOES_QUIET, QUIET_AFTER = 0.04, (60.0, 200.0)
# Entra and Okta offer these lifetimes; nobody writes the end of a secret down.
SECRET_DAYS = ((180, 0.4), (365, 0.4), (730, 0.2))
# Certificates of SAML providers: one year, three years, ten years.
CERTIFICATE_DAYS = ((365, 0.4), (1095, 0.4), (3650, 0.2))
# Of the certificates, how many end within the year because they were older than the setup.
CERTIFICATE_IS_OLD, OLD_CERTIFICATE_DAYS = 0.3, (20, 300)
# Switched at the provider overnight, without a word.
SWITCHES_CERTIFICATE, SWITCHED_AFTER = 0.08, (15.0, 200.0)

# --- Staff -----------------------------------------------------------------------------------

# They go through the list on weekdays at ten. After how many days on it they act, by reason: what
# the portal mails the customer about by itself gets time first.
STAFF_WAIT_DAYS: Mapping[str, float] = {
    "failing": 4.0,
    # The customer was mailed the same hour that the link is over and how to get a new one.
    "stalled": 3.0,
    "domain_wrong": math.inf,
    "ending": 27.0,
}
# Tickets that staff issue for a setup that stalls before they let it rest.
STAFF_TRIES = 2
# A call helps more than a mail.
HEEDS_A_CALL = 0.85


@dataclass(frozen=True)
class Habits:
    """What one customer is like; the same whatever the portal does."""

    acts: bool
    weekends: bool
    forwards: bool
    names_colleague: bool
    left: bool
    provider: str
    stops_at: str
    uses_up: bool
    mistake: str
    proves_domain: bool
    record: str
    tries: bool
    quiet_after: float | None
    secret_days: int
    certificate_days: int
    switched_after: float | None


def draw(chance: Random) -> Habits:
    """Draw what a customer is like."""

    def is_so(share: float) -> bool:
        return chance.random() < share

    def one_of(shares: Mapping[str, float]) -> str:
        return chance.choices(list(shares), list(shares.values()))[0]

    late = 1 - RECORD_AT_ONCE - RECORD_AT_WRONG_NAME - RECORD_FORGOTTEN
    certificate = int(one_of({str(days): share for days, share in CERTIFICATE_DAYS}))
    if is_so(CERTIFICATE_IS_OLD):
        certificate = chance.randint(*OLD_CERTIFICATE_DAYS)
    secret = int(one_of({str(days): share for days, share in SECRET_DAYS}))
    return Habits(
        acts=not is_so(NEVER_ACTS),
        weekends=is_so(WORKS_AT_WEEKENDS),
        forwards=is_so(FORWARDS),
        names_colleague=is_so(NAMES_COLLEAGUE),
        left=is_so(LEFT),
        provider=one_of(PROVIDERS),
        stops_at=chance.choice(["choose", "configure"]) if is_so(STOPS_HALF_WAY) else "",
        uses_up=is_so(USES_UP_OPENINGS),
        mistake=chance.choice(MISTAKES) if is_so(MISCONFIGURES) else "",
        proves_domain=is_so(PROVES_DOMAINS),
        record=one_of(
            {
                "at once": RECORD_AT_ONCE,
                "late": late,
                "wrong name": RECORD_AT_WRONG_NAME,
                "forgotten": RECORD_FORGOTTEN,
            }
        ),
        tries=is_so(TRIES_BY_ITSELF),
        quiet_after=chance.uniform(*QUIET_AFTER) if is_so(GOES_QUIET) else None,
        secret_days=secret,
        certificate_days=certificate,
        switched_after=chance.uniform(*SWITCHED_AFTER) if is_so(SWITCHES_CERTIFICATE) else None,
    )


def office_hours(at: datetime, *, weekends: bool) -> datetime:
    """Return the moment itself, or the next morning at which somebody works."""
    if at.hour >= 18:
        at = (at + timedelta(days=1)).replace(hour=8, minute=at.minute)
    elif at.hour < 8:
        at = at.replace(hour=8)
    while at.weekday() >= 5 and not weekends:
        at = (at + timedelta(days=1)).replace(hour=8)
    return at
