"""What is written into the folder of a PST; every file is replaced whole or left as it is."""

from pstlib.writers.corrections import write_correction
from pstlib.writers.folder import write_pst
from pstlib.writers.sources import settle_rejects, situation_date, write_rejects, write_source

__all__ = [
    "settle_rejects",
    "situation_date",
    "write_correction",
    "write_pst",
    "write_rejects",
    "write_source",
]
