"""Take the pictures of the guide from the running product: ``python scripts/take_pictures.py``.

The reports are those of Valrive and of a region, both fictitious, made anew in a folder that is
thrown away. Name pictures to take these alone.
"""

import io
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from pstlib.paths import write_atomically
from pstlib.reports.browsers import find_browser

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs/images"
LARGEST = 80_000  # bytes a picture
ALL_TOGETHER = 1_000_000
SCALE = 1.5
COLOURS = 64
MARGIN = 12

MID_TERM = "valrive-2019-2024/mi-parcours-2021-12-31.html"
FINAL = "valrive-2019-2024/finale-2024-06-30.html"
SYNERGIES = "valrive-2019-2024/synergies-avec-commune-valrive-2019-2024-2024-05-31.html"
CHECKLIST = "valrive-2019-2024/liste-batiment-commun-sy11.html"
REGION = "comparaison/region-2021-12-31.html"
PROFILE = "comparaison/arvithier-2019-2024-voisins-2021-12-31.html"
LIST = "index.html"
# By page, the command that makes it.
COMMANDS = {
    MID_TERM: "rapport valrive-2019-2024 --evaluation mi-parcours --date-arrete 2021-12-31",
    FINAL: "rapport valrive-2019-2024 --evaluation finale --date-arrete 2024-06-30",
    SYNERGIES: "synergies valrive-2019-2024 --avec commune-valrive-2019-2024",
    CHECKLIST: "synergies valrive-2019-2024 --liste batiment-commun --synergie sy11",
    REGION: "comparer --donnees region --date-arrete 2021-12-31",
    PROFILE: "comparer --donnees region --date-arrete 2021-12-31 --slug arvithier-2019-2024",
}
MAKE_REGION = "exemple region --organismes 40 --lignes-budget 60 --vers region"


@dataclass(frozen=True)
class Picture:
    """What to take: the part of a page that a selector names, else the top of its window.

    Attributes:
        name: Name of the file, without its ending.
        page: Page, below the folder of reports.
        selector: Part of the page; empty for the window.
        height: Pixels to keep from the top; 0 for all of the part.
        width: Width of the window.
    """

    name: str
    page: str
    selector: str = ""
    height: int = 0
    width: int = 1280


PICTURES = (
    Picture("rapport", MID_TERM, height=880),
    Picture("qualite", MID_TERM, "table.qualite", height=700),
    Picture("plan", MID_TERM, "#plan", height=720),
    Picture("statuts", MID_TERM, "#statuts"),
    Picture("avancement", MID_TERM, "table.avancement", height=760),
    Picture("mesures", MID_TERM, "#mesures", height=760),
    Picture("echeancier", MID_TERM, "#echeancier", height=760),
    Picture("execution", MID_TERM, "#execution"),
    Picture("flux", MID_TERM, "#flux"),
    Picture("votes", MID_TERM, "#votes"),
    Picture("trajectoire", MID_TERM, "#trajectoire"),
    Picture("effectifs", MID_TERM, "#effectifs"),
    Picture("couverture", MID_TERM, "#couverture"),
    Picture("transitions", FINAL, "#transitions"),
    Picture("ruban", PROFILE, "#ruban-realisation"),
    Picture("entonnoir", PROFILE, "#entonnoir"),
    Picture("annees", PROFILE, "#annees"),
    Picture("themes", REGION, "#themes-part-1", height=620),
    Picture("profil", PROFILE, "#profil"),
    Picture("synergies", SYNERGIES, "#synergies-vie", height=760),
    Picture("liste", CHECKLIST, height=860),
    Picture("rapports", LIST, height=960),
)


def make_reports(pages: set[str], folder: Path) -> Path:
    """Make the pages with the commands that a reader would type; give the folder of reports."""
    needed = set(COMMANDS) if LIST in pages else pages  # the list tells all that was made
    if needed & {REGION, PROFILE}:
        type_in(MAKE_REGION, folder)
    for page, command in COMMANDS.items():
        if page in needed:
            type_in(command, folder)
    return folder / "reports"


def type_in(command: str, folder: Path) -> None:
    """Run a command of ``pst`` on the plans that the repository ships."""
    words = command.split()
    if "--donnees" not in words and words[0] != "exemple":
        words += ["--donnees", str(ROOT / "pst_data")]
    print(f"pst {command}")
    pst = Path(sys.executable).with_name("pst")
    subprocess.run([str(pst), *words], cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603


def take(browser: Browser, picture: Picture, reports: Path) -> bytes:
    """Take one picture.

    Raises:
        ValueError: If it is too large for a page of documentation.
    """
    height = picture.height if not picture.selector else 900
    page = browser.new_page(
        viewport={"width": picture.width, "height": height}, device_scale_factor=SCALE
    )
    page.goto((reports / picture.page).as_uri())
    if page.locator("figure.graphique").count():
        page.wait_for_selector("html[data-graphiques]", state="attached")
    image = lightened(page.screenshot(full_page=True, clip=_clip(page, picture)))
    page.close()
    if len(image) > LARGEST:
        raise ValueError(f"{picture.name}: {len(image)} bytes, more than {LARGEST}")
    return image


def lightened(screenshot: bytes) -> bytes:
    """Give a picture few colours, as a drawing has, and a format that makes use of it."""
    # This way keeps the colour of a small mark, where the default gives it that of its neighbour.
    few = (
        Image.open(io.BytesIO(screenshot))
        .convert("RGB")
        .quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    )
    file = io.BytesIO()
    few.convert("RGB").save(file, "webp", lossless=True, quality=100, method=6)
    return file.getvalue()


def _clip(page: Page, picture: Picture) -> dict[str, float]:
    if not picture.selector:
        return {"x": 0, "y": 0, "width": picture.width, "height": picture.height}
    part = page.locator(picture.selector).first
    part.scroll_into_view_if_needed()
    page.wait_for_timeout(400)  # a chart below the fold is drawn when it comes into view
    box = part.bounding_box()
    if box is None:
        raise ValueError(f"{picture.name}: {picture.selector} is not shown")
    top = box["y"] + page.evaluate("scrollY")
    height = min(box["height"], picture.height or box["height"])
    return {
        "x": box["x"] - MARGIN,
        "y": top - MARGIN,
        "width": box["width"] + 2 * MARGIN,
        "height": height + 2 * MARGIN,
    }


def taken(pictures: tuple[Picture, ...], folder: Path) -> Iterator[tuple[Picture, bytes]]:
    """Make the pages in ``folder``, then give each picture with its bytes."""
    reports = make_reports({picture.page for picture in pictures}, folder)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"]
        )
        for picture in pictures:
            yield picture, take(browser, picture, reports)
        browser.close()


def main(names: list[str]) -> int:
    """Take the pictures named, or all; give the exit code."""
    chosen = tuple(p for p in PICTURES if not names or p.name in names)
    with tempfile.TemporaryDirectory() as folder:
        for picture, image in taken(chosen, Path(folder)):
            changed = write_atomically(TARGET / f"{picture.name}.webp", image)
            print(f"{picture.name}.webp, {len(image) / 1000:.0f} kB{'' if changed else ' (same)'}")
    total = sum(path.stat().st_size for path in TARGET.iterdir())
    print(f"{total / 1000:.0f} kB in all")
    return 0 if total <= ALL_TOGETHER else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
