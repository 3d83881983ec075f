"""A fictitious region, for demonstrations, tests and benchmarks: nothing in it is real."""

from pstlib.examples.region import Region, write_region

__all__ = ["Region", "write_region"]
