"""Figures for a monitoring system, in Prometheus' text format (its exposition format 0.0.4)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from newsroom.errors import NotAllowed
from newsroom.models import User


@dataclass(frozen=True)
class Gauge:
    """A Prometheus gauge. ``values``: value of ``label`` → figure; without a label one figure for ``""``."""

    name: str
    meaning: str
    values: Mapping[str, float]
    label: str = ""


Source = Callable[[datetime], Iterable[Gauge]]
"""Reads the gauges at a moment."""


@dataclass(frozen=True, eq=False)
class _GaugeCollector(Collector):
    gauges: tuple[Gauge, ...]

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for gauge in self.gauges:
            family = GaugeMetricFamily(gauge.name, gauge.meaning, labels=[gauge.label] if gauge.label else [])
            for label, value in gauge.values.items():
                family.add_metric([label] if gauge.label else [], value)
            yield family


def page(*sources: Source) -> Callable[[HttpRequest], HttpResponse]:
    """A view that shows the gauges of the sources to administrators and to clients with METRICS_TOKEN."""

    @require_safe
    def metrics(request: HttpRequest) -> HttpResponse:
        if not _may_read(request):
            raise NotAllowed(_("Admins only."))
        now = timezone.now()
        registry = CollectorRegistry()
        registry.register(_GaugeCollector(tuple(gauge for source in sources for gauge in source(now))))
        answer = HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
        answer["Cache-Control"] = "no-store"
        return answer

    return metrics


def _may_read(request: HttpRequest) -> bool:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and settings.METRICS_TOKEN:
        return secrets.compare_digest(token.strip().encode(), settings.METRICS_TOKEN.encode())
    user = request.user
    return isinstance(user, User) and user.is_active and user.is_superuser
