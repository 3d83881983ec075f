"""The kernel that runs a report: the Python that runs ``pst``, whatever Jupyter has installed."""

from collections.abc import Mapping

import zmq
from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from traitlets import default

_ARGUMENTS = [
    "--log-level=CRITICAL",  # a word at its end would mix with what the command says
    "--HistoryManager.enabled=False",
    "--InteractiveShellApp.exec_PYTHONSTARTUP=False",
    "--InteractiveShellApp.ignore_cwd=True",  # a pandas.py lying around is not pandas
]
# Says nothing about debugging in the user's terminal.
_ENVIRONMENT = {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}


def kernel_manager(environment: Mapping[str, str]) -> type[AsyncKernelManager]:
    """Give a kernel manager for this very Python, with variables added to its environment.

    A user's own ``python3`` kernelspec may name another Python, where pstlib is absent or of
    another version: it is not looked at.
    """
    # jupyter_client expands ${…} in these values, and the name of a folder may hold a dollar.
    variables = {
        name: value.replace("$", "$$") for name, value in {**_ENVIRONMENT, **environment}.items()
    }
    spec = KernelSpec(**get_kernel_dict(extra_arguments=_ARGUMENTS), env=variables)

    class ReportKernelManager(AsyncKernelManager):
        @default("transport_encryption")
        def _encrypt_where_possible(self) -> str:
            # Other users of a shared machine can reach its ports.
            return "auto" if zmq.has("curve") else "disabled"

        @property
        def kernel_spec(self) -> KernelSpec:
            return spec

    return ReportKernelManager
