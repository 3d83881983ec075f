"""The engine that papermill finds by its entry point: ``papermill … --engine pst-rapide``.

papermill imports this module whenever it is imported itself: nothing heavy is loaded here.
"""

from typing import Any

from papermill.engines import Engine  # type: ignore[import-untyped]


class InProcessEngine(Engine):  # type: ignore[misc]
    """Runs a notebook in this very process.

    Isolation is the caller's: a process a report, as in ``pool``.
    """

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> None:
        """Run the cells of ``nb_man.nb`` in order, up to the first that fails.

        Among the ``kwargs``, ``environment`` adds variables to those of this process, and
        ``on_end`` is given those that the cells leave.
        """
        from pstlib.reports.inprocess import run_here

        run_here(nb_man, kernel_name, **kwargs)
