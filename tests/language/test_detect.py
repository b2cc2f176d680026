"""English is told by its commonest words; every other language by lingua, which is not loaded for English."""

import builtins
import subprocess
import sys

import pytest

from sayso.language import detect
from sayso.language.detect import english_share, find_languages

ENGLISH = (
    "The harbour board said on Tuesday that nobody had told it about the cracks in the second pier, and that "
    "the road over the bridge would be closed to lorries until the engineers had been down to look at them. "
)
OTHERS = {
    "fr": (
        "Le conseil du port a déclaré mardi que personne ne lui avait parlé des fissures de la "
        "deuxième pile, et que la route resterait fermée aux camions jusqu'à ce que les "
        "ingénieurs soient venus les voir. "
    ),
    "de": (
        "Der Hafenrat erklärte am Dienstag, niemand habe ihm von den Rissen im zweiten Pfeiler "
        "berichtet, und die Straße bleibe für Lastwagen gesperrt, bis die Fachleute sie sich "
        "angesehen hätten. "
    ),
    "es": (
        "La junta del puerto dijo el martes que nadie le había hablado de las grietas del "
        "segundo pilar y que la carretera seguiría cerrada a los camiones hasta que los "
        "ingenieros bajaran a verlas. "
    ),
    "nl": (
        "De havenraad zei dinsdag dat niemand iets had verteld over de scheuren in de tweede "
        "pijler, en dat de weg over de brug voor vrachtwagens dicht blijft totdat de "
        "ingenieurs beneden zijn gaan kijken. "
    ),
    "sv": (
        "Hamnstyrelsen sade i tisdags att ingen hade berättat om sprickorna i den andra "
        "pelaren, och att vägen över bron förblir stängd för lastbilar tills ingenjörerna har "
        "varit nere och tittat på dem. "
    ),
    "pl": (
        "Zarząd portu oświadczył we wtorek, że nikt nie powiedział mu o pęknięciach drugiego "
        "filaru i że droga pozostanie zamknięta dla ciężarówek, dopóki inżynierowie nie zejdą "
        "ich obejrzeć. "
    ),
    "ru": (
        "Правление порта заявило во вторник, что никто не сообщал ему о трещинах во второй "
        "опоре и что дорога останется закрытой для грузовиков, пока инженеры не спустятся и не "
        "осмотрят их. "
    ),
    "ar": (
        "قال مجلس الميناء يوم الثلاثاء إن أحدا لم يخبره بالشقوق في الدعامة الثانية وإن الطريق "
        "فوق الجسر سيبقى مغلقا أمام الشاحنات حتى ينزل المهندسون لمعاينتها عن قرب في الأسبوع "
        "المقبل. "
    ),
    "zh": (
        "港务局星期二表示，没有人告诉他们第二座桥墩出现裂缝，在工程师下去检查之前，桥上的道路将继续"
        "对卡车关闭。"
    ),
}


def test_english_is_known_without_the_library():
    assert find_languages(ENGLISH * 3) == {"en": pytest.approx(1)}
    code = (
        "import sys; from sayso.language.detect import find_languages;"
        f"assert find_languages({ENGLISH * 3!r}); print('lingua' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("tag", OTHERS)
def test_other_languages_are_told(tag):
    pytest.importorskip("lingua")
    found = find_languages(OTHERS[tag] * 3)
    assert max(found, key=found.get) == tag
    assert english_share(OTHERS[tag]) < 0.15  # far from what counts as English


def test_a_text_in_two_languages_has_both():
    pytest.importorskip("lingua")
    found = find_languages(OTHERS["fr"] * 6 + ENGLISH * 6)
    assert found["en"] == pytest.approx(0.5, abs=0.15)
    assert found["fr"] == pytest.approx(0.5, abs=0.15)


@pytest.mark.parametrize("text", ["", "Il pleut à Tarn.", "Palm 70-44, 61-50, 88-80\n" * 3, "!?" * 500])
def test_too_few_letters_tell_nothing(text):
    assert find_languages(text) == {}


def test_a_very_long_text_is_looked_at_in_a_few_places_alone(monkeypatch):
    looked = []
    monkeypatch.setattr(detect, "english_share", lambda piece: looked.append(piece) or 1.0)
    assert find_languages(ENGLISH * 20_000) == {"en": pytest.approx(1)}
    assert sum(map(len, looked)) <= detect.STRETCHES * detect.STRETCH


def test_without_the_library_only_english_is_known(monkeypatch):
    real = builtins.__import__

    def no_lingua(name, *rest, **more):
        if name == "lingua":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", no_lingua)
    detect._detector.cache_clear()
    try:
        assert find_languages(OTHERS["fr"] * 3) == {}
        assert find_languages(ENGLISH * 3)
    finally:
        detect._detector.cache_clear()
