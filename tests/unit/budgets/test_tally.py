"""Groups of budget lines, and the sums made of them: added up by hand."""

from decimal import Decimal

from pstlib.budgets.tally import YEARLY, Tally, total

from .conftest import amounts, line

PAY, PAPER = "104/111-01", "104/123-02"


def tally() -> Tally:
    """Two lines voted in 2021, of which one has an account; one line at the account only."""
    return Tally.of(
        amounts(
            line(PAY, "10.00"),
            line(PAY, "7.50", "ENGAGEMENTS"),
            line(PAY, "5.00", "IMPUTATIONS"),
            line(PAPER, "0.25"),
            line("831/111-01", "2.00", "ENGAGEMENTS"),
            line("831/111-01", "3.00", exercice=2022),
        ),
        [*YEARLY, "fonction"],
    )


def test_lines_are_added_up_in_cents_and_what_is_unknown_is_none() -> None:
    columns = ("exercice", "fonction", "dernier_vote", "engagements", "droits_nets")

    assert [tuple(row[name] for name in columns) for row in tally().rows] == [
        (2021, "104", 1025, 750, None),
        (2021, "831", None, 200, None),
        (2022, "831", 300, None, None),
    ]


def test_groups_add_up_with_their_numbers_of_lines() -> None:
    names = ("exercice", "dernier_vote", "n_lignes", "n_sans_vote", "n_sans_compte")
    found = tally().added(["exercice"])

    assert [tuple(row[name] for name in names) for row in found.rows] == [
        (2021, 1025, 3, 1, 1),
        (2022, 300, 1, 0, 1),
    ]


def test_a_rate_compares_the_years_that_have_both_by_the_amount_asked_for() -> None:
    (committed,) = tally().rated(["type"]).in_euros()
    (booked,) = tally().rated(["type"], "imputations").in_euros()

    # 2022, of which no account is known, stays out: 9.50 and 5.00 of 10.25.
    assert (committed["numerateur"], committed["denominateur"]) == (
        Decimal("9.50"),
        Decimal("10.25"),
    )
    assert committed["taux_execution"] == 9.5 / 10.25
    assert booked["taux_execution"] == 5 / 10.25


def test_a_tally_is_not_added_up_again_and_is_a_table_when_asked() -> None:
    found = tally()

    assert Tally.of(found, ["exercice"]) is found
    assert found.table(["fonction", "n_lignes"]).to_numpy().tolist() == [
        ["104", 2], ["831", 1], ["831", 1],
    ]  # fmt: skip


def test_nothing_known_adds_up_to_nothing_and_zero_to_zero() -> None:
    assert (total([None, None]), total([]), total([0, None])) == (None, None, 0)
