"""Every command that onrecord has. Nothing heavy is imported here: `onrecord --help` answers at once."""

from pathlib import Path

from onrecord.cli.declare import FILES, HOME, JSON, STATE, WATCHLIST, Command, Option
from onrecord.cli.values import count, instant_ms, span_ms

_HERE = "onrecord.cli.commands"
_RULES = Option(("--rules",), 'rules as JSON lines: {"id", "query"}', metavar="RULES", type=Path, required=True)
_SINCE = Option(("--since",), "how far back, counted by arrival (default: 30d)", metavar="SPAN", type=span_ms)
_UNTIL_IDLE = Option(("--until-idle",), "end once there is nothing left to do: 0, or 1 if something failed", flag=True)
_IDS = Option(("ids",), "ids as `onrecord rejected list` shows them", metavar="ID", nargs="+")

SETTING_UP = (
    Command(
        "init",
        "write a commented onrecord.yaml with example sources and rules",
        ("onrecord init", "onrecord init my-desk"),
        f"{_HERE}.init:run",
        (
            Option(("folder",), "where to write it (default: here)", metavar="DIR", type=Path, nargs="?"),
            Option(("--force",), "replace an onrecord.yaml that is there", flag=True),
        ),
    ),
    Command(
        "check",
        "say what is wrong with a configuration, each error with its place",
        ("onrecord check", "onrecord check desk/onrecord.yaml", "onrecord check --schema > onrecord.schema.json"),
        f"{_HERE}.check:run",
        (
            Option(("file",), "configuration file (default: as --config)", metavar="FILE", type=Path, nargs="?"),
            Option(("--schema",), "write the JSON Schema of the configuration, for editors", flag=True),
            *STATE,
        ),
    ),
    Command(
        "doctor",
        "try everything onrecord depends on: ok, or what is wrong and the fix",
        ("onrecord doctor", "onrecord doctor --sources"),
        "onrecord.doctor:run",
        (Option(("--sources",), "also ask each source's host for an answer", flag=True), JSON, *STATE),
    ),
)

RUNNING = (
    Command(
        "run",
        "run sources, pipeline, notifier and console until Ctrl-C",
        ("onrecord run", "onrecord run --config desk.yaml", "onrecord run --until-idle"),
        f"{_HERE}.processes:run",
        (
            Option(
                ("--until-idle",),
                "poll each source once, work off what is there, then end: 0, or 1 if a source failed",
                flag=True,
            ),
            *STATE,
        ),
    ),
    Command(
        "demo",
        "run the example desk with its own sources until Ctrl-C",
        ("onrecord demo",),
        f"{_HERE}.processes:demo",
        (HOME,),
    ),
    Command(
        "connect",
        "one process of the desk: the sources",
        ("onrecord connect --config desk.yaml",),
        f"{_HERE}.processes:connect",
        (_UNTIL_IDLE, *STATE),
    ),
    Command(
        "worker",
        "one process of the desk: the pipeline",
        ("onrecord worker --config desk.yaml",),
        f"{_HERE}.processes:worker",
        (_UNTIL_IDLE, *STATE),
    ),
    Command(
        "notify",
        "one process of the desk: the notifier",
        ("onrecord notify --config desk.yaml",),
        f"{_HERE}.processes:notify",
        (_UNTIL_IDLE, *STATE),
    ),
    Command(
        "console",
        "one process of the desk: the web console",
        ("onrecord console --config desk.yaml",),
        f"{_HERE}.processes:console",
        STATE,
    ),
)

SOURCES = Command(
    "sources",
    "list, add, watch, import and export sources",
    ("onrecord sources list", "onrecord sources add https://example.org/feed.xml"),
    children=(
        Command(
            "list",
            "the sources of the configuration",
            ("onrecord sources list", "onrecord sources list --json"),
            f"{_HERE}.sources:show",
            (JSON, *STATE),
        ),
        Command(
            "add",
            "add a source to the configuration file",
            (
                "onrecord sources add https://example.org/feed.xml",
                "onrecord sources add wss://jetstream.example.org/subscribe --kind bluesky --id sky",
            ),
            f"{_HERE}.sources:add",
            (
                Option(("url",), "the feed's or stream's address", metavar="URL"),
                Option(("--id",), "its id (default: made of the host)", metavar="ID"),
                Option(("--kind",), "its kind (default: feed, for ws: and wss: bluesky)", metavar="KIND"),
                *STATE,
            ),
        ),
        Command(
            "health",
            "how each source is doing, and what to do about those that fail",
            ("onrecord sources health", "onrecord sources health --json"),
            f"{_HERE}.sources:health",
            (JSON, *STATE),
        ),
        Command(
            "import",
            "add the feeds of an OPML file to the configuration file",
            ("onrecord sources import feeds.opml",),
            f"{_HERE}.sources:import_opml",
            (Option(("file",), "an OPML file; - is standard input", metavar="FILE"), *STATE),
        ),
        Command(
            "export",
            "write the feeds of the configuration as OPML",
            ("onrecord sources export > feeds.opml",),
            f"{_HERE}.sources:export_opml",
            STATE,
        ),
    ),
)

