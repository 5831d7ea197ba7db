"""What the demo says when it is ready."""

from .environment import sandbox_url
from .options import Ports

PEOPLE = {
    "support": "support@acme.example",
    "manager": "manager@acme.example",
    "operator": "operator@acme.example",
}


def tour(ports: Ports, password: str, api_key: str) -> str:
    portal = f"http://localhost:{ports.portal}"
    inbox = f"http://localhost:{ports.mail}"
    logins = "\n".join(f"    {role:<10}{address}" for role, address in PEOPLE.items())
    return f"""
  The portal     {portal}/
  The inbox      {inbox}/     every mail the portal sends
  The sandbox    {sandbox_url(ports.sandbox)}/     the local Auth0

  Sign in as (password: {password})
{logins}

  Call the API with this key, which may do everything:
    {api_key}

  Six steps from "they bought it" to "they sign in":
    1. Sign in to the portal as support. Home shows who is stuck, and why.
    2. Open the customer "Müller & Söhne" and map it to its Auth0 organization.
    3. Issue a ticket for Jörg Müller, read his mail in the inbox and follow its link.
    4. Set up the connection in the sandbox Auth0: choose a provider, configure, enable.
    5. Go back to the customer's page: the connection went live by itself.
    6. Let Jo sign in on the sandbox's page, and five hours pass: the connection is in use.
       Let everybody fail with a new certificate, and Home says why.

  Ctrl-C stops everything; the data stays for the next `make demo`.
"""
