from pathlib import Path

import pytest

from pstlib.errors import TableError
from pstlib.reference import load_csv, load_yaml
from pstlib.reference.loader import find, overridden, packaged_names


def replace(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / "referentiel" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_file_of_the_data_folder_takes_the_place_of_the_packaged_one(tmp_path: Path) -> None:
    replace(tmp_path, "statuts.yml", "a: 1\n")
    replace(tmp_path, "inconnu.yml", "a: 1\n")

    assert load_yaml("statuts.yml", tmp_path) == {"a": 1}
    assert load_yaml("statuts.yml") != {"a": 1}
    assert overridden(tmp_path) == ["statuts.yml"]


def test_nothing_is_replaced_without_a_data_folder(tmp_path: Path) -> None:
    assert overridden(None) == overridden(tmp_path) == []
    assert find("methode.yml", tmp_path) == find("methode.yml")


def test_a_file_changed_since_is_read_again(tmp_path: Path) -> None:
    replace(tmp_path, "statuts.yml", "a: 1\n")
    load_yaml("statuts.yml", tmp_path)
    replace(tmp_path, "statuts.yml", "a: 22\n")

    assert load_yaml("statuts.yml", tmp_path) == {"a": 22}


def test_codes_keep_their_zeros(tmp_path: Path) -> None:
    replace(tmp_path, "communes.csv", "ins,commune\n01300,NA\n")

    assert load_csv("communes.csv", tmp_path).to_dict("records") == [
        {"ins": "01300", "commune": "NA"}
    ]


@pytest.mark.parametrize(("content", "said"), [("a: [1\nb: 2", "ligne 2"), (b"a: \xe9", "UTF-8")])
def test_an_unreadable_file_is_refused_with_its_place(
    tmp_path: Path, content: str | bytes, said: str
) -> None:
    path = replace(tmp_path, "statuts.yml", content)

    with pytest.raises(TableError) as refused:
        load_yaml("statuts.yml", tmp_path)

    assert str(path) in str(refused.value)
    assert said in str(refused.value)


def test_each_packaged_file_is_described_beside_it() -> None:
    readme = find("README.md").read_text(encoding="utf-8")

    assert [name for name in packaged_names() if f"`{name}`" not in readme] == []
