"""The data of many plans: what is wrong, what is unknown, what that costs, what to ask."""

from pstlib.quality.questions import letter, questions
from pstlib.quality.review import DataReview, review_data
from pstlib.quality.stakes import stakes

__all__ = ["DataReview", "letter", "questions", "review_data", "stakes"]
