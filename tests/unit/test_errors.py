from pstlib.errors import PstError


def test_a_message_says_what_where_found_and_what_to_do() -> None:
    error = PstError("Date illisible", where="ligne 3", found="« demain »", todo="Écrivez-la.")

    assert str(error) == "Date illisible – ligne 3 – trouvé : « demain ». Écrivez-la."


def test_details_are_bounded_and_the_others_counted() -> None:
    message = str(PstError("Trop", details=[f"cas {i}" for i in range(47)]))

    assert "• cas 9\n" in message
    assert "cas 10" not in message
    assert message.endswith("… et 37 autres")
