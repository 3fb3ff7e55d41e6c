"""Running one bounded batch through a graph that is built once.

`DirectRunner` switches between engines, and building the Pipeline anew costs 111 ms of CPU a batch instead of 26: so
the graph is translated once and handed to FnApiRunner, by name, for each batch. `run_via_runner_api` is experimental
in Beam; it is called here and nowhere else, and Beam is pinned.
"""

import logging
from collections.abc import Callable, Iterator, Sequence

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.transforms.environments import EmbeddedPythonEnvironment

from connectors.log.base import StoredRecord
from pipelines.shared import Shared

OPTIONS = ("--experiments=beam_fn_api", "--runner=FnApiRunner")


class Slot:
    """Where the batch in hand lies, in the process that runs the graph."""

    def __init__(self) -> None:
        self.records: Sequence[StoredRecord] = ()


class ReadBatch(beam.DoFn):
    """The records of the batch in hand."""

    def __init__(self, slot: Shared[Slot]) -> None:
        self.slot = slot

    def process(self, _impulse: bytes) -> Iterator[StoredRecord]:
        yield from self.slot.get().records


class BatchRunner:
    """A graph built once, run over one batch of records after another in this process."""

    def __init__(self, build: Callable[[beam.PCollection], beam.PCollection]) -> None:
        # Beam logs what a step raises once a level; the worker says it once, and says whether it only waits.
        logging.getLogger("apache_beam").setLevel(logging.CRITICAL)
        self._slot = Slot()
        self._options = PipelineOptions(list(OPTIONS))
        pipeline = beam.Pipeline(runner=FnApiRunner(), options=self._options)
        records = pipeline | beam.Impulse() | "Read" >> beam.ParDo(ReadBatch(Shared.of(self._slot)))
        build(records)
        self._proto = pipeline.to_runner_api(default_environment=EmbeddedPythonEnvironment.default())

    def run(self, records: Sequence[StoredRecord]) -> None:
        """Run the whole graph over these records; raises what the graph raised (as Beam wraps it)."""
        self._slot.records = records
        try:
            result = FnApiRunner().run_via_runner_api(self._proto, self._options)
            result.wait_until_finish()
        finally:
            self._slot.records = ()
