"""Makes the reports of a batch on a running dask.distributed cluster.

The machines share the data and the reports: a folder that all see under the same name. A report
is a task; one whose worker dies is made by another, and nothing that was made is made again.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from pstlib.errors import ReportError
from pstlib.reports.jobs import Job
from pstlib.reports.remote import make_here, program, what_is_here
from pstlib.reports.result import Cause, ReportResult

_CONNECTION_SECONDS = 10
_WORKERS_SECONDS = 30
_DOC = "docs/grappe.md explique comment démarrer l’ordonnanceur et ses ouvriers."


def make_on_cluster(
    jobs: Sequence[Job], *, address: str, engine: str, time_limit: float | None = None
) -> Iterator[ReportResult]:
    """Make reports on a cluster; give each result as it comes, as ``make_reports`` does.

    Args:
        jobs: The reports to make.
        address: Address of the scheduler, ``tcp://…:8786``.
        engine: ``rapide`` or ``noyau``.
        time_limit: Seconds that a report may take.

    Raises:
        ReportError: If the scheduler can't be reached or is lost, has no worker, or a worker has
            another version of pstlib or doesn't see the folders.
    """
    from distributed import as_completed

    settings = {"engine": engine, "time_limit": time_limit}
    with _connected(address) as client:
        _check_workers(client, jobs[0])
        # A task that fails is tried once more elsewhere; so is one whose worker dies, thrice.
        futures = {
            client.submit(make_here, _absolute(job), settings, pure=False, retries=1): job
            for job in jobs
        }
        try:
            done = as_completed(list(futures), loop=client.loop)  # type: ignore[no-untyped-call]
            for future in done:
                yield _result(future, futures.pop(future))
        finally:
            client.cancel(list(futures))


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError as error:
        raise ReportError(
            "dask.distributed n’est pas installé",
            todo="Installez-le : « pip install pstlib[dask] », ou faites le lot sans --dask.",
        ) from error
    # What it would say in English on the terminal, the batch says in French.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=_CONNECTION_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ReportError(
            "L’ordonnanceur de la grappe ne répond pas", where=address, todo=_DOC
        ) from error
    try:
        yield client
    finally:
        client.close(timeout=1)  # type: ignore[no-untyped-call]


def _check_workers(client: Any, job: Job) -> None:
    try:
        client.wait_for_workers(1, timeout=_WORKERS_SECONDS)
    except TimeoutError as error:
        raise ReportError("La grappe n’a aucun ouvrier", todo=_DOC) from error
    found = client.run(what_is_here, job.donnees.resolve(), job.sortie.resolve())
    other = sorted({host for host, version, _ in found.values() if version != program()})
    if other:
        raise ReportError(
            "Des machines de la grappe n’ont pas la même version de pstlib ou de ses "
            "bibliothèques : leurs rapports différeraient",
            found=", ".join(other),
            todo="Installez partout la même version, puis relancez les ouvriers.",
        )
    absent = sorted({f"{host} : {path}" for host, _, paths in found.values() for path in paths})
    if absent:
        raise ReportError(
            "Des machines de la grappe ne voient pas les dossiers du lot",
            todo="Données et rapports doivent être dans un dossier partagé, de même nom partout.",
            details=absent,
        )


def _absolute(job: Job) -> Job:
    return replace(job, donnees=job.donnees.resolve(), sortie=job.sortie.resolve())


def _result(future: Any, job: Job) -> ReportResult:
    """Give a result in the words that it would have on this machine."""
    if future.cancelled() or future.status == "lost":
        raise ReportError(
            "L’ordonnanceur de la grappe s’est arrêté",
            todo="Redémarrez-le et relancez la même commande : elle fera le reste.",
        )
    error = future.exception()
    if error is not None:
        told = f"Le rapport a fait tomber chaque machine qui l’a tenté ({type(error).__name__})."
        return ReportResult(job, 0, error=told, cause=Cause.CRASH)
    made: ReportResult = future.result()
    if made.error is not None:
        said = made.error.replace(str(job.donnees.resolve()), str(job.donnees))
        return replace(made, job=job, error=said)
    if not job.file("html").is_file():
        told = "Rapport fait par une autre machine, mais absent d’ici : le dossier est-il partagé ?"
        return ReportResult(job, made.seconds, error=told, cause=Cause.WRITING)
    return replace(made, job=job, html=job.file("html"))
