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


RELEASE = """
import psutil
from pipelines.footing import release_memory
resident = psutil.Process().memory_info
blocks = [bytearray(60_000) for _ in range(2_000)]
kept = blocks[::200]
del blocks
before = resident().rss
release_memory()
print(before - resident().rss > 50_000_000, len(kept))
"""


def test_freed_memory_goes_back_to_the_system() -> None:
    done = subprocess.run([sys.executable, "-c", RELEASE], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "10"]
