"""Facts are quantities: they convert, compare and add, and what does not go together is refused."""

from __future__ import annotations

import pint
import pytest

from restlesslegs.evidence import EvidenceError, Facts, facts, units
from restlesslegs.evidence.vocabulary import UNITS


@pytest.mark.parametrize("name", UNITS)
def test_every_unit_of_the_vocabulary_is_one_pint_knows(name: str) -> None:
    assert (2 * units.quantity(1.0, name)).dimensionality == units.quantity(2.0, name).dimensionality


def test_a_fact_converts_to_other_units_of_its_kind() -> None:
    assert facts["best2009-tyr-ss"].quantity.to("mmol/L").magnitude == pytest.approx(0.126)


def test_a_score_does_not_add_to_a_share(small: Facts) -> None:
    assert str(small["trial-score"].quantity.units) == "scale_point"
    with pytest.raises(pint.DimensionalityError):
        small["trial-score"].quantity + units.quantity(30.0, "%")


def test_an_interval_has_two_ends_with_units(small: Facts) -> None:
    low, high = small["trial-score"].bounds
    assert low < small["trial-score"].quantity < high


def test_a_fact_without_a_number_says_so(small: Facts) -> None:
    with pytest.raises(EvidenceError, match="fact 'enzyme-direction' is a direction and has no value"):
        _ = small["enzyme-direction"].quantity
    with pytest.raises(EvidenceError, match="fact 'rats-dopamine' has no interval"):
        _ = small["rats-dopamine"].bounds
