"""What every test may use: no deadlines, folders in memory, and the shipped model, loaded once."""

import importlib.util
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from sayso import Reader

settings.register_profile("sayso", deadline=None)  # how long an example takes is no property
settings.load_profile("sayso")

# A ledger waits until the disk has what it wrote: in memory that takes no time.
MEMORY = Path("/dev/shm")
ROOM = 4 << 30  # bytes; all tests together leave a tenth of it
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


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


@pytest.fixture(scope="session")
def make_filled():
    """Makes a reading in which everything that can be known of an attribution is known of one."""
    spec = importlib.util.spec_from_file_location("filled", Path(__file__).with_name("filled.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.make_filled


@pytest.fixture(scope="session")
def warcs():
    """What makes little web archives."""
    spec = importlib.util.spec_from_file_location("warcs", Path(__file__).with_name("warcs.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def filled(make_filled):
    """A reading in which everything that can be known of an attribution is known of one."""
    return make_filled()
