"""Nothing is undocumented: the generated pages are fresh, and they name every setting, command, option, record, topic
and metric there is."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from connectors import telemetry
from connectors.log.base import TOPICS
from connectors.sources import kinds
from onrecord.cli.reference import leaves, metrics, records
from onrecord.config.channels import CHANNELS
from onrecord.config.model import Config, Console, Network, Rule
from onrecord.config.parts import Secret
from onrecord.config.reference import pages
from onrecord.config.watchlist import Row

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs/reference.md").read_text(encoding="utf-8")
SECTIONS = [Config, Network, Rule, Console, Secret, Row, *CHANNELS.values(), *(kind.model for kind in kinds().values())]


@pytest.mark.parametrize("path", sorted(pages()))
def test_a_generated_page_is_fresh(path):
    assert (ROOT / path).read_text(encoding="utf-8") == pages()[path], f"{path} is stale: run `make docs`"


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
def test_every_setting_is_described_and_documented(section):
    for name, field in section.model_fields.items():
        assert field.description, f"{section.__name__}.{name} has no description"
        assert re.search(
            rf"^\| `{re.escape(name)}` \| .*{re.escape(field.description[:40])}", CONFIGURATION, re.MULTILINE
        )


def test_every_command_and_option_is_documented():
    for path, command in leaves():
        page = REFERENCE.partition(f"### `onrecord {path}`\n")[2].partition("\n### ")[0]
        assert command.examples[0] in page
        for option in command.options:
            assert option.help.replace("|", "\\|") in page, f"{path} {option.shown()}"


def test_every_record_and_field_is_documented():
    for kind in records():
        page = REFERENCE.partition(f"### {kind.__name__}\n")[2].partition("\n### ")[0]
        assert kind.__doc__, kind
        for field in msgspec.structs.fields(kind):
            assert f"| `{field.encode_name}` |" in page, f"{kind.__name__}.{field.name}"


def test_every_topic_and_metric_is_documented():
    for topic in TOPICS:
        assert f"| `{topic}` |" in REFERENCE
    for metric in metrics():
        (family,) = metric.describe()
        assert f"| `{family.name}" in REFERENCE
    for name, _ in telemetry.INDEX_GAUGES.values():
        assert f"| `{name}` |" in REFERENCE
    assert len(metrics()) >= 12


def test_the_pages_lead_to_each_other():
    for page in sorted((ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} leads to {target}, which is not there"


@pytest.mark.parametrize("page", ["README.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))])
def test_a_command_that_a_page_tells_exists(page):
    known = {path for path, _ in leaves()} | {path.split()[0] for path, _ in leaves()}
    options = {name for _, command in leaves() for option in command.options for name in option.names}
    for words in calls((ROOT / page).read_text(encoding="utf-8")):
        assert words[0] in known or " ".join(words[:2]) in known, f"{page}: onrecord {' '.join(words)}"
        told = {word.strip("[],.").split("=")[0] for word in words if word.startswith(("--", "[--"))}
        assert told <= options | {"--help", "--version"}, f"{page}: {sorted(told - options)}"


def calls(text: str) -> Iterator[list[str]]:
    """The words behind `onrecord` in code, inline and in blocks."""
    fenced = re.findall(r"^```[a-z]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line.removeprefix("$ ").removeprefix(".venv/bin/") for block in fenced for line in block.splitlines()]
    found = [line.removeprefix("onrecord ") for line in lines if line.startswith("onrecord ")]
    for call in [*found, *re.findall(r"`onrecord ([^`\n]+)`", text)]:
        words = re.split(r"[|;&<>#]", call)[0].split()
        if words and re.fullmatch(r"[a-z][a-z-]*", words[0]):
            yield words
