"""A local Auth0: see README.md in this folder."""

from portal.local.auth0_sandbox.http.server import Sandbox, serve

__all__ = ["Sandbox", "serve"]
