"""Every notebook in a real JupyterLab: opened, run from top to bottom, its charts drawn."""

import importlib.util
import json
import re
import secrets
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from pstlib.charts import PLOTLY_MIME
from pstlib.cli.lab import lab_command, lab_environment
from pstlib.paths import notebooks_folder

NOTEBOOKS = sorted(path.name for path in notebooks_folder().glob("*.ipynb"))
WIDGET_MIME = "application/vnd.jupyter.widget-view+json"
PATIENCE = 120  # seconds: a machine may be busy
CURRENT = "window.jupyterapp?.shell.currentWidget"
READY = f"""(name) => {CURRENT}?.context?.path === name
  && {CURRENT}.sessionContext?.session?.kernel?.status === 'idle'"""
OPEN = f"""async (path) => {{
  if ({CURRENT}.context.path === path) return;
  await {CURRENT}.sessionContext.shutdown();
  await window.jupyterapp.commands.execute('docmanager:open', {{ path }});
}}"""
PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"
CHART = f"{PANEL} .js-plotly-plot"
STRONG = f"{PANEL} .widget-html-content strong"
NOTEBOOK = f"{CURRENT}.content"
CELLS = f"""() => {NOTEBOOK}.widgets.filter((cell) => cell.model.type === 'code').map((cell) => ({{
  count: cell.model.executionCount, state: cell.model.executionState,
  outputs: cell.model.outputs.toJSON(),
}}))"""


@dataclass(frozen=True)
class Lab:
    """A server of JupyterLab, on copies that it may write to."""

    address: str
    token: str
    folder: Path

    def open(self, page: Page, name: str) -> None:
        """Open a notebook beside the former one, whose kernel is ended; the page loads once."""
        if page.url == "about:blank":
            page.goto(f"{self.address}/lab/tree/{name}?token={self.token}&reset")
        else:
            page.evaluate(OPEN, name)
        page.wait_for_function(READY, arg=name, timeout=PATIENCE * 1000)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[Lab]:
    if importlib.util.find_spec("jupyterlab") is None:
        pytest.skip("JupyterLab n’est pas installé")
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(notebooks_folder(), folder / "carnets")
    shutil.copytree(root / "pst_data", folder / "pst_data")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    options = [
        "--no-browser", "--allow-root", "--expose-app-in-browser", f"--port={port}",
        "--ServerApp.ip=127.0.0.1", "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={token}",
    ]  # fmt: skip
    places = ("JUPYTER_CONFIG_DIR", "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR",
              "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")  # fmt: skip
    own = {name: str(folder / "reglages" / name) for name in places}
    with (folder / "journal.txt").open("w") as journal:
        server = subprocess.Popen(  # noqa: S603
            [*lab_command(folder / "carnets"), *options],
            env={**lab_environment(folder / "pst_data"), **own},
            stdout=journal, stderr=journal,
        )  # fmt: skip
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/api/status?token={token}", server, folder / "journal.txt")
            yield Lab(address, token, folder)
        finally:
            server.terminate()
            server.wait(30)


def wait_for(address: str, server: "subprocess.Popen[bytes]", journal: Path) -> None:
    for _ in range(PATIENCE * 5):
        try:
            with urllib.request.urlopen(address):  # noqa: S310 - our own server
                return
        except OSError:
            assert server.poll() is None, journal.read_text(encoding="utf-8")
            time.sleep(0.2)
    pytest.fail("JupyterLab does not answer")


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())  # leaving what was not saved
    yield page
    context.close()


def run_all(page: Page) -> list[dict[str, Any]]:
    """Run every cell by the menu, as a person does, and give what the cells then hold."""
    before = max(count_of(cell) for cell in page.evaluate(CELLS))  # it may have run already
    page.get_by_role("menuitem", name="Exécution", exact=True).click()
    page.locator(".lm-Menu").get_by_text("Exécuter toutes les cellules", exact=True).click()
    until(page, lambda cells: all(count_of(c) > before for c in cells) or has_error(cells))
    return page.evaluate(CELLS)


def count_of(cell: dict[str, Any]) -> int:
    return cell["count"] or 0


