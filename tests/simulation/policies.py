"""The ways of working that are compared: what differs in the presets' rules."""

from collections.abc import Mapping

from tickets.models import FollowUp

AUTOMATIC, ENABLING, BY_HAND = "automatic", "enabling", "by hand"

POLICIES: Mapping[str, Mapping[str, object]] = {
    # As the product comes.
    AUTOMATIC: {},
    # The last step is the portal's own: nobody has to come back for it.
    ENABLING: {"follow_up": FollowUp.ENABLE},
    # The portal issues and shows, and mails nothing unasked.
    BY_HAND: {
        "follow_up": FollowUp.NOTHING,
        "reminds": False,
        "mails_failing": False,
        "unused_days": 0,
    },
}
