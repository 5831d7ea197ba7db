"""The demo's sample customers, each brought to where it stands by the portal's own services.

Everything at Auth0 happens in the sandbox, told over HTTP by its control plane; time passes there
and here together.
"""
