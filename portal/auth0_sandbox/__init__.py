"""A local Auth0: see README.md in this folder."""

from portal.auth0_sandbox.server import Sandbox, serve

__all__ = ["Sandbox", "serve"]
