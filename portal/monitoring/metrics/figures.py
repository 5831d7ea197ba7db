"""Figures that are read where they are kept, when somebody asks: the same from every process."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import redis
import structlog
from django.db import DatabaseError
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Figure:
    """One value of a metric. `name` ends in _total where it only grows.

    The values of `labels` must be few: names of states, endpoints or tenants, never ids or paths.
    """

    name: str
    about: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


Source = Callable[[], Iterable[Figure]]
_sources: list[Source] = []


def learn(source: Source) -> None:
    """Have a source asked with each reading; what it cannot tell (database away) is left out."""
    if source not in _sources:
        _sources.append(source)


class Figures(Collector):
    """Asks all sources."""

    def collect(self) -> Iterator[Metric]:
        families: dict[str, CounterMetricFamily | GaugeMetricFamily] = {}
        for source in _sources:
            for figure in _told(source):
                family = families.get(figure.name)
                if family is None:
                    kind = (
                        CounterMetricFamily if figure.name.endswith("_total") else GaugeMetricFamily
                    )
                    family = kind(figure.name, figure.about, labels=list(figure.labels))
                    families[figure.name] = family
                family.add_metric(list(figure.labels.values()), figure.value)
        yield from families.values()


def _told(source: Source) -> list[Figure]:
    try:
        return list(source())
    except (DatabaseError, redis.RedisError) as error:
        log.warning("figures_left_out", source=source.__name__, error=str(error))
        return []