def until(page: Page, reached: Callable[[list[dict[str, Any]]], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not reached(page.evaluate(CELLS)):
        assert time.monotonic() < deadline, page.evaluate(CELLS)
        page.wait_for_timeout(200)


def has_error(cells: list[dict[str, Any]]) -> bool:
    return any(out["output_type"] == "error" for cell in cells for out in cell["outputs"])


def outputs_of(cells: list[dict[str, Any]], kind: str) -> int:
    return sum(kind in out.get("data", {}) for cell in cells for out in cell["outputs"])


def scrolled(page: Page, selector: str) -> int:
    """Count what matches once every cell was in view: JupyterLab draws what is looked at."""
    for place in range(page.evaluate(f"() => {NOTEBOOK}.widgets.length")):
        page.evaluate(f"(place) => {NOTEBOOK}.scrollToItem(place)", place)
        page.wait_for_timeout(30)
    page.wait_for_timeout(500)
    return page.locator(selector).count()


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_from_top_to_bottom_and_draws(name: str, lab: Lab, page: Page) -> None:
    lab.open(page, name)
    cells = run_all(page)

    errors = [out for cell in cells for out in cell["outputs"] if out["output_type"] == "error"]
    assert errors == []
    charts = outputs_of(cells, PLOTLY_MIME)
    assert scrolled(page, f"{CHART}:has(.main-svg)") >= charts


def test_a_choice_redraws_charts_and_table_that_keep_their_height(lab: Lab, page: Page) -> None:
    lab.open(page, "90_exploration.ipynb")
    cells = page.evaluate(CELLS)
    if not all(map(count_of, cells)):  # else the test before has just run it
        cells = run_all(page)
    assert outputs_of(cells, WIDGET_MIME) == 2
    page.evaluate(f"() => {NOTEBOOK}.scrollToItem(4)")
    message = page.locator(STRONG)
    expect(message).to_contain_text("choisies", timeout=PATIENCE * 1000)
    page.wait_for_function(READY, arg="90_exploration.ipynb", timeout=PATIENCE * 1000)
    page.locator(f"{PANEL} .widget-select-multiple select").first.select_option(index=0)

    # Celles has 55 actions, none with a deadline.
    told = re.compile(r"^55\sactions choisies, dont\s0\sen retard et\s55\ssans échéance")
    expect(message).to_have_text(told, timeout=PATIENCE * 1000)
    expect(page.locator(f"{PANEL} div.dt-info").first).to_contain_text("sur 55 lignes")
    assert page.locator(f"{PANEL} tfoot input").count() >= 9  # a filter under each column

    heights = f"() => [...document.querySelectorAll('{CHART}')].map((one) => one.clientHeight)"
    tall = page.evaluate(heights)
    page.set_viewport_size({"width": 1100, "height": 1000})
    page.wait_for_timeout(1000)
    assert page.evaluate(heights) == tall
    assert min(tall[:2]) > 60


def test_a_click_on_a_bar_narrows_the_choice_until_it_is_undone(page: Page) -> None:
    """The panel is as the test before left it: Celles alone."""
    if page.locator(STRONG).count() == 0:
        pytest.skip("le panneau s’ouvre dans le test précédent")
    message = page.locator(STRONG)
    before = message.inner_text()
    page.locator(f"{CHART} .bars .point path").first.click(force=True)

    expect(message).to_contain_text(re.compile(r"^15\sactions choisies"), timeout=PATIENCE * 1000)
    page.get_by_role("button", name="Choix précédent").click()
    expect(message).to_have_text(before, timeout=PATIENCE * 1000)


def test_a_wrong_name_is_one_line_and_the_rest_folded(lab: Lab, page: Page) -> None:
    path = lab.folder / "carnets" / "faute.ipynb"
    model = json.loads((lab.folder / "carnets" / "00_demarrage.ipynb").read_text("utf-8"))
    code = {"cell_type": "code", "id": "faute", "metadata": {}, "outputs": [],
            "execution_count": None,
            "source": 'import pstlib\npstlib.load("valrive-2019-2042")'}  # fmt: skip
    path.write_text(json.dumps({**model, "cells": [code]}), encoding="utf-8")
    lab.open(page, path.name)
    run_all(page)

    error = page.locator(PANEL).locator(
        ".jp-RenderedText[data-mime-type='application/vnd.jupyter.error'], "
        ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']"
    )
    assert error.first.inner_text().strip().count("\n") == 0
    assert "Noms proches : valrive-2019-2024" in error.first.inner_text().replace("\u00a0", " ")
    folded = page.locator(f"{PANEL} .jp-OutputArea details")
    assert folded.count() == 1
    assert not folded.locator("pre").is_visible()
