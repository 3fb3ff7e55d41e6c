"""Every error of a configuration is told at once, with its place, what was got and what was expected."""

from pathlib import Path

import pytest

from onrecord.config.errors import ConfigErrors
from onrecord.config.load import find, load
from tests.support.configs import FULL, write_desk


def errors_of(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "desk.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigErrors) as caught:
        load(file)
    return [str(error).removeprefix(f"{tmp_path}/") for error in caught.value.errors]


def test_a_whole_desk_is_read(tmp_path):
    config = load(write_desk(tmp_path))
    assert [source.id for source in config.sources] == ["wire", "sky"]
    assert config.sources[0].every == 1.0
    assert config.channels["desk"].key(config.folder).startswith("whsec_")
    assert config.rules[0].channels == ("desk",)
    assert [entity.name for entity in config.watched] == ["Ada Lindqvist", "Nordhavn"]
    assert config.network.allow == ("127.0.0.1:9000", "127.0.0.1:9001")
    assert config.console.port == 8765


def test_an_empty_file_is_a_desk_of_defaults(tmp_path):
    (tmp_path / "onrecord.yaml").write_text("")
    config = load(tmp_path / "onrecord.yaml")
    assert (config.log, config.index, config.workers, config.sources) == ("sqlite", "tantivy", 1, ())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("workers: many\n", 'desk.yaml:1:10: workers: got "many", expected a whole number'),
        ("workers: '1'\n", "desk.yaml:1:10: workers"),
        ("workers: 0\n", "desk.yaml:1:10: workers: got 0, expected at least 1"),
        ("workers: 3\n", "desk.yaml:1:10: workers: got 3, expected 1"),
        ("sorces: []\n", "desk.yaml:1:1: sorces: no such key; did you mean sources?"),
        ("console: {prot: 1}\n", "desk.yaml:1:11: console.prot: no such key; did you mean port?"),
        ("console: {port: 99999}\n", "desk.yaml:1:17: console.port: got 99999, expected at most 65535"),
        ("console: {port: -1}\n", "desk.yaml:1:17: console.port: got -1, expected at least 0"),
        ("console: 5\n", "desk.yaml:1:10: console: got 5, expected keys with values"),
        ("zone: Oslo\n", 'desk.yaml:1:7: zone: got "Oslo", expected the name of a time zone'),
        ("log: {kafka: {bootstrap: '127.0.0.1:9092'}}\n", "desk.yaml:1:6: log: got keys with values: kafka comes with"),
        ("index: elastic\n", 'desk.yaml:1:8: index: got "elastic", expected tantivy'),
        ("network: {allow: [somewhere]}\n", 'desk.yaml:1:19: network.allow[0]: got "somewhere", expected a host and'),
        ("network: {allow: ['127.0.0.1:70000']}\n", "desk.yaml:1:19: network.allow[0]"),
        ("network: {contact: 'a b'}\n", 'desk.yaml:1:20: network.contact: got "a b", expected something like desk@'),
        ("sources: {}\n", "desk.yaml:1:10: sources: got keys with values, expected a list"),
        ("sources: [x]\n", 'desk.yaml:1:11: sources[0]: got "x", expected keys with values'),
        ("sources: [{id: a}]\n", "desk.yaml:1:11: sources[0].kind: got nothing, expected bluesky or feed"),
        (
            "sources:\n  - {id: a, kind: feeed, url: 'http://example.org'}\n",
            'desk.yaml:2:19: sources[0].kind: got "feeed", expected bluesky or feed; did you mean feed?',
        ),
        ("sources: [{id: a, kind: feed}]\n", "desk.yaml:1:11: sources[0].url: got nothing, expected"),
        (
            "sources: [{id: a, kind: feed, url: 'http://example.org/', evry: 1s}]\n",
            "desk.yaml:1:59: sources[0].evry: no such key; did you mean every?",
        ),
        (
            "sources: [{id: a, kind: feed, url: 'http://example.org/', every: soon}]\n",
            'desk.yaml:1:66: sources[0].every: got "soon"',
        ),
        (
            "sources: [{id: a, kind: feed, url: 'http://example.org/', every: 5}]\n",
            "desk.yaml:1:66: sources[0].every: got 5",
        ),
        (
            "sources: [{id: 'a b', kind: feed, url: 'http://example.org/'}]\n",
            'desk.yaml:1:16: sources[0].id: got "a b"',
        ),
        ("channels: {x: {kind: webhook}}\n", "desk.yaml:1:15: channels.x.url: got nothing, expected the address"),
        ("channels: {x: {kind: webhok}}\n", 'desk.yaml:1:22: channels.x.kind: got "webhok", expected'),
        ("channels: {x: {kind: webhook, url: 'ftp://example.org'}}\n", "desk.yaml:1:36: channels.x.url: got"),
        ("rules: [{id: a, query: [x]}]\n", "desk.yaml:1:24: rules[0].query: got a list, expected text"),
        ("rules: [{id: 7, query: x}]\n", "desk.yaml:1:14: rules[0].id: got 7, expected text; put it in quotes"),
        ("rules: [{query: x}]\n", "desk.yaml:1:9: rules[0].id: got nothing, expected a short name"),
        (
            "rules: [{id: a, query: x, severity: hihg}]\n",
            'desk.yaml:1:37: rules[0].severity: got "hihg", expected low, normal or high; did you mean high?',
        ),
        (
            "channels: {desk: {kind: terminal}}\nrules: [{id: a, query: x, channels: [deks]}]\n",
            'desk.yaml:2:38: rules[0].channels[0]: got "deks", expected desk; did you mean desk?',
        ),
        ("rules: [{id: a, query: x}, {id: a, query: y}]\n", 'desk.yaml:1:33: rules[1].id: got "a" a second time'),
        ("rules:\n  - {id: r, query: '(a AND', channels: []}\n", "desk.yaml:2:20: rules[0].query: column "),
        ("rules: [{id: r, query: 'titel:x'}]\n", "desk.yaml:1:24: rules[0].query: column 1"),
        ("entities: nowhere.yaml\n", "desk.yaml:1:11: entities: there is no file"),
        ("- a\n", "desk.yaml:1:1: got a sequence, expected keys"),
        ("word\n", "desk.yaml:1:1: got a scalar, expected keys"),
    ],
)
def test_an_error_tells_place_got_and_expected(tmp_path, text, told):
    assert any(error.startswith(told) for error in errors_of(tmp_path, text)), errors_of(tmp_path, text)


def test_all_errors_are_told_in_order_of_place(tmp_path):
    text = "workers: many\nrules:\n  - {id: a, query: '(x', sevrity: low, channels: [none]}\nzone: Nowhere\n"
    told = errors_of(tmp_path, text)
    assert [error.split(": ")[0] for error in told] == [
        "desk.yaml:1:10",
        "desk.yaml:3:20",
        "desk.yaml:3:26",
        "desk.yaml:3:51",
        "desk.yaml:4:7",
    ]


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ConfigErrors, match=r"nothing.yaml:1:1: can't be read: no such file"):
        load(tmp_path / "nothing.yaml")
    with pytest.raises(ConfigErrors, match="directory"):
        load(tmp_path)


def test_the_file_that_holds(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "home"
    home.mkdir()
    given = tmp_path / "given.yaml"
    assert find(None, home) is None
    (home / "onrecord.yaml").write_text(FULL)
    assert find(None, home) == home / "onrecord.yaml"
    (tmp_path / "onrecord.yaml").write_text(FULL)
    assert find(None, home) == Path("onrecord.yaml")
    assert find(given, home) == given
