"""Names: what a language tag is called in English."""

from __future__ import annotations

_NAMES = """
af Afrikaans, ar Arabic, az Azerbaijani, be Belarusian, bg Bulgarian, bn Bengali, bs Bosnian, ca Catalan,
cs Czech, cy Welsh, da Danish, de German, el Greek, en English, eo Esperanto, es Spanish, et Estonian,
eu Basque, fa Persian, fi Finnish, fr French, ga Irish, gl Galician, gu Gujarati, he Hebrew, hi Hindi,
hr Croatian, hu Hungarian, hy Armenian, id Indonesian, is Icelandic, it Italian, ja Japanese, ka Georgian,
kk Kazakh, ko Korean, la Latin, lg Ganda, lt Lithuanian, lv Latvian, mi Maori, mk Macedonian, mn Mongolian,
mr Marathi, ms Malay, nl Dutch, no Norwegian, pa Punjabi, pl Polish, pt Portuguese, ro Romanian,
ru Russian, sk Slovak, sl Slovene, sn Shona, so Somali, sq Albanian, sr Serbian, st Sotho, sv Swedish,
sw Swahili, ta Tamil, te Telugu, th Thai, tl Tagalog, tn Tswana, tr Turkish, ts Tsonga, uk Ukrainian,
ur Urdu, vi Vietnamese, xh Xhosa, yo Yoruba, zh Chinese, zu Zulu
"""
NAMES = dict(entry.split(maxsplit=1) for entry in _NAMES.replace("\n", " ").split(","))
_SAME = {"nb": "no", "nn": "no", "fil": "tl", "iw": "he", "in": "id"}


def primary(tag: str) -> str:
    """The language of a BCP 47 tag, without region and script; both ways of writing Norwegian are one.

    >>> primary("en-GB"), primary("nb")
    ('en', 'no')
    """
    language = tag.replace("_", "-").partition("-")[0].lower()
    return _SAME.get(language, language)


def name_of(tag: str) -> str:
    """What the language is called; where that is not known here, its tag.

    >>> name_of("pt-BR"), name_of("qaa")
    ('Portuguese', 'the language “qaa”')
    """
    language = primary(tag)
    return NAMES.get(language, f"the language “{language}”")
