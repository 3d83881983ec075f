"""The tables of many PST as open data: one Data Package and its description for portals."""

from pstlib.writers.publication.plans import LICENCES, Terms
from pstlib.writers.publication.publish import Published, publish

__all__ = ["LICENCES", "Published", "Terms", "publish"]
