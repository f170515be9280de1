"""The models that the generic tests hold: all of the book, and one made to use all that the engines know."""

from __future__ import annotations

from pathlib import Path

import pytest

from restlesslegs.models import Model, available, load

FIXTURES = Path(__file__).parents[1] / "fixtures" / "models"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give every test that asks for `any_model` each model in turn."""
    if "any_model" in metafunc.fixturenames:
        metafunc.parametrize("any_model", [*available(), "two_rooms"], indirect=True)


@pytest.fixture
def any_model(request: pytest.FixtureRequest) -> Model:
    """One model after the other."""
    return two_rooms_model() if request.param == "two_rooms" else load(request.param)


def two_rooms_model() -> Model:
    """Load the test model."""
    return Model(FIXTURES / "two_rooms")


@pytest.fixture
def two_rooms() -> Model:
    """The model that uses all that the engines know."""
    return two_rooms_model()


@pytest.fixture
def terminal() -> Model:
    """The dopamine terminal."""
    return load("dopamine_terminal")


@pytest.fixture
def fixtures() -> Path:
    """The folder of models made for tests, most of them wrong."""
    return FIXTURES
