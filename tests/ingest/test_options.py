"""Options that make no sense stop the run before anything is read."""

import pytest

from sayso.errors import AbortRun
from sayso.ingest import IngestOptions, read_bytes
from sayso.records import Metadata


@pytest.mark.parametrize(
    ("given", "option"),
    [
        (Metadata(published="12 January 2020"), "--published"),
        (Metadata(published="2020-13-01"), "--published"),
        (Metadata(url="tarn.example"), "--url"),
        (Metadata(url="javascript:alert(1)"), "--url"),
        (Metadata(language="plain English"), "--language"),
        (Metadata(title="half \ud800"), "--title"),
        (Metadata(outlet="a\0"), "--outlet"),
        (Metadata(authors=("Ada Quill", " ")), "--author"),
    ],
)
def test_metadata_that_is_wrong_is_refused_by_its_option(given: Metadata, option: str) -> None:
    with pytest.raises(AbortRun) as caught:
        IngestOptions(given=given)
    assert caught.value.subject == option
    with pytest.raises(AbortRun):
        read_bytes(b"text", name="x", given=given)  # at once, not when the first document is asked for


def test_a_date_that_is_given_is_made_uniform() -> None:
    assert IngestOptions(given=Metadata(published="20200112")).given.published == "2020-01-12"


@pytest.mark.parametrize("limits", [{"timeout": 0}, {"timeout": float("nan")}, {"max_bytes": 0}])
def test_limits_that_let_nothing_through_are_refused(limits: dict[str, float]) -> None:
    with pytest.raises(AbortRun):
        IngestOptions(**limits)  # type: ignore[arg-type]
