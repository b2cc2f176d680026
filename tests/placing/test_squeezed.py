"""Texts without what prints nothing, with the way back."""

from hypothesis import given
from hypothesis import strategies as st

from sayso.placing import collapse, read_dom
from sayso.placing.squeezed import squeeze, squeeze_page


@given(st.text())
def test_each_character_knows_where_it_came_from(text: str) -> None:
    squeezed = squeeze(text, 7)
    assert "".join(text[at - 7] for at in squeezed.back) == squeezed.text
    assert squeezed.text == collapse(text).replace(" ", "")


@given(st.text())
def test_collapsing_twice_changes_nothing(text: str) -> None:
    once = collapse(text)
    assert collapse(once) == once
    assert once == once.strip()
    assert "  " not in once


def test_a_page_is_squeezed_without_scripts_and_with_its_lines() -> None:
    page = squeeze_page(read_dom("<h1> A b </h1><script>no</script><p>c\u00ad<i>d</i><br>e<p hidden>f"))
    assert page.text == "Abcde"
    assert page.edges == [0, 2, 4]
    assert page.seams == [0, 2, 3, 4]


def test_what_the_page_hides_is_there_when_asked_for() -> None:
    dom = read_dom("<p>a<p hidden>f<p>b")
    assert squeeze_page(dom).text == "ab"
    assert squeeze_page(dom, hidden=True).text == "afb"
