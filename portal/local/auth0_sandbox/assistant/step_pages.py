"""What each step of the assistant shows: one function a step, each with one main button."""

from collections.abc import Callable
from html import escape

from portal.local.auth0_sandbox import home, safe_html
from portal.local.auth0_sandbox.messages import Row

from . import assistant, providers, provisioning_step
from .steps import Session

PATH = "/self-service/assistant"
TITLES = {
    "introduction": "Set up single sign-on",
    "choose": "Choose your identity provider",
    "configure": "Configure the connection",
    "test": "Test the connection",
    "provision": "Set up provisioning",
    "domains": "Verify your domains",
    "enable": "Enable the connection",
    "finished": "You are done",
}
SHORT = {
    "introduction": "Start",
    "choose": "Provider",
    "configure": "Connection",
    "test": "Test",
    "provision": "Provisioning",
    "domains": "Domains",
    "enable": "Enable",
    "finished": "Done",
}
INTRODUCTION = (
    "You are a few simple steps away from setting up SSO. This setup process involves making some "
    "changes to your identity provider. Before you begin, open your identity provider in a "
    "separate browser tab or window."
)


def offered(session: Session) -> list[str]:
    """Return the steps that this ticket leads through, in order."""
    steps = ["introduction"]
    if session.has_feature("sso"):
        steps += ["configure", "test"]
        if session.ticket["kind"] == "create":
            steps.insert(1, "choose")
    if session.has_feature("provisioning") and (
        not session.connection or provisioning_step.offered(session)
    ):
        steps.append("provision")
    if session.has_feature("domain_verification"):
        steps.append("domains")
    if session.setup["clients"]:
        steps.append("enable")
    return [*steps, "finished"]


def after(session: Session, step: str) -> str:
    """Return the step that follows."""
    steps = offered(session)
    return steps[min(steps.index(step) + 1, len(steps) - 1)] if step in steps else "introduction"


def progress(session: Session, current: str) -> str:
    """Return the list of steps as HTML."""
    done = session.ticket["done"]
    items = []
    for step in offered(session):
        here = ' aria-current="step"' if step == current else ""
        name = ' class="is-done"' if step in done else ""
        items.append(f"<li{name}{here}>{escape(SHORT[step])}</li>")
    return f'<nav class="progress" aria-label="Steps"><ol>{"".join(items)}</ol></nav>'


def introduction(session: Session, given: Row) -> str:
    texts = session.tenant.state.custom_texts.get(session.ticket["profile_id"], {})
    text = safe_html.clean(texts.get("introduction", INTRODUCTION))
    return f"<div>{text}</div>{_onward(session, 'introduction', 'Start', main=True)}"


def choose(session: Session, given: Row) -> str:
    if session.connection:
        # Whoever comes back keeps the provider that they chose.
        label = escape(providers.PROVIDERS[session.provider].label)
        return f"<p>{label} is connected.</p>{_onward(session, 'choose', 'Continue', main=True)}"
    items = "".join(
        f'<label><input type="radio" name="strategy" value="{name}" required'
        f"{' checked' if name == session.ticket['strategy'] else ''}>"
        f"{escape(providers.PROVIDERS[name].label)}</label>"
        for name in session.strategies
    )
    fields = f'<fieldset class="choices"><legend>Identity provider</legend>{items}</fieldset>'
    return _form("choose", fields, "Continue")


def configure(session: Session, given: Row) -> str:
    provider = providers.PROVIDERS[session.provider]
    known = session.connection["options"] if session.connection else {}
    fields = "".join(_field(field, given, known) for field in provider.fields)
    if session.body.get("third_party_client_access_config", {}).get("allow_configuration"):
        fields += (
            '<label class="check"><input type="checkbox" name="third_party" value="yes"> '
            "Third-party applications may use this connection</label>"
        )
    attributes = session.profile.get("user_attributes") or []
    names = ", ".join(f"{a['name']}{' (optional)' if a['is_optional'] else ''}" for a in attributes)
    hint = f'<p class="hint">Map these attributes: {escape(names)}.</p>' if names else ""
    label = "Save changes" if session.connection else "Create connection"
    keep = _skip(session, "configure", "Keep it as it is") if session.connection else ""
    return f"<p>{escape(provider.label)}</p>{hint}{_form('configure', fields, label, keep)}"


def test(session: Session, given: Row) -> str:
    if "test" in session.ticket["done"]:
        good = '<p class="good">The test sign-in worked.</p>'
        return good + _onward(session, "test", "Continue", main=True)
    text = "<p>Sign in once through your identity provider to see that the settings are right.</p>"
    return text + _form("test", "", "Test connection", _skip(session, "test"))


