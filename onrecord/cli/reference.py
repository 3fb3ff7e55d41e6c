"""docs/reference.md out of the declarations: commands, topics, records, metrics."""

import inspect
from collections.abc import Iterator
from typing import Any

import msgspec
from prometheus_client.metrics import MetricWrapperBase

import schemas
from connectors import telemetry
from connectors.log.base import ALERTS, ITEMS, REJECTED
from onrecord.cli.declare import Command
from onrecord.cli.table import GROUPS

TOPICS = {
    ITEMS: ("document id", schemas.Item, "connectors, `onrecord ingest`", "the pipeline, replay"),
    ALERTS: ("rule id", schemas.Alert, "the pipeline", "the notifier"),
    REJECTED: ("source id", schemas.Rejected, "any stage", "`onrecord rejected`"),
}

_INTRODUCTION = """# Reference

Commands, topics, records and metrics. The keys of the configuration are in [configuration.md](configuration.md), the
query language in [queries.md](queries.md). This page is made from the declarations in the code (`make docs`).

## Commands

Data goes to stdout, everything else to stderr. `--json` gives JSON lines. `-`, or no file, reads standard input. Exit
status: 0 done, 1 the work failed, 2 the call or the configuration is wrong, 130 on Ctrl-C. All state lives in one
folder: `--home DIR`, else `ONRECORD_HOME`, else `./.onrecord`.
"""


def records() -> list[type[msgspec.Struct]]:
    """Every record of `schemas`, in order of name."""
    kinds = {kind for kind in vars(schemas).values() if isinstance(kind, type) and issubclass(kind, msgspec.Struct)}
    return sorted(kinds, key=lambda kind: kind.__name__)


def metrics() -> list[MetricWrapperBase]:
    """Every metric, in order of its declaration."""
    return [value for value in vars(telemetry).values() if isinstance(value, MetricWrapperBase)]


def leaves() -> Iterator[tuple[str, Command]]:
    """Every command that does something, with its path: `sources add`."""
    for _, commands in GROUPS:
        for command in commands:
            for child in command.children:
                yield f"{command.name} {child.name}", child
            if not command.children:
                yield command.name, command


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _commands() -> Iterator[str]:
    for path, command in leaves():
        yield from (f"### `onrecord {path}`", "", f"{command.summary[0].upper()}{command.summary[1:]}.", "", "```sh")
        yield from (*command.examples, "```", "")
        if command.options:
            yield from ("| option | what it does |", "|---|---|")
            yield from (f"| `{_cell(option.shown())}` | {_cell(option.help)} |" for option in command.options)
            yield ""


def _topics() -> Iterator[str]:
    yield from ("## Topics of the log", "", "| topic | key | value | written by | read by |", "|---|---|---|---|---|")
    for name, (key, kind, writers, readers) in TOPICS.items():
        yield f"| `{name}` | {key} | [`{kind.__name__}`](#{kind.__name__.lower()}) | {writers} | {readers} |"
    yield ""


def type_name(annotation: Any) -> str:
    """An annotation as it would be written, without the modules."""
    if isinstance(annotation, type) and not getattr(annotation, "__args__", None):
        return annotation.__name__
    text = str(annotation)
    for module in (
        "typing.",
        "schemas.statement.",
        "schemas.alert.",
        "schemas.document.",
        "schemas.entity.",
        "schemas.item.",
    ):
        text = text.replace(module, "")
    return text


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.default is not msgspec.NODEFAULT:
        return f"`{field.default!r}`"
    return "needed" if field.default_factory is msgspec.NODEFAULT else "empty"


def _records() -> Iterator[str]:
    yield from (
        "## Records",
        "",
        "Each is one JSON object, in the log and in the index. Fields that hold their default",
        "may be absent.",
        "",
    )
    for kind in records():
        yield from (
            f"### {kind.__name__}",
            "",
            inspect.getdoc(kind) or "",
            "",
            "| field | type | default |",
            "|---|---|---|",
        )
        for field in msgspec.structs.fields(kind):
            yield f"| `{field.encode_name}` | {_cell(type_name(field.type))} | {_cell(_default(field))} |"
        yield ""


def _metrics() -> Iterator[str]:
    yield from (
        "## Metrics",
        "",
        "Served at `/metrics` in Prometheus' format, summed over the processes of a desk.",
        "",
    )
    yield from ("| metric | type | labels | what it counts |", "|---|---|---|---|")
    for metric in metrics():
        (family,) = metric.describe()
        name = family.name + ("_total" if family.type == "counter" else "")
        labels = ", ".join(metric._labelnames)  # noqa: SLF001 - the library shows label names nowhere else
        yield f"| `{name}` | {family.type} | {labels} | {_cell(family.documentation)} |"
    for name, documentation in telemetry.INDEX_GAUGES.values():
        yield f"| `{name}` | gauge |  | {_cell(documentation)} |"


def reference_page() -> str:
    """docs/reference.md."""
    parts = [_INTRODUCTION, *_commands(), *_topics(), *_records(), *_metrics()]
    return "\n".join(parts).rstrip() + "\n"
