"""A dask cluster of real processes on this machine, for the tests that need one."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil

DASK = Path(sys.executable).with_name("dask")


class Cluster:
    """A scheduler and two workers of one thread each.

    Args:
        folder: Where they write what they need.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{port}"
        self._scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", str(port))
        self.workers = [self.add_worker() for _ in range(2)]

    def add_worker(self) -> "subprocess.Popen[bytes]":
        """Start a worker of one thread that nobody watches over."""
        return self._start("worker", self.address, "--nthreads", "1", "--no-nanny")

    def close(self) -> None:
        """End all that was started here."""
        for started in (*self.workers, self._scheduler):
            kill_tree(started.pid)
            started.wait(30)

    def _start(self, *command: str) -> "subprocess.Popen[bytes]":
        log = (self._folder / f"{command[0]}-{time.monotonic_ns()}.log").open("wb")
        quiet = ["--no-dashboard"]
        if command[0] == "worker":
            quiet += ["--local-directory", str(self._folder)]
        with log:
            return subprocess.Popen(  # noqa: S603 - our own tool
                [DASK, *command, *quiet], stdout=log, stderr=log, env=os.environ
            )


def kill_tree(pid: int) -> None:
    """Kill a process and all its descendants, as the loss of a machine would."""
    try:
        root = psutil.Process(pid)
        doomed = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for process in doomed:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
