"""Processes that never fetch do not pay for the client's library."""

import subprocess
import sys

import pytest

import connectors.http


@pytest.mark.parametrize("module", ["onrecord.runtime", "onrecord.config.load", "onrecord.console.serve"])
def test_the_client_comes_when_it_is_asked_for(module: str) -> None:
    code = f"import sys, {module}; print('aiohttp' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_every_name_is_there() -> None:
    assert all(getattr(connectors.http, name) for name in connectors.http.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Cleint'"):
        _ = connectors.http.Cleint


def test_a_parsers_process_knows_no_configuration_and_no_metrics() -> None:
    code = "import sys, connectors.sources._feedparse; print({'pydantic', 'prometheus_client'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
