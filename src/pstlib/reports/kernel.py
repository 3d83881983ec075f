"""The kernel that runs a report: the Python that runs ``pst``, whatever Jupyter has installed."""

import sys
from collections.abc import Mapping

from ipykernel.kernelspec import make_ipkernel_cmd
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

_ARGUMENTS = [
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
    spec = KernelSpec(
        argv=make_ipkernel_cmd(executable=sys.executable, extra_arguments=_ARGUMENTS),
        display_name="pstlib",
        language="python",
        env=variables,
    )

    class ReportKernelManager(AsyncKernelManager):
        @property
        def kernel_spec(self) -> KernelSpec:
            return spec

    return ReportKernelManager
