"""Sign in without the pages for it, as somebody who showed who they are just now."""

import time

from django.test import Client

from organizations.models import User


def signed_in(client: Client, user: User, *, ago: float = 0) -> Client:
    """Sign a user in at a client; `ago`: how many seconds ago they showed who they are."""
    client.force_login(user)
    session = client.session
    at = time.time() - ago
    session["account_authentication_methods"] = [
        {"method": "password", "at": at},
        {"method": "mfa", "at": at, "type": "totp"},
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client
