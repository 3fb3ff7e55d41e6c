"""A secret stands in a file or the environment, never in a configuration, never in an error."""

import pytest

from onrecord.config.errors import ConfigErrors
from onrecord.config.load import load
from tests.support.configs import KEY, write_desk

CANARY = "whsec_Q2FuYXJ5Q2FuYXJ5Q2FuYXJ5Q2FuYXJ5"


def refusal(folder, text: str) -> str:
    with pytest.raises(ConfigErrors) as caught:
        load(write_desk(folder, text))
    return str(caught.value)


def desk(secret: str) -> str:
    return f"channels: {{desk: {{kind: webhook, url: 'https://hooks.example.org/', secret: {secret}}}}}\n"


def test_a_key_is_read_from_its_file_and_shown_nowhere(tmp_path):
    config = load(write_desk(tmp_path))
    assert config.channels["desk"].key(tmp_path) == KEY
    assert KEY not in repr(config)
    assert KEY not in config.model_dump_json()
    assert KEY not in str(config.channels["desk"].secret.read(tmp_path))


def test_a_key_is_read_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("ONRECORD_TEST_KEY", f"  {KEY}\n")
    config = load(write_desk(tmp_path, desk("{env: ONRECORD_TEST_KEY}")))
    assert config.channels["desk"].key(tmp_path) == KEY


@pytest.mark.parametrize(
    "text",
    [
        desk(CANARY),
        desk(f"{{file: desk.key, key: {CANARY}}}"),
        desk(f"[{CANARY}]"),
        f"channels: {{desk: {{kind: webhook, url: 'https://hooks.example.org/', token: {CANARY}}}}}\n",
        f"network: {{contact: 'a {CANARY}'}}\n",
        f"sources: [{{id: a, kind: feed, url: 'http://example.org/', every: {CANARY}}}]\n",
        f"sources: [{{id: a, kind: feeed, url: 'http://joe:{CANARY}@example.org/'}}]\n",
        f"zone: 'http://joe:{CANARY}@example.org/'\n",
    ],
)
def test_an_error_never_shows_what_looks_like_a_secret(tmp_path, text):
    assert "Q2FuYXJ5" not in refusal(tmp_path, text)


@pytest.mark.parametrize("key", ["hunter2hunter2", "whsec_hunter2!", "whsec_", "whsec_aHVudGVyMg==", f"{KEY} hunter2"])
def test_a_key_that_is_none_is_told_and_not_shown(tmp_path, key):
    (tmp_path / "bad.key").write_text(key)
    told = refusal(tmp_path, desk("{file: bad.key}"))
    assert "whsec_ and" in told
    assert "hunter2" not in told
    assert "aHVud" not in told
    assert "onrecord.yaml:1:" in told


@pytest.mark.parametrize(
    ("secret", "words"),
    [
        ("{file: none.key}", "can't be read: no such file"),
        ("{env: ONRECORD_NOT_SET}", "the environment variable ONRECORD_NOT_SET is not set"),
        ("{file: empty.key}", "is empty"),
        ("{}", "expected {file: PATH} or {env: NAME}"),
        ("{file: desk.key, env: X}", "expected {file: PATH} or {env: NAME}"),
    ],
)
def test_a_secret_that_is_not_there_is_told(tmp_path, secret, words):
    (tmp_path / "empty.key").write_text("\n")
    assert words in refusal(tmp_path, desk(secret))
