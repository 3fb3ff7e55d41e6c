"""Adding sources leaves the rest of the text as it was, whatever form the list has."""

import pytest
import yaml

from onrecord.config.edit import add_sources, as_yaml, with_sources
from onrecord.config.errors import ConfigErrors
from tests.support.configs import FULL, write_desk

NEW = {"id": "new", "kind": "feed", "url": "https://example.org/f.xml?a=1&b=2"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing but a comment",
        "workers: 1",
        "sources: []\nworkers: 1\n",
        "sources:\nworkers: 1\n",
        "sources: [{id: a, kind: feed, url: 'http://example.org/'}] # one\nworkers: 1\n",
        "sources:\n- {id: a, kind: feed, url: 'http://example.org/'}  # one\n\n# then\nworkers: 1\n",
        "sources:\n    - id: a\n      kind: feed\n      url: http://example.org/\n    # last\nworkers: 1\n",
        "sources:\n  - id: a\n    kind: feed\n    url: http://example.org/",
        "\ufeffsources:\n  - {id: a, kind: feed, url: 'http://example.org/'}\nworkers: 1\n",
        FULL,
    ],
)
def test_sources_are_added_behind_those_that_are_there(text):
    before = yaml.safe_load(text) or {}
    changed = with_sources(text, [NEW, {**NEW, "id": "newer"}])
    after = yaml.safe_load(changed)
    assert [source["id"] for source in after["sources"]] == [
        *(source["id"] for source in before.get("sources") or []),
        "new",
        "newer",
    ]
    assert after["sources"][-1]["url"] == NEW["url"]
    assert {key: value for key, value in after.items() if key != "sources"} == {
        key: value for key, value in before.items() if key != "sources"
    }
    assert [line for line in text.splitlines() if "#" in line and "sources: [" not in line] == [
        line for line in changed.splitlines() if "#" in line and "sources: [" not in line
    ]


@pytest.mark.parametrize(
    "value", ["plain", "true", "12", "1.5", "a: b", "x #y", "'q'", "-", "", "é", "https://example.org/a:b"]
)
def test_a_scalar_is_read_back_as_the_same_text(value):
    assert yaml.safe_load(f"{{k: {as_yaml(value)}}}") == {"k": value}


def test_a_file_that_would_be_wrong_stays_and_the_error_names_it(tmp_path):
    file = write_desk(tmp_path)
    with pytest.raises(ConfigErrors) as caught:
        add_sources(file, [{**NEW, "id": "wire"}])
    assert {error.file for error in caught.value.errors} == {str(file)}
    assert file.read_text() == FULL


def test_the_file_keeps_its_permissions(tmp_path):
    file = write_desk(tmp_path)
    file.chmod(0o640)
    add_sources(file, [NEW])
    assert file.stat().st_mode & 0o777 == 0o640
