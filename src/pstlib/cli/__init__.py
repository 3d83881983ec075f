"""The command line ``pst``, in French."""

from pstlib.cli.main import main

__all__ = ["main"]
