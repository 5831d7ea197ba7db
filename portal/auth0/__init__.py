"""Client for the part of Auth0's Management API that the portal uses. Knows no Django."""

from portal.auth0.resources.clients import Client
from portal.auth0.resources.connections import Connection
from portal.auth0.resources.discovery_domains import DiscoveryDomain
from portal.auth0.resources.logs import SIGN_INS_A_PAGE, LogEvent, checkpoint_at
from portal.auth0.resources.organizations import Organization
from portal.auth0.resources.profiles import Profile
from portal.auth0.resources.scim import ScimToken
from portal.auth0.resources.tickets import IssuedTicket

from .client import Auth0
from .credentials import ClientSecret, PrivateKeyJwt
from .errors import (
    Auth0Error,
    BadCredentials,
    Conflict,
    Forbidden,
    Invalid,
    MissingScope,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    Refused,
    Unavailable,
    UnexpectedAnswer,
)
from .paging import Page, each
from .plans import PLANS
from .transport.session import Limiter

__all__ = [
    "PLANS",
    "SIGN_INS_A_PAGE",
    "Auth0",
    "Auth0Error",
    "BadCredentials",
    "Client",
    "ClientSecret",
    "Conflict",
    "Connection",
    "DiscoveryDomain",
    "Forbidden",
    "Invalid",
    "IssuedTicket",
    "Limiter",
    "LogEvent",
    "MissingScope",
    "NotFound",
    "Organization",
    "OutcomeUnknown",
    "Page",
    "PrivateKeyJwt",
    "Profile",
    "RateLimited",
    "Refused",
    "ScimToken",
    "Unavailable",
    "UnexpectedAnswer",
    "checkpoint_at",
    "each",
]
