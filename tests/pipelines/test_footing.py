"""The worker's process before its work."""

import subprocess
import sys

CODE = """
import gc, sys
from pipelines.footing import collect_seldom, without_unused
with without_unused():
    import pipelines.worker
print([name for name in ("apache_beam", "pyarrow", "pymongo") if name in sys.modules])
import pyarrow
collect_seldom()
print(pyarrow.__name__, gc.get_threshold()[0] > 700)
"""


def test_beam_comes_without_what_nobody_uses() -> None:
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", CODE], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["['apache_beam']", "pyarrow True"]
