"""What every test may use: no deadlines, and the shipped model, loaded once."""

import pytest
from hypothesis import settings

from sayso import Reader

settings.register_profile("sayso", deadline=None)  # how long an example takes is no property
settings.load_profile("sayso")


@pytest.fixture(scope="session")
def shipped_reader():
    """A reader with the shipped model."""
    return Reader(workers=1)


@pytest.fixture(scope="session")
def extractor(shipped_reader):
    """The shipped model, loaded."""
    return shipped_reader.extractor


@pytest.fixture(scope="session")
def tokenizer(extractor):
    """The shipped model's word pieces."""
    return extractor.tokenizer
