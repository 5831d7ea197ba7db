"""POST /oauth/token and the check of what it gave out.

Tokens live by real time: they belong to the machine that calls, not to the tenant's story.
https://auth0.com/docs/secure/tokens/access-tokens/management-api-access-tokens
"""

import secrets
import time
from functools import cache

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from portal.local.auth0_sandbox.http.errors import Refused
from portal.local.auth0_sandbox.messages import Answer, Request, json_answer

from .tenant import Tenant

LIFETIME = 86_400  # seconds
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_ALGORITHMS = ["RS256", "RS384", "PS256"]


def new_signing_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def answer(tenant: Tenant, request: Request) -> Answer:
    """Answer a client_credentials request in OAuth's envelope, not the API's."""
    try:
        form = request.form
    except ValueError:
        return _no(400, "invalid_request", "Invalid request payload JSON format")
    if form.get("grant_type") != "client_credentials":
        return _no(
            403, "unsupported_grant_type", f"Unsupported grant type: {form.get('grant_type')}"
        )
    if not _proves_client(tenant, form):
        return _no(401, "access_denied", "Unauthorized")
    if form.get("audience") != tenant.audience:
        return _no(403, "access_denied", f"Service not found: {form.get('audience', '')}")
    scope = " ".join(tenant.state.scopes)
    token = _sign(tenant, scope)
    granted = {"access_token": token, "scope": scope, "expires_in": LIFETIME}
    return json_answer(200, granted | {"token_type": "Bearer"}, {"Cache-Control": "no-store"})


def authenticate(tenant: Tenant, header: str) -> frozenset[str]:
    """Return the scopes of a bearer token. Raises Refused (401)."""
    kind, _, token = header.partition(" ")
    if kind.lower() != "bearer" or not token:
        raise Refused(401, "Missing authentication")
    try:
        key = _public_key(tenant.state.signing_key)
        claims = jwt.decode(token, key, ["RS256"], audience=tenant.audience)
    except jwt.ExpiredSignatureError:
        raise Refused(401, "Expired token received for JSON Web Token validation") from None
    except jwt.InvalidSignatureError:
        raise Refused(401, "Invalid signature received for JSON Web Token validation") from None
    except jwt.InvalidTokenError:
        raise Refused(401, "Invalid token") from None
    return frozenset(claims["scope"].split())


@cache
def _public_key(private_pem: str) -> rsa.RSAPublicKey:
    key = serialization.load_pem_private_key(private_pem.encode(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key.public_key()


def _proves_client(tenant: Tenant, form: dict[str, str]) -> bool:
    if "client_assertion" in form:
        return form.get("client_assertion_type") == ASSERTION and _signed(
            tenant, form["client_assertion"]
        )
    return secrets.compare_digest(
        form.get("client_id", "").encode(), tenant.api_client.client_id.encode()
    ) and secrets.compare_digest(
        form.get("client_secret", "").encode(), tenant.api_client.client_secret.encode()
    )


def _signed(tenant: Tenant, assertion: str) -> bool:
    """private_key_jwt: https://auth0.com/docs/get-started/authentication-and-authorization-flow"""
    client_id = tenant.api_client.client_id
    if not tenant.state.public_key:
        return False
    try:
        claims = jwt.decode(
            assertion,
            tenant.state.public_key,
            ASSERTION_ALGORITHMS,
            audience=[f"{tenant.public_url}/", f"{tenant.public_url}/oauth/token"],
            issuer=client_id,
            options={"require": ["exp", "iat", "sub", "jti"]},
        )
    except jwt.PyJWTError:
        return False
    return bool(claims["sub"] == client_id)


def _sign(tenant: Tenant, scope: str) -> str:
    now = int(time.time())
    client_id = tenant.api_client.client_id
    claims = {
        "iss": f"{tenant.public_url}/",
        "sub": f"{client_id}@clients",
        "aud": tenant.audience,
        "iat": now,
        "exp": now + LIFETIME,
        "scope": scope,
        "gty": "client-credentials",
        "azp": client_id,
    }
    return jwt.encode(claims, tenant.state.signing_key, "RS256")


def _no(status: int, error: str, description: str) -> Answer:
    return json_answer(status, {"error": error, "error_description": description})
