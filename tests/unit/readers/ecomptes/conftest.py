"""Small files of our own, in both dialects, whose parts a test can change."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pstlib.readers import Reading
from pstlib.readers.ecomptes import read_ecomptes


def element(
    tag: str,
    identifier: str,
    label: str,
    *,
    status: str = "EN_COURS",
    inside: str = "",
    **values: str,
) -> str:
    """Write an element; ``values`` replace parts: rate, etp, dates, description, money…"""
    known = {
        "dates": "",
        "mode": "TEXTE",
        "description": "",
        "persons": "",
        "rate": "0",
        "remark": "",
        "etp": "0",
        "plans": "<Plans/><Partenaires/>",
        "money": "",
        **values,
    }
    return (
        f'<{tag} ElementId="{identifier}" Exercice="2021">'
        f"<Libelle>{label}</Libelle>{known['dates']}"
        f"<Description><Mode>{known['mode']}</Mode><Valeur>{known['description']}</Valeur></Description>"
        f"<Statut>{status}</Statut>{known['persons']}<TauxAvancement>{known['rate']}</TauxAvancement>"
        f"<RemarqueStatut><Mode>TEXTE</Mode><Valeur>{known['remark']}</Valeur></RemarqueStatut>"
        f"<ETP>{known['etp']}</ETP>{known['plans']}{known['money']}{inside}</{tag}>\n"
    )


def plan(
    volets: str, *, generator: str = "ECOMPTES", ins: str = "57018", years: str = "2019-2024"
) -> str:
    first, last = years.split("-")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<dataroot><Identifiants><Id>20210630</Id>'
        f"<TypeAdmin>CPAS</TypeAdmin><INS>{ins}</INS><Type>PST</Type><Exercice>2021</Exercice>"
        f"<Version>201805V1</Version><Generateur>{generator}</Generateur></Identifiants>"
        "<PST><DescriptionPST><IdPST>1</IdPST><Libelle>PST</Libelle>"
        f"<ExerciceDebut>{first}</ExerciceDebut><ExerciceFin>{last}</ExerciceFin></DescriptionPST>\n"
        f"<Volets>{volets}</Volets></PST></dataroot>\n"
    )


def iapst(*labels: str, **values: str) -> str:
    """Write an iA.PST file: one OO that holds actions with these labels."""
    actions = "".join(
        element("Action", f"a{rank}", label, **values) for rank, label in enumerate(labels)
    )
    objective = element(
        "ObjectifOperationnel", "oo", "OO.2 - Accueillir", inside=f"<Actions>{actions}</Actions>"
    )
    strategic = element(
        "ObjectifStrategique",
        "os",
        "OS.1 - Ouvrir",
        inside=f"<ObjectifsOperationnels>{objective}</ObjectifsOperationnels>",
    )
    return plan(
        element(
            "Volet",
            "neant",
            "NEANT",
            inside=f"<ObjectifStrategiques>{strategic}</ObjectifStrategiques>",
        ),
        generator="PST",
        ins="99999",
    )


def native(**values: str) -> str:
    """Write a native file: one volet of which one thing differs."""
    return plan(element("Volet", "v-1", "Volet interne", **values))


@pytest.fixture(scope="session")
def write() -> dict[str, Callable[..., str]]:
    return {"element": element, "plan": plan, "iapst": iapst, "native": native}


@pytest.fixture(scope="session")
def read() -> Callable[[str | bytes], Reading]:
    def reader(content: str | bytes) -> Reading:
        data = content.encode() if isinstance(content, str) else content
        return read_ecomptes(Path("pst.xml"), data)

    return reader


@pytest.fixture(scope="session")
def read_shared(shared: Path) -> Callable[[str], Reading]:
    def reader(name: str) -> Reading:
        file = shared / "fixtures" / name
        return read_ecomptes(file, file.read_bytes())

    return reader
