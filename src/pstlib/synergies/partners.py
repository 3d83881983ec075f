"""Who the partners of a synergy are: names as they are written, organisations that are loaded."""

from collections.abc import Sequence

import pandas as pd

from pstlib.errors import PstError
from pstlib.model import Identity, Pst, list_slugs
from pstlib.model.folder import load_identity
from pstlib.text import name_key, parts_of

UNKNOWN_PARTNERS = ["nom", "n", "synergies"]
_ARTICLES = ("le ", "la ", "les ", "l'")
_GENERIC = {
    "AC": frozenset({"commune", "ville", "administration communale"}),
    "CPAS": frozenset({"cpas", "centre", "centre public d'action sociale"}),
}


def partner_key(name: str) -> str:
    """Give what the spellings of a partner share: its article says nothing.

    >>> partner_key("le CPAS de Valrive") == partner_key("CPAS de Valrive")
    True
    """
    key = name_key(name)
    return next((key.removeprefix(a) for a in _ARTICLES if key.startswith(a)), key)


def with_article(name: str) -> str:
    """Put the article before the name of an organisation that has none.

    >>> with_article("CPAS de Valrive"), with_article("Commune de Valrive"), with_article("le CPAS")
    ('le CPAS de Valrive', 'la Commune de Valrive', 'le CPAS')
    """
    articles = {"CPAS ": "le", "Centre ": "le", "Commune ": "la", "Ville ": "la"}
    found = next((article for word, article in articles.items() if name.startswith(word)), "")
    return f"{found} {name}".strip()


def loaded(pst: Pst) -> list[Identity]:
    """Give the organisations of the data folder of a PST; one that can't be read is left out."""
    if pst.dossier is None:
        return [pst.identite]
    folder, found = pst.dossier.parent, []
    for slug in list_slugs(folder):
        try:
            found.append(load_identity(folder / slug))
        except PstError:
            continue  # `pst verifier` says why
    return found


def who(name: str, own: Identity, known: Sequence[Identity]) -> str:
    """Give the key of the organisation that a name means, the name's own key if none is known.

    « la commune » or « le CPAS » alone mean those of the same INS code as ``own``.
    """
    key = partner_key(name)
    keys = {partner_key(one.organisme) for one in (own, *known)}
    if key in keys:
        return key
    for kind, words in _GENERIC.items():
        if key in words:
            same = (one for one in (own, *known) if one.type_admin == kind and one.ins == own.ins)
            return next((partner_key(one.organisme) for one in same), key)
    return key


def names_partner(synergies: pd.DataFrame, own: Identity, other: Identity) -> "pd.Series[bool]":
    """Tell which synergies name an organisation among their partners, or name nobody."""
    key = partner_key(other.organisme)
    flags = [
        not (names := parts_of(cell)) or key in {who(name, own, [other]) for name in names}
        for cell in synergies["partenaires"]
    ]
    return pd.Series(flags, index=synergies.index, dtype=bool)


def unknown_partners(
    synergies: pd.DataFrame, own: Identity, known: Sequence[Identity]
) -> pd.DataFrame:
    """List the partners that no organisation loaded bears the name of.

    Returns:
        ``UNKNOWN_PARTNERS``: the name as first written, how many synergies name it, which ones.
    """
    keys = {partner_key(one.organisme) for one in (own, *known)}
    found: dict[str, tuple[str, list[str]]] = {}
    for row in synergies.to_dict("records"):
        for name in parts_of(row["partenaires"]):
            key = who(name, own, known)
            if key not in keys:
                found.setdefault(key, (name, []))[1].append(str(row["synergie_id"]))
    rows = [(name, len(ids), " ; ".join(ids)) for name, ids in found.values()]
    table = pd.DataFrame(rows, columns=UNKNOWN_PARTNERS)
    return table.astype({"nom": "str", "n": "Int64", "synergies": "str"})