TEXTS = (
    Command(
        "ingest",
        "put items into the log: JSON lines, or .txt, .html, .eml files",
        ("onrecord ingest items.jsonl", "onrecord ingest --source wire < items.jsonl", "onrecord ingest letters/*.eml"),
        f"{_HERE}.ingest:run",
        (
            FILES,
            Option(("--source",), "source of items that name none (default: ingest)", metavar="ID"),
            Option(("--history",), "searched, but no alert fires", flag=True),
            JSON,
            *STATE,
        ),
    ),
    Command(
        "parse-feed",
        "the entries of feeds: RSS, RDF, Atom, JSON Feed, sitemap",
        (
            "onrecord parse-feed --url https://example.org/feed.xml < feed.xml",
            "onrecord parse-feed a.xml b.json --json",
        ),
        f"{_HERE}.parse_feed:run",
        (
            FILES,
            Option(("--url",), "address the feed came from, for relative links", metavar="URL"),
            JSON,
        ),
    ),
    Command(
        "enrich",
        "who said what in a text, and whom and what it names",
        ("onrecord enrich article.txt", "onrecord enrich --json --entities watchlist.yaml < items.jsonl"),
        f"{_HERE}.enrich:run",
        (FILES, WATCHLIST, JSON),
    ),
    Command(
        "match",
        "which rules match which items",
        ("onrecord match --rules rules.jsonl items.jsonl", "onrecord match --rules rules.jsonl --json < items.jsonl"),
        f"{_HERE}.match:run",
        (_RULES, FILES, WATCHLIST, JSON, *STATE),
    ),
)

FINDING = (
    Command(
        "search",
        "search the index, newest first",
        (
            "onrecord search '\"nuclear deal\" AND said(speaker:khamenei)'",
            "onrecord search ports --in statements --json --limit 10",
            "onrecord search '*' --facet source",
        ),
        f"{_HERE}.search:run",
        (
            Option(("query",), "what to find; * finds everything", metavar="QUERY"),
            Option(("--in",), "what to answer with (default: documents)", choices=("documents", "statements")),
            Option(("--limit",), "at most so many hits (default: 25)", metavar="N", type=count(1, 1000), default=25),
            Option(("--count",), "only how many there are", flag=True),
            Option(("--facet",), "only the most frequent values of a field", metavar="FIELD"),
            Option(
                ("--timeline",), "only how many were published when", choices=("hour", "day", "week"), metavar="STEP"
            ),
            JSON,
            *STATE,
        ),
    ),
    Command(
        "rules",
        "try a rule on what was found before",
        ("onrecord rules test 'said(speaker:khamenei)' --since 30d",),
        children=(
            Command(
                "test",
                "what a rule would have sent, day by day",
                ("onrecord rules test 'ports AND strike*' --since 30d", "onrecord rules test treaty --json"),
                f"{_HERE}.rules:test",
                (
                    Option(("query",), "the rule's query", metavar="QUERY"),
                    _SINCE,
                    Option(("--per",), "one alert a document or a statement", choices=("document", "statement")),
                    JSON,
                    *STATE,
                ),
            ),
        ),
    ),
)

REJECTED = Command(
    "rejected",
    "items that could not be processed: list, show, replay, dismiss",
    ("onrecord rejected list", "onrecord rejected replay"),
    children=(
        Command(
            "list",
            "the open ones, oldest first",
            ("onrecord rejected list", "onrecord rejected list --all --json"),
            f"{_HERE}.rejected:show_list",
            (Option(("--all",), "replayed and dismissed ones too", flag=True), JSON, *STATE),
        ),
        Command(
            "show",
            "one of them, with its bytes",
            ("onrecord rejected show 1f0c", "onrecord rejected show 1f0c --json"),
            f"{_HERE}.rejected:show",
            (Option(("id",), "its id, or the beginning of it", metavar="ID"), JSON, *STATE),
        ),
        Command(
            "replay",
            "put them into the log again, once what was wrong is mended (all open ones, or those named)",
            ("onrecord rejected replay", "onrecord rejected replay 1f0c"),
            f"{_HERE}.rejected:replay",
            (Option(("ids",), _IDS.help, metavar="ID", nargs="*"), JSON, *STATE),
        ),
        Command(
            "dismiss",
            "close them without bringing them back",
            ("onrecord rejected dismiss 1f0c",),
            f"{_HERE}.rejected:dismiss",
            (_IDS, JSON, *STATE),
        ),
    ),
)

REPLAY = Command(
    "replay",
    "build the index anew out of the log; no alert is fired",
    ("onrecord replay --dry-run", "onrecord replay", "onrecord replay --since 2026-03-01"),
    f"{_HERE}.replay:run",
    (
        Option(("--since",), "only documents with an item that arrived since", metavar="TIME", type=instant_ms),
        Option(("--until",), "only documents with an item that arrived before", metavar="TIME", type=instant_ms),
        Option(("--into",), "name of the new index (default: made of the time)", metavar="NAME"),
        Option(("--dry-run",), "only say what would change", flag=True),
        JSON,
        *STATE,
    ),
)

GROUPS: tuple[tuple[str, tuple[Command, ...]], ...] = (
    ("set up", SETTING_UP),
    ("run", RUNNING),
    ("sources and texts", (SOURCES, *TEXTS)),
    ("find", FINDING),
    ("mend", (REJECTED, REPLAY)),
)
COMMANDS = tuple(command for _, commands in GROUPS for command in commands)
