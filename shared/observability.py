"""Logs as JSON lines, traces that follow an event from request to effect, and metrics."""

import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import structlog
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_tracer = trace.get_tracer("harambee")
_propagator = TraceContextTextMapPropagator()

SECRETS = frozenset({"authorization", "password", "secret", "key", "token", "address", "email"})


def configure(service: str, *, level: str, trace_endpoint: str | None) -> None:
    """Set up logs and traces of this process; spans are only sent where an address is given."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _with_trace,
            _without_secrets,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    _pass_on_library_logs(service)
    provider = TracerProvider(resource=Resource.create({"service.name": f"harambee-{service}"}))
    if trace_endpoint:
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=trace_endpoint)))
    trace.set_tracer_provider(provider)


def _pass_on_library_logs(service: str) -> None:
    """Write what libraries warn of as lines of the same form."""

    def name_service(_: Any, __: str, entry: structlog.typing.EventDict) -> structlog.typing.EventDict:
        return {"service": service, **entry}

    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            name_service,
            structlog.processors.format_exc_info,
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer()],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


def _with_trace(_: Any, __: str, entry: structlog.typing.EventDict) -> structlog.typing.EventDict:
    if found := trace_id():
        entry["trace_id"] = found
    return entry


def _without_secrets(_: Any, __: str, entry: structlog.typing.EventDict) -> structlog.typing.EventDict:
    for name in entry.keys() & SECRETS:
        entry[name] = "***"
    return entry


def trace_id() -> str:
    """Give the current trace's id, 32 hex digits, or nothing outside a trace."""
    context = trace.get_current_span().get_span_context()
    return format(context.trace_id, "032x") if context.is_valid else ""


def traceparent() -> dict[str, str]:
    """Give the W3C trace context of the current span, as headers or CloudEvents attributes."""
    carrier: dict[str, str] = {}
    _propagator.inject(carrier)
    carrier.pop("tracestate", None)
    return carrier


@contextmanager
def span(name: str, *, kind: SpanKind = SpanKind.INTERNAL, parent: Mapping[str, str] | None = None) -> Iterator[None]:
    """Trace what happens inside; `parent` holds the traceparent it continues."""
    context = _propagator.extract(parent) if parent else None
    with _tracer.start_as_current_span(name, context=context, kind=kind):
        yield


@contextmanager
def batch_span(name: str, parents: list[Mapping[str, str]]) -> Iterator[None]:
    """Trace a batch that has many causes, by links to each."""
    links = [
        Link(trace.get_current_span(_propagator.extract(parent, Context())).get_span_context()) for parent in parents
    ]
    with _tracer.start_as_current_span(name, context=Context(), kind=SpanKind.CONSUMER, links=links):
        yield