def provision(session: Session, given: Row) -> str:
    if secret := given.get("token"):
        return (
            f'<p class="good">Provisioning is set up. Copy this token now; it is shown once.</p>'
            f"<p><code>{escape(secret)}</code></p>"
            f"{_onward(session, 'provision', 'Continue', main=True)}"
        )
    if "provision" in session.ticket["done"]:
        good = '<p class="good">Provisioning is set up.</p>'
        return good + _onward(session, "provision", "Continue", main=True)
    text = "<p>Let your identity provider create, change and remove accounts by itself.</p>"
    return text + _form("provision", "", "Set up provisioning", _skip(session, "provision"))


def domains(session: Session, given: Row) -> str:
    state = assistant.state(session)
    shown = "".join(_domain(row) for row in state["domains"])
    pending = [row for row in state["domains"] if row["status"] == "pending"]
    text = "<p>Prove that your company owns its e-mail domains.</p>"
    if pending:
        text += "<p>Add each TXT record at your DNS provider. It can take up to 48 hours.</p>"
    required = state["domain_verification"] == "required" and not state["can_enable"]
    skip = "Come back later" if required else "Continue without verifying"
    verify = _form("verify", "", "Verify", _skip(session, "domains", skip)) if pending else ""
    onward = "" if pending else _onward(session, "domains", "Continue", main=bool(shown))
    field = (
        '<label for="domain">Another domain</label>'
        f'<input type="text" id="domain" name="domain" value="{escape(given.get("domain", ""))}" '
        'autocomplete="off" spellcheck="false">'
    )
    add = _form("add_domain", field, "Add domain", quiet=bool(shown))
    return text + shown + verify + onward + add


def enable(session: Session, given: Row) -> str:
    if assistant.enabled(session):
        good = '<p class="good">The connection is enabled: your colleagues can sign in.</p>'
        return good + _form("finish", "", "Finish")
    if why := assistant.why_not_enable(session):
        later = "<p>You can close this page and come back, or ask for a new link later.</p>"
        return f"<p>{escape(why)}</p>{later}{_form('finish', '', 'Finish for now')}"
    text = "<p>From now on your colleagues sign in with your identity provider.</p>"
    return text + _form("enable", "", "Enable connection")


def finished(session: Session, given: Row) -> str:
    if "finish" not in session.ticket["done"]:
        return _form("finish", "<p>Everything that this link offers is set up.</p>", "Finish")
    if assistant.enabled(session):
        return "<p>Single sign-on is live. You can close this page.</p>"
    saved = "Your settings are saved; the connection is not enabled yet."
    return f"<p>{saved} You can close this page.</p>"


PAGES: dict[str, Callable[[Session, Row], str]] = {
    "introduction": introduction,
    "choose": choose,
    "configure": configure,
    "test": test,
    "provision": provision,
    "domains": domains,
    "enable": enable,
    "finished": finished,
}


def _form(step: str, fields: str, label: str, beside: str = "", *, quiet: bool = False) -> str:
    kind = ' class="quiet"' if quiet else ""
    button = f"<button{kind}>{escape(label)}</button>"
    return (
        f'<form method="post" action="{PATH}/{step}">{fields}'
        f'<div class="actions">{button}{beside}</div></form>'
    )


def _onward(session: Session, step: str, label: str, *, main: bool = False) -> str:
    kind = ' class="button"' if main else ""
    link = f'<a{kind} href="{PATH}?step={after(session, step)}">{escape(label)}</a>'
    return f'<div class="actions">{link}</div>'


def _skip(session: Session, step: str, label: str = "Skip this step") -> str:
    return f'<a href="{PATH}?step={after(session, step)}">{label}</a>'


def _field(field: providers.Field, given: Row, known: Row) -> str:
    value = given.get(field.name)
    if value is None:
        value = known.get(field.name, field.sample) if field.kind != "password" else ""
    head = f'<label for="{field.name}">{escape(field.label)}</label>'
    if field.kind == "textarea":
        hint = '<p class="hint">Leave empty and the sandbox makes one up.</p>'
        area = f'<textarea id="{field.name}" name="{field.name}">{escape(value)}</textarea>'
        return head + area + hint
    return (
        f'{head}<input type="{field.kind}" id="{field.name}" name="{field.name}" '
        f'value="{escape(str(value))}" autocomplete="off">'
    )


def _domain(row: Row) -> str:
    name = escape(row["domain"])
    verified = row["status"] == "verified"
    record = (
        ""
        if verified
        else f"<dl><dt>TXT record name</dt><dd><code>{escape(row['verification_host'])}</code></dd>"
        f"<dt>Value</dt><dd><code>{escape(row['verification_txt'])}</code></dd></dl>"
    )
    publish = "" if verified else home.publish_form(row, f"{PATH}?step=domains")
    remove = (
        f'<form method="post" action="{PATH}/remove_domain">'
        f'<input type="hidden" name="domain" value="{name}">'
        f'<button class="quiet" aria-label="Remove {name}">Remove</button></form>'
    )
    status = "Verified" if verified else "Pending"
    return (
        f'<section class="domain"><h2>{name} <span class="status">{status}</span></h2>'
        f"{record}{publish}{remove}</section>"
    )
