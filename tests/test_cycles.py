import gc

import pytest

from sayso.cycles import SELDOM, seldom_sought


def test_cycles_are_sought_seldom_meanwhile_and_as_before_afterwards():
    before = gc.get_threshold()
    with seldom_sought():
        assert gc.get_threshold() == SELDOM
        assert gc.get_freeze_count() > 0
    assert gc.get_threshold() == before
    with pytest.raises(KeyError), seldom_sought():
        raise KeyError
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)


def test_what_holds_itself_is_still_let_go():
    class Held:
        gone = 0

        def __init__(self):
            self.itself = self

        def __del__(self):
            Held.gone += 1

    with seldom_sought():
        for _ in range(2 * SELDOM[0]):
            Held()
        assert Held.gone > 0
