"""How property tests run here: the same examples each time, and no verdict that depends on how busy the machine is."""

from hypothesis import HealthCheck, settings


def steady(examples: int) -> settings:
    """Settings for `examples` fixed examples, without deadline and without the check of how fast they are drawn."""
    return settings(
        derandomize=True, max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
