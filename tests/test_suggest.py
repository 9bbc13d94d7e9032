"""Suggestions for misspelt names."""

from okrcli.suggest import did_you_mean, one_of_these

NAMES = ["churn-falls", "demand/churn-falls", "webinar-guests", "dual-run"]


def test_a_name_that_is_nearly_right_is_proposed() -> None:
    assert did_you_mean("webinar-gests", NAMES) == "did you mean `webinar-guests`?"


def test_one_word_of_a_name_is_enough_and_a_reference_is_not_named_beside_its_id() -> None:
    assert did_you_mean("chrun", NAMES) == "did you mean `churn-falls`?"


def test_what_is_similar_to_no_name_gets_no_proposal() -> None:
    assert did_you_mean("kubernetes", NAMES) is None
    assert did_you_mean("xy", []) is None


def test_references_are_named_where_their_last_id_means_several() -> None:
    assert one_of_these(["mql", "demand/mql", "sales/mql"]) == "did you mean `mql` or `demand/mql` or `sales/mql`?"
