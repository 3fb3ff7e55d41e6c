"""The frame of every command: help with an example first, near misses, exit statuses, streams."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from onrecord.cli.parser import parse
from onrecord.cli.reference import leaves
from onrecord.cli.table import COMMANDS
from tests.support.command import call

ROOT = Path(__file__).resolve().parents[2]


def run(*words: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "onrecord", *words],
        input=stdin,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("path", [path for path, _ in leaves()])
def test_help_begins_with_an_example(path):
    called = call(*path.split(), "--help")
    assert called.status == 0
    assert called.out.lstrip().startswith(f"onrecord {path}")
    assert "exit status: 0 done" in called.out


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.children], ids=lambda one: one.name)
def test_a_group_lists_what_it_can_do(command):
    assert all(child.name in call(command.name, "--help").out for child in command.children)
    called = call(command.name)
    assert called.status == 2
    assert all(child.name in called.err for child in command.children)


def test_the_help_of_all_names_every_command():
    called = call("--help")
    assert called.status == 0
    assert all(f"\n  {command.name} " in called.out for command in COMMANDS)
    assert call().status == 2


@pytest.mark.parametrize("path", [path for path, command in leaves() if command.options])
def test_every_option_of_every_command_can_be_given(path):
    command = dict(leaves())[path]
    words = []
    for option in command.options:
        value = {
            "--limit": "5",
            "--since": "2026-03-01" if path == "replay" else "30d",
            "--until": "2026-03-02",
            "--timeline": "day",
            "--per": "document",
            "--in": "statements",
        }
        given = [] if option.flag else [value.get(option.names[0], "x")]
        words += given if option.positional else [option.names[0], *given]
    args = vars(parse([*path.split(), *words]))
    assert all(args[option.names[0].lstrip("-").replace("-", "_")] not in (None, False) for option in command.options)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["serch", "x"], "'serch'; did you mean search?"),
        (["source", "list"], "did you mean sources?"),
        (["sources", "ad", "http://example.org/"], "did you mean add?"),
        (["search", "--jsn", "x"], "did you mean --json?"),
        (["search"], "required: QUERY"),
        (["search", "x", "--limit", "0"], "got '0', expected a whole number from 1 to 1000"),
        (["search", "x", "--limit", "many"], "got 'many', expected a whole number"),
        (["search", "x", "--timeline", "month"], "month"),
        (["search", "x", "y"], "'y' is not known here"),
        (["rules", "test", "x", "--since", "soon"], "got 'soon', expected a number and a unit"),
        (["match"], "--rules"),
        (["--home", "x", "search"], "comes before any command"),
        (["zzzzzz"], "there is no command 'zzzzzz' ("),
    ],
)
def test_a_wrong_call_ends_with_2_and_says_what_was_meant(words, told):
    called = call(*words)
    assert called.status == 2
    assert told in called.err
    assert called.out == ""


def test_a_file_that_is_not_there_is_told():
    called = call("parse-feed", "nowhere.xml")
    assert called.status == 1
    assert "nowhere.xml: no such file" in called.err


def test_the_program_answers_at_once_and_loads_nothing_heavy():
    probe = "import sys, onrecord.cli.parser; print(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    heavy = [
        name
        for name in ("apache_beam", "aiohttp", "pydantic", "tantivy", "lxml", "starlette", "yaml")
        if f"'{name}'" in loaded
    ]
    assert heavy == []


def test_only_the_worker_imports_beam():
    probe = (
        "import sys, importlib\n"
        "from onrecord.cli.reference import leaves\n"
        "for path, command in leaves():\n"
        "    importlib.import_module(command.run.split(':')[0])\n"
        "print('apache_beam' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_help_and_errors_from_outside():
    helped = run("search", "--help")
    assert helped.returncode == 0
    assert b"onrecord search" in helped.stdout
    wrong = run("serch")
    assert (wrong.returncode, wrong.stdout) == (2, b"")
    assert b"Traceback" not in wrong.stderr


def test_a_reader_that_has_seen_enough_is_no_error():
    feed = b"<rss version='2.0'><channel><title>W</title><link>http://example.org/</link>" + b"".join(
        b"<item><guid>%d</guid><title>%s</title></item>" % (number, b"Ship " * 40) for number in range(2_000)
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "onrecord", "parse-feed", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdin.write(feed + b"</channel></rss>")
    process.stdin.close()
    process.stdout.readline()
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 0
    assert errors == b""


def test_a_full_disk_behind_stdout_is_told():
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "onrecord", "check", "--schema"],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            check=False,
        )
    assert done.returncode == 1
    assert b"no space left" in done.stderr
    assert b"Traceback" not in done.stderr
