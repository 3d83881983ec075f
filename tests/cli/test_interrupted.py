"""Batches of real processes that are killed, interrupted or out of room, and then run again."""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from .clusters import Cluster, kill_tree
from .conftest import SLUG

PST = Path(sys.executable).with_name("pst")
NUMBER = 6
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")


@pytest.fixture
def many(donnees: Path) -> Path:
    """The small PST several times, one of them broken."""
    for number in range(1, NUMBER):
        slug = f"essai{number}-2019-2024"
        shutil.copytree(donnees / SLUG, donnees / slug)
        identity = donnees / slug / "pst.yml"
        identity.write_text(identity.read_text("utf-8").replace(SLUG, slug), encoding="utf-8")
    (donnees / "essai3-2019-2024/tables/suivi.csv").write_text("element_id\nz9\n")
    return donnees


class Lot:
    """``pst lot`` in processes of its own, that lead a group."""

    def __init__(self, donnees: Path, sortie: Path, *more: str) -> None:
        self.sortie = sortie
        command = ["lot", "--donnees", donnees, "--sortie", sortie, "--travaux", "2", *more]
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [PST, *command],
            env=os.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=_hear_interruptions,  # noqa: PLW1509 - no thread is alive here
        )

    def end(self) -> tuple[int, str, str]:
        """Wait for the end: code, output and error output."""
        output, error = self.process.communicate(timeout=300)
        return self.process.returncode, output.replace("\u00a0", " "), error

    def wait_for_lines(self, number: int) -> None:
        """Wait until the journal has that many lines."""
        while self.process.poll() is None and lines_of(self.sortie) < number:
            time.sleep(0.02)

    def kill(self) -> None:
        """Kill everything at once, as a power cut would."""
        kill_tree(self.process.pid)
        self.process.communicate()


def _hear_interruptions() -> None:
    # Who runs the tests in the background of a shell has them ignored.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def lines_of(sortie: Path) -> int:
    journal = sortie / "journal.jsonl"
    return journal.read_bytes().count(b"\n") if journal.is_file() else 0


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def living(sortie: Path) -> list[psutil.Process]:
    """The processes that were told to write into a folder."""
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if str(sortie) in (process.info["cmdline"] or [])
    ]


@posix
def test_a_batch_killed_at_any_moment_ends_as_one_that_nobody_disturbed(
    many: Path, tmp_path: Path
) -> None:
    quiet, killed = tmp_path / "calme", tmp_path / "tue"
    assert Lot(many, quiet).end()[0] == 1  # one of the PST is broken
    chance = random.Random(6)  # noqa: S311 - moments, not secrets
    deaths = 0
    # Before the first report, in the middle of each, and while the journal is put in order.
    for lines in (0, 1, 2, 3, 4, NUMBER):
        batch = Lot(many, killed)
        batch.wait_for_lines(lines)
        time.sleep(chance.uniform(0, 0.4))
        deaths += batch.process.poll() is None
        batch.kill()
        whole = [path for path in killed.glob("*/*.html") if not path.name.startswith(".")]
        assert all(path.read_text("utf-8").rstrip().endswith("</html>") for path in whole)

    assert deaths >= 3
    assert Lot(many, killed).end()[0] == 1
    assert contents(killed) == contents(quiet)


@posix
def test_an_interrupted_batch_stops_at_once_sums_up_and_resumes(many: Path, tmp_path: Path) -> None:
    sortie = tmp_path / "sortie"
    batch = Lot(many, sortie)
    batch.wait_for_lines(2)
    batch.process.send_signal(signal.SIGINT)
    code, output, error = batch.end()

    assert code == 130
    assert "Traceback" not in error
    assert "Interrompu à votre demande" in output
    left = int(re.search(r"(\d+) rapports? reste", output)[1])
    assert 0 < left <= NUMBER - 2
    assert (sortie / "index.html").is_file()
    assert living(sortie) == []
    assert not list(sortie.rglob(".*"))

    resumed = Lot(many, sortie).end()[1].splitlines()[0]
    made, unchanged, _ = map(int, re.findall(r"(\d+) (?:rapport|inchangé|échec)", resumed))
    assert made + unchanged == NUMBER - 1  # one is broken
    assert 0 < made <= left
    assert Lot(many, tmp_path / "calme").end()[0] == 1
    assert contents(sortie) == contents(tmp_path / "calme")


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with room for the shared files and hardly a report."""
    place = tmp_path / "disque"
    place.mkdir()
    mount = shutil.which("mount")
    command = [mount, "-t", "tmpfs", "-o", "size=5300k", "tmpfs", place]
    if mount is None or subprocess.run(command, check=False, capture_output=True).returncode:  # noqa: S603
        pytest.skip("monter un petit disque demande des droits que ce processus n’a pas")
    yield place
    subprocess.run(["umount", place], check=True)  # noqa: S603, S607


def test_a_full_disk_is_one_clear_error_and_the_next_run_does_the_rest(
    many: Path, tmp_path: Path, tiny_disk: Path
) -> None:
    code, output, error = Lot(many, tiny_disk).end()

    assert (code, output) == (1, "")
    said = [line for line in error.splitlines() if not line.startswith("[")]
    assert len(said) == 1
    assert "plus de place sur le disque" in said[0]
    assert "relancez la même commande" in said[0]
    assert not list(tiny_disk.rglob(".*"))

    subprocess.run(["mount", "-o", "remount,size=60m", tiny_disk], check=True)  # noqa: S603, S607
    assert Lot(many, tiny_disk).end()[0] == 1
    assert Lot(many, tmp_path / "calme").end()[0] == 1
    assert contents(tiny_disk) == contents(tmp_path / "calme")


def test_a_folder_that_may_only_be_read_is_told_before_anything_is_made(
    many: Path, tiny_disk: Path
) -> None:
    subprocess.run(["mount", "-o", "remount,ro", tiny_disk], check=True)  # noqa: S603, S607
    code, output, error = Lot(many, tiny_disk).end()

    assert (code, output) == (1, "")
    assert error.count("\n") == 1
    assert "Fichier inaccessible" in error
    assert list(tiny_disk.iterdir()) == []


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    made = Cluster(tmp_path_factory.mktemp("grappe"))
    yield made
    made.close()


def test_a_cluster_that_loses_a_worker_ends_as_one_machine_does(
    many: Path, tmp_path: Path, cluster: Cluster
) -> None:
    here, there = tmp_path / "ici", tmp_path / "grappe"
    assert Lot(many, here).end()[0] == 1

    batch = Lot(many, there, "--dask", cluster.address)
    batch.wait_for_lines(1)
    kill_tree(cluster.workers[0].pid)
    code, output, error = batch.end()

    assert code == 1, error
    assert output.splitlines()[0].startswith(f"{NUMBER - 1} rapports faits, 1 échec")
    made = re.findall(r"^\[\d/\d\] (\S+),", error, re.MULTILINE)
    assert sorted(made) == sorted({*made})  # none twice
    assert contents(there) == contents(here)


def test_a_cluster_that_is_not_there_is_said_in_french(many: Path, tmp_path: Path) -> None:
    code, output, error = Lot(many, tmp_path / "s", "--dask", "tcp://127.0.0.1:9").end()

    assert (code, output) == (1, "")
    assert "L’ordonnanceur de la grappe ne répond pas" in error
    assert "docs/grappe.md" in error
    assert "Traceback" not in error
