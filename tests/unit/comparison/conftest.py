"""A small fictitious region on disk: eight CPAS, a commune and a plan that can't be read."""

from pathlib import Path

import pytest

NAMES = (
    "Aubreval",
    "Bellesart",
    "Cornimes",
    "Dohanvaux",
    "Ereffes",
    "Fromelieu",
    "Gistrain",
    "Hanzée",
)
CODES = [f"9100{rank}" for rank in range(1, 9)]
DONE = (1, 2, 3, 4, 5, 6, 0, 2)
"""Actions done at the end of 2021, of ten in each plan; the seventh has no status at all."""
SMALLEST = 7  # Hanzée has four actions: too few for a rate


def identity(name: str, code: str, kind: str = "CPAS") -> str:
    what = "CPAS de" if kind == "CPAS" else "Commune de"
    return (
        f"slug: {slug(name, kind)}\norganisme: {what} {name}\nins: '{code}'\ntype_admin: {kind}\n"
        f"libelle: PST 2019-2024\nexercice_debut: 2019\nexercice_fin: 2024\nfictif: true\n"
    )


def slug(name: str, kind: str = "CPAS") -> str:
    plain = name.lower().replace("é", "e")
    return f"{'' if kind == 'CPAS' else 'commune-'}{plain}-2019-2024"


def write_plan(folder: Path, name: str, code: str, *, done: int | None, of: int = 10,
               kind: str = "CPAS") -> None:  # fmt: skip
    place = folder / slug(name, kind)
    (place / "tables").mkdir(parents=True)
    (place / "pst.yml").write_text(identity(name, code, kind), encoding="utf-8")
    rows = ["element_id,parent_id,niveau,position,code,libelle,date_fin",
            "os,,OS,1,OS1,Vivre,", "oo,os,OO,1,OS1.OO1,Vivre mieux,"]  # fmt: skip
    rows += [
        f"a{n},oo,ACTION,{n},OS1.OO1.A{n},Rénover le logement {n} de {name},2021-06-30"
        for n in range(1, of + 1)
    ]
    (place / "tables/elements.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    seen = ["element_id,date_suivi,statut"]
    seen += [
        f"a{n},2021-11-30,{'TERMINE' if n <= done else 'EN_COURS'}"
        for n in range(1, of + 1)
        if done is not None
    ]
    (place / "tables/suivi.csv").write_text("\n".join(seen) + "\n", encoding="utf-8")


def write_reference(folder: Path, names: tuple[str, ...] = NAMES) -> None:
    place = folder / "referentiel"
    place.mkdir(exist_ok=True)
    head = ("ins,commune,cpas,province,province_ins,arrondissement,arrondissement_ins,"
            "communaute_germanophone,codes_postaux")  # fmt: skip
    known = [*zip(CODES, names, strict=True), ("91009", "Irchonel"), ("91010", "Jodempré")]
    rows = [f"{c},{n},CPAS de {n},Val-Noir,09000,Noirmont,91000,0," for c, n in known]
    (place / "communes.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    states = ["RECU"] * len(CODES) + ["SANS_PST", "NON_RECU"]
    lines = [f"{c},CPAS de {n},2019,2024,{s}" for (c, n), s in zip(known, states, strict=True)]
    text = "\n".join(["ins,organisme,exercice_debut,exercice_fin,etat", *lines]) + "\n"
    (place / "couverture.csv").write_text(text, encoding="utf-8")


def write_region(folder: Path, names: tuple[str, ...] = NAMES) -> Path:
    for rank, (name, code) in enumerate(zip(names, CODES, strict=True)):
        done = None if rank == 6 else DONE[rank]
        write_plan(folder, name, code, done=done, of=4 if rank == SMALLEST else 10)
    write_plan(folder, "Kersbais", "91011", done=3, kind="AC")
    write_plan(folder, "Lobrugnes", "91009", done=3)
    broken = folder / slug("Lobrugnes") / "tables" / "suivi.csv"
    broken.write_text("element_id,date_suivi,statut\na1,2021-11-30,FAIT\n", encoding="utf-8")
    write_reference(folder, names)
    return folder


@pytest.fixture(scope="session")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The region, to be read only."""
    return write_region(tmp_path_factory.mktemp("region"))
