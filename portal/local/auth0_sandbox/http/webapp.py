"""The assistant's pages under /self-service/, which a person clicks through."""

from urllib.parse import urlencode

from portal.local.auth0_sandbox import pages
from portal.local.auth0_sandbox.assistant import assistant, step_pages
from portal.local.auth0_sandbox.assistant.steps import NotAllowed, Session
from portal.local.auth0_sandbox.messages import Answer, Request, Row
from portal.local.auth0_sandbox.tenant import tickets
from portal.local.auth0_sandbox.tenant.tenant import Tenant

from .limits import Bucket, Rate

COOKIE = "auth0_sandbox_assistant"
PATH = step_pages.PATH
OPENINGS = Rate(6, 6)  # per minute and IP
PAGES = Rate(50, 50)  # per minute and IP
TENANT_PAGES = Rate(90, 90)  # per minute
PAGE_OF = {"add_domain": "domains", "verify": "domains", "remove_domain": "domains"}
STAYS = ("test", "add_domain", "verify", "remove_domain", "enable")


class WebApp:
    """Its limits run on the tenant's clock, like everything a customer meets."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def forget(self) -> None:
        """Start counting afresh."""
        self._buckets.clear()

    def answer(self, request: Request) -> Answer:
        if request.path == "/self-service/assistant.css":
            return Answer(200, pages.STYLESHEET, "text/css", {"Cache-Control": "max-age=300"})
        if request.path == "/self-service/brand.css":
            return self._brand(request)
        if not self._allows(request):
            return pages.too_many()
        try:
            return self._page(request)
        except tickets.Closed as closed:
            return pages.closed(closed.reason)

    def _page(self, request: Request) -> Answer:
        match request.method, request.path:
            case "GET", tickets.FLOW_PATH:
                return self._open(request)
            case "GET", step_pages.PATH:
                session = self._session(request)
                return _show(session, request.query.get("step", ["introduction"])[-1], {})
            case "POST", path if path.startswith(f"{PATH}/"):
                return _act(self._session(request), path.removeprefix(f"{PATH}/"), request.form)
        return pages.closed("unknown")

    def _open(self, request: Request) -> Answer:
        """Every GET counts as an opening, a mail scanner's too."""
        ticket_id = request.query.get("ticket", [""])[-1]
        session = tickets.open(self._tenant, ticket_id, _visitor(request))
        cookie = f"{COOKIE}={session}; Path=/self-service; HttpOnly; SameSite=Lax"
        return Answer(303, headers={"Location": PATH, "Set-Cookie": cookie, **pages.HEADERS})

    def _session(self, request: Request) -> Session:
        ticket = tickets.of_session(self._tenant, request.cookie(COOKIE))
        return Session(self._tenant, ticket, _visitor(request))

    def _brand(self, request: Request) -> Answer:
        try:
            profile = self._session(request).profile
        except tickets.Closed:
            profile = {}
        return Answer(200, pages.brand(profile), "text/css", {"Cache-Control": "no-store"})

    def _allows(self, request: Request) -> bool:
        wanted = [("ip", request.ip, PAGES), ("tenant", "", TENANT_PAGES)]
        if request.path == tickets.FLOW_PATH:
            wanted.append(("opening", request.ip, OPENINGS))
        taken = [self._bucket(*item).take() for item in wanted]  # each counts, whatever the others
        return all(taken)

    def _bucket(self, kind: str, who: str, rate: Rate) -> Bucket:
        clock = self._tenant.clock
        return self._buckets.setdefault((kind, who), Bucket(rate, lambda: clock.now().timestamp()))


def _visitor(request: Request) -> tickets.Visitor:
    return tickets.Visitor(request.ip, request.headers.get("user-agent", ""))


def _show(session: Session, step: str, given: Row, alert: str = "", status: int = 200) -> Answer:
    if step not in step_pages.offered(session):
        step = "introduction"
    if step == "configure" and not session.connection and not session.ticket["strategy"]:
        step = "choose"
    return pages.page(
        step_pages.TITLES[step],
        step_pages.PAGES[step](session, given),
        status=status,
        alert=alert,
        steps=step_pages.progress(session, step),
        logo=pages.logo(session.profile),
    )


def _act(session: Session, name: str, form: dict[str, str]) -> Answer:
    if name not in assistant.STEPS:
        return pages.closed("unknown")
    shown = PAGE_OF.get(name, name)
    shown = "finished" if name == "finish" else shown
    try:
        result = assistant.STEPS[name].act(session, **_arguments(name, form))
    except NotAllowed as problem:
        return _show(session, shown, form, str(problem), status=409)
    if name == "provision" and result:
        return _show(session, shown, {"token": result})
    if name == "verify" and not result:
        missing = "The TXT record was not found yet. DNS can take a while; try again later."
        return _show(session, shown, {}, missing)
    following = shown if name in STAYS else step_pages.after(session, shown)
    target = f"{PATH}?{urlencode({'step': following})}"
    return Answer(303, headers={"Location": target, **pages.HEADERS})


def _arguments(name: str, form: dict[str, str]) -> Row:
    if name == "configure":
        options = {key: value for key, value in form.items() if key != "third_party" and value}
        return {"options": options, "third_party": "third_party" in form}
    return {field: form.get(field, "") for field in assistant.STEPS[name].arguments}
