from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = "Tickets"

    def ready(self) -> None:
        """Tell `organizations`, which knows nothing of tickets, what it has to ask here."""
        from organizations.search import read_references
        from organizations.services.api_keys import scopes
        from organizations.services.audit import published, sentences, targets
        from organizations.services.tenants import learn_usual
        from organizations.signals import archiving, merging, recorded, stage_moved, unmerging
        from portal.monitoring import metrics
        from portal.web.listing import viewed
        from tickets import checks  # noqa: F401 - registers them
        from tickets.forms.filters import TICKETS
        from tickets.models import Message, Ticket
        from tickets.published import TYPES
        from tickets.scopes import SCOPES
        from tickets.search import reference
        from tickets.services.figures import figures
        from tickets.services.lifecycle.archiving import refuse_while_active
        from tickets.services.lifecycle.merging import come_back, follow
        from tickets.services.presets.presets import usual_applications
        from tickets.services.reports.milestones import note_act, note_stage
        from tickets.verbs import AssistantVerb, Verb

        read_references(reference)
        learn_usual(usual_applications)
        metrics.learn(figures)
        published.learn(TYPES)
        scopes.learn(SCOPES)
        sentences.learn(Verb, {("message", "kind"): Message.Kind, ("ticket", "kind"): Ticket.Kind})
        sentences.learn(AssistantVerb)
        targets.learn(
            {
                "job": "tickets:job",
                "message": "tickets:mail",
                "preset": "tickets:preset",
                "ticket": "tickets:ticket",
            }
        )
        viewed.learn(TICKETS)
        archiving.connect(refuse_while_active)
        merging.connect(follow)
        unmerging.connect(come_back)
        stage_moved.connect(note_stage)
        recorded.connect(note_act)
