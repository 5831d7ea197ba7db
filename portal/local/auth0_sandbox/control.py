"""The control plane under /_sandbox/: what tests and the demo steer the sandbox with."""

import time
from collections import deque
from collections.abc import Callable
from typing import Any

from portal.local.auth0_sandbox.assistant.steps import Session
from portal.local.auth0_sandbox.http.faults import Faults
from portal.local.auth0_sandbox.http.webapp import WebApp
from portal.local.auth0_sandbox.tenant.state import State
from portal.local.auth0_sandbox.tenant.tenant import Tenant

from .assistant import assistant, walk
from .dns import dns_server, dns_table
from .http import limits, scopes
from .messages import Answer, Request, Row, json_answer
from .tenant import seed, tickets
from .tenant.activity import sign_ins

PREFIX = "/_sandbox/"


class Control:
    def __init__(
        self, tenant: Tenant, faults: Faults, requests: deque[Row], webapp: WebApp
    ) -> None:
        self._tenant = tenant
        self._plan = tenant.plan_name
        self._faults = faults
        self._requests = requests
        self._webapp = webapp
        self._calls: dict[tuple[str, str], Callable[[Any], Answer]] = {
            ("POST", "reset"): self._reset,
            ("POST", "clock"): self._advance,
            ("GET", "clock"): self._clock,
            ("POST", "faults"): self._add_fault,
            ("DELETE", "faults"): self._clear_faults,
            ("POST", "dns"): self._set_dns,
            ("DELETE", "dns"): self._clear_dns,
            ("GET", "requests"): self._show_requests,
            ("POST", "assistant"): self._walk,
            ("POST", "sign-ins"): self._sign_in,
            ("POST", "scopes"): self._set_scopes,
            ("POST", "credentials"): self._set_credentials,
            ("POST", "lag"): self._set_lag,
            ("POST", "plan"): self._set_plan,
            ("GET", "state"): self._show_state,
        }

    def answer(self, request: Request) -> Answer:
        call = self._calls.get((request.method, request.path.removeprefix(PREFIX)))
        if call is None:
            return json_answer(404, {"error": "No such control call; see the sandbox's README."})
        try:
            return call(request.json() or {})
        except (ValueError, TypeError, KeyError, AttributeError) as problem:
            return json_answer(400, {"error": f"{type(problem).__name__}: {problem}"})

    def _reset(self, body: Row) -> Answer:
        """Start over: rows, clock, plan, faults and the list of requests; tokens stay good."""
        plant = seed.SEEDS[body.get("seed", "empty")]
        fresh = State(signing_key=self._tenant.state.signing_key, scopes=list(scopes.GRANTED))
        self._tenant.state = fresh
        self._tenant.clock.set_offset(0)
        self._tenant.plan_name = self._plan
        self._tenant.limits = limits.Limits(self._tenant.plan)
        self._faults.clear()
        self._requests.clear()
        self._webapp.forget()
        plant(self._tenant)
        return json_answer(200, {"now": self._tenant.timestamp()})

    def _advance(self, body: Row) -> Answer:
        seconds = float(body["advance_seconds"])
        if seconds < 0:
            raise ValueError("time goes forward only")
        self._tenant.clock.set_offset(self._tenant.clock.offset + seconds)
        return self._clock(body)

    def _clock(self, body: Row) -> Answer:
        now = self._tenant.timestamp()
        return json_answer(200, {"now": now, "offset_seconds": self._tenant.clock.offset})

    def _add_fault(self, body: Row) -> Answer:
        self._faults.add(body)
        return json_answer(201, {"ordered": body})

    def _clear_faults(self, body: Row) -> Answer:
        self._faults.clear()
        return Answer(204)

    def _set_dns(self, body: Row) -> Answer:
        """Replace everything a name answers with; without any record the name is gone."""
        allowed = {"name", "answer", *dns_table.TYPES}
        if unknown := sorted(set(body) - allowed):
            raise ValueError(f"unknown fields: {', '.join(unknown)}")
        if body.get("answer", "silent") not in dns_table.ANSWERS:
            raise ValueError(f"answer must be one of {', '.join(dns_table.ANSWERS)}")
        row = {kind: value for kind, value in body.items() if kind != "name" and value}
        name = dns_table.key(body["name"])
        dns_server.check(name, row)
        self._tenant.state.dns.pop(name, None)
        if row:
            self._tenant.state.dns[name] = row
        return json_answer(200, {"name": name, **row})

    def _clear_dns(self, body: Row) -> Answer:
        self._tenant.state.dns.clear()
        return Answer(204)

    def _show_requests(self, body: Row) -> Answer:
        return json_answer(200, list(self._requests))

    def _walk(self, body: Row) -> Answer:
        return walk.answer(self._tenant, body)

    def _sign_in(self, body: Row) -> Answer:
        """Let people sign in with a connection, well or not."""
        rows = sign_ins.write(self._tenant, body)
        return json_answer(201, {"log_ids": [row["log_id"] for row in rows]})

    def _set_scopes(self, body: Row) -> Answer:
        """Grant exactly these scopes to the tokens given out from now on."""
        self._tenant.state.scopes = [str(scope) for scope in body["scopes"]]
        return json_answer(200, {"scopes": self._tenant.state.scopes})

    def _set_credentials(self, body: Row) -> Answer:
        """Register the public key (PEM) that verifies the API client's assertions."""
        self._tenant.state.public_key = str(body["public_key"])
        return json_answer(200, {})

    def _set_lag(self, body: Row) -> Answer:
        self._tenant.state.lag_seconds = float(body["seconds"])
        return json_answer(200, {})

    def _set_plan(self, body: Row) -> Answer:
        limits.PLANS[body["plan"]]
        self._tenant.plan_name = body["plan"]
        times = {"real": time.monotonic, "sandbox": lambda: self._tenant.now().timestamp()}
        self._tenant.limits = limits.Limits(self._tenant.plan, times[body.get("time", "real")])
        return json_answer(200, {})

    def _show_state(self, body: Row) -> Answer:
        tenant, state = self._tenant, self._tenant.state
        return json_answer(
            200,
            {
                "now": tenant.timestamp(),
                "plan": tenant.plan_name,
                "tickets": [{"id": id, **self._ticket(row)} for id, row in state.tickets.items()],
                "organizations": list(state.organizations.values()),
                "links": state.links,
                "domains": state.domains,
                "connections": [
                    {**row, "clients": state.connection_clients[id]}
                    for id, row in state.connections.items()
                ],
                "scim": list(state.scim.values()),
                "profiles": list(state.profiles.values()),
                "clients": list(state.clients.values()),
                "custom_domains": list(state.custom_domains.values()),
                "log_streams": list(state.log_streams.values()),
                "logs": len(state.logs),
                "dns": state.dns,
            },
        )

    def _ticket(self, row: Row) -> Row:
        session = Session(self._tenant, row, tickets.Visitor("", ""))
        return {
            "url": tickets.url(self._tenant, row),
            "request": row["request"],
            "created_at": row["created_at"],
            "expires_at": row["expires_at"],
            "ends_at": row["ends_at"],
            **assistant.state(session),
        }
