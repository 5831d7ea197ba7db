"""Word to staff about what happens, so that nobody has to watch Home.

The list of events says what is new since somebody was told last; the rows of what needs attention
and of connections say whether it still is. Nothing else is kept for each message.
"""

from .choosing import change_channel, choose, create_channel, delete_channel, subscription_of
from .telling import send_test, subscriptions_due, tell

__all__ = [
    "change_channel",
    "choose",
    "create_channel",
    "delete_channel",
    "send_test",
    "subscription_of",
    "subscriptions_due",
    "tell",
]
