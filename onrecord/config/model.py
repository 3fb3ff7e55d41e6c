"""The configuration: one declaration, from which validation, defaults, the JSON Schema, docs/configuration.md and the
comments of `onrecord init` are made."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PrivateAttr, Strict

from connectors.sources.base import Duration, SourceSettings
from onrecord.config.channels import CHANNELS, Terminal, Webhook
from onrecord.config.kinds import source_models, tagged
from onrecord.config.parts import HostPort, Name, Port, Section, Zone
from schemas import WatchedEntity


def _only(value: str, cluster: str) -> BeforeValidator:
    """One word for now, with a plain answer to who asks for the cluster's."""

    def judge(given: Any) -> Any:
        if isinstance(given, dict) and cluster in given:
            raise ValueError(
                f"{cluster} comes with the cluster form, which this version does not have; expected {value}"
            )
        return given

    return BeforeValidator(judge)


class Network(Section):
    """What may be reached, and who asks."""

    allow: tuple[HostPort, ...] = Field(
        default=(),
        description="The only private addresses (host:port) that sources and channels may reach. Everything public is "
        "reachable on ports 80 and 443.",
        examples=[["127.0.0.1:9000"]],
    )
    contact: str | None = Field(
        default=None,
        min_length=3,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="How a site's owner reaches you: an address of mail or a page. It goes into the User-Agent.",
        examples=["desk@example.org"],
    )


class Rule(Section):
    """A query that stands: what it finds tells the channels."""

    id: Name = Field(description="A short name that never changes: alerts are counted by it.", examples=["deal"])
    query: str = Field(
        min_length=1,
        description="What to find, in the query language (docs/queries.md).",
        examples=['"harbour strike" AND said(speaker:lindqvist)'],
    )
    name: str = Field(default="", description="A name to show; the id when absent.", examples=["Harbour strike"])
    severity: Literal["low", "normal", "high"] = Field(
        default="normal", description="How much an alert matters.", examples=["high"]
    )
    channels: tuple[str, ...] = Field(
        default=(), description="Names of the channels it tells. The console shows every alert.", examples=[["desk"]]
    )
    per: Literal["document", "statement"] = Field(
        default="document", description="One alert a document, or one a statement that matched.", examples=["statement"]
    )


class Console(Section):
    """The web pages."""

    host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="The address to listen on. Whoever reaches it reads everything: leave it on this machine, or put "
        "a proxy that asks for a password before it.",
        examples=["127.0.0.1"],
    )
    port: Port = Field(default=8765, description="The port to listen on; 0 takes a free one.", examples=[8765])
    hosts: tuple[str, ...] = Field(
        default=(),
        description="Further names under which the pages are asked for (the Host of a request), such as a proxy's.",
        examples=[["desk.example.org"]],
    )


if TYPE_CHECKING:
    Source = SourceSettings
    Channel = Webhook | Terminal
else:
    Source = tagged(source_models())
    Channel = tagged(CHANNELS)


class Config(Section):
    """One desk. Every key may be left out."""

    log: Annotated[Literal["sqlite"], _only("sqlite", "kafka")] = Field(
        default="sqlite",
        description="Where what was fetched is kept: one SQLite file in the home folder.",
        examples=["sqlite"],
    )
    index: Annotated[Literal["tantivy"], _only("tantivy", "elasticsearch")] = Field(
        default="tantivy", description="What searches: an index in the home folder.", examples=["tantivy"]
    )
    workers: Annotated[int, Strict()] = Field(
        default=1,
        ge=1,
        le=64,
        description="How many processes run the pipeline; with the embedded index one.",
        examples=[1],
    )
    zone: Zone = Field(
        default="UTC", description="The time zone of days in searches and on pages.", examples=["Europe/Oslo"]
    )
    retention: Duration | None = Field(
        default=None,
        description="How long the log keeps the items as they came, for replay; everything when absent. The index "
        "keeps what it has.",
        examples=["365d"],
    )
    network: Network = Field(default=Network(), description="What may be reached, and who asks.")
    sources: tuple[Source, ...] = Field(default=(), description="What is read, each by its kind.")
    channels: dict[Name, Channel] = Field(
        default={}, description="Whom alerts tell besides the console, each by its kind."
    )
    rules: tuple[Rule, ...] = Field(default=(), description="The queries that stand.")
    entities: str | None = Field(
        default=None,
        min_length=1,
        description="The watch-list: a YAML or CSV file with id, type, name and aliases in any script; relative to the "
        "configuration.",
        examples=["watchlist.yaml"],
    )
    console: Console = Field(default=Console(), description="The web pages.")

    _file: Path | None = PrivateAttr(None)
    _watched: tuple[WatchedEntity, ...] = PrivateAttr(())

    @property
    def file(self) -> Path | None:
        """The file it was read from; None for the defaults."""
        return self._file

    @property
    def folder(self) -> Path:
        """What relative paths in it start from."""
        return self._file.parent if self._file else Path.cwd()

    @property
    def watched(self) -> tuple[WatchedEntity, ...]:
        """The rows of the watch-list."""
        return self._watched

    def loaded(self, file: Path, watched: tuple[WatchedEntity, ...]) -> "Config":
        """The same, knowing where it was read and what its watch-list holds."""
        self._file, self._watched = file, watched
        return self


__all__ = ["Channel", "Config", "Console", "Network", "Rule", "Source", "SourceSettings", "Terminal", "Webhook"]
