from pathlib import Path

import pytest

from pstlib import paths


def test_a_file_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "rapport.html"
    target.write_text("avant", encoding="utf-8")

    def full_disk(_self: Path, _other: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full_disk)
    with pytest.raises(OSError, match="No space left"):
        paths.write_atomically(target, "après")

    assert target.read_text(encoding="utf-8") == "avant"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_already_holds_the_content_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "dossier" / "table.csv"

    assert paths.write_atomically(target, "é\n")
    assert not paths.write_atomically(target, "é\n")
    assert target.read_bytes() == b"\xc3\xa9\n"


def test_the_data_folder_is_the_option_then_the_variable_then_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PST_DONNEES", raising=False)
    assert paths.data_folder() == Path("pst_data")
    monkeypatch.setenv("PST_DONNEES", "ailleurs")
    assert paths.data_folder() == Path("ailleurs")
    assert paths.data_folder("ici") == Path("ici")


def test_the_hash_of_a_file_is_its_sha256(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"abc")

    # FIPS 180-2, appendix B.1.
    assert paths.sha256_of(file) == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
