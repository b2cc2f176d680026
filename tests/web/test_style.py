import itertools
import re

import pytest

from sayso.web.render import STATIC

STYLE = (STATIC / "style.css").read_text()
VOICES = [f"voice-{number}" for number in range(1, 9)]
GROUNDS = ["paper", "paper-2", "raised", *VOICES]


def read_colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))


LIGHT = read_colours(STYLE.split(":root {")[1].split("}")[0])
DARK = {
    **LIGHT,
    **read_colours(STYLE.split("@media screen and (prefers-color-scheme: dark) {")[1].split("}")[0]),
}


def channels(colour: str) -> list[float]:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * one for one in colour[1:])
    values = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    return [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in values]


def contrast(one: str, other: str) -> float:
    """As WCAG 2 has it."""
    weights = (0.2126, 0.7152, 0.0722)
    bright = sorted(sum(w * c for w, c in zip(weights, channels(each), strict=True)) for each in (one, other))
    return (bright[1] + 0.05) / (bright[0] + 0.05)


def test_contrast_is_wcags():
    assert contrast("#fff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_can_be_read_on_every_ground(scheme):
    pairs = [
        *((text, ground, 4.5) for text in ("quiet", "accent", "cue") for ground in GROUNDS),
        *(("ink", ground, 7) for ground in (*GROUNDS, "accent-2", "warn-2", "good-2")),
        *((text, ground, 4.5) for text in ("warn", "good") for ground in ("paper", "paper-2", "raised")),
        ("warn", "warn-2", 4.5), ("good", "good-2", 4.5), ("accent-ink", "accent", 4.5), ("ink", "mark", 4.5),
        ("accent", "accent-2", 4.5),
        *(("edge", ground, 3) for ground in ("paper", "paper-2", "raised")),
        *((f"voice-line-{number}", "paper", 3) for number in range(1, 9)),
    ]  # fmt: skip
    weak = {
        (one, other): round(found, 2)
        for one, other, least in pairs
        if (found := contrast(scheme[one], scheme[other])) < least
    }
    assert weak == {}


# Machado's matrices for what people see who have no red, green or blue receptors (linear RGB).
SEEN = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": (
        (0.1523, 1.0526, -0.2049), (0.1145, 0.7863, 0.0992), (-0.0039, -0.0481, 1.0520),
    ),
    "no green": (
        (0.3673, 0.8607, -0.2280), (0.2801, 0.6725, 0.0474), (-0.0118, 0.0429, 0.9689),
    ),
    "no blue": (
        (1.2555, -0.0767, -0.1788), (-0.0784, 0.9308, 0.1476), (0.0047, 0.6914, 0.3039),
    ),
}  # fmt: skip


def to_oklab(rgb: list[float]) -> list[float]:
    cones = [
        max(0.0, sum(w * c for w, c in zip(row, rgb, strict=True))) ** (1 / 3)
        for row in (
            (0.4122214708, 0.5363325363, 0.0514459929),
            (0.2119034982, 0.6806995451, 0.1073969566),
            (0.0883024619, 0.2817188376, 0.6299787005),
        )
    ]
    return [
        sum(w * c for w, c in zip(row, cones, strict=True))
        for row in (
            (0.2104542553, 0.7936177850, -0.0040720468),
            (1.9779984951, -2.4285922050, 0.4505937099),
            (0.0259040371, 0.7827717662, -0.8086757660),
        )
    ]


@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_tints_are_told_apart_by_any_eyes(scheme, seen):
    """No two tints, nor a tint and the paper, are closer than 0.04 in OKLab: about two steps.

    Further apart they would be so strong that they hurt reading.
    """
    colours = {}
    for name in ("paper", *VOICES):
        rgb = channels(scheme[name])
        rgb = [min(1.0, max(0.0, sum(w * c for w, c in zip(row, rgb, strict=True)))) for row in SEEN[seen]]
        colours[name] = to_oklab(rgb)
    near = {
        (one, other)
        for one, other in itertools.combinations(colours, 2)
        if sum((a - b) ** 2 for a, b in zip(colours[one], colours[other], strict=True)) ** 0.5 < 0.04
    }
    assert near == set()


def test_print_and_reduced_motion_are_provided_for():
    assert "@media print" in STYLE
    assert "prefers-reduced-motion: reduce" in STYLE
