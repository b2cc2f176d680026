"""How surely English is told from other languages: wrongly refused texts, and others that are let in.

python benchmarks/languages.py FOLDER...

FOLDERs hold English articles as .txt files; a `ground-truth.json` of the article extraction benchmark is
read too, and what is refused there is listed, since some of its pages are in other languages. The other
languages are invented sentences of our own.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Iterator
from pathlib import Path

from other_languages import SENTENCES

from sayso.language import why_unread
from sayso.language.detect import _detector, english_share, find_languages

LENGTHS = (1, 2, 4)  # times a sentence is said, as texts of some 180, 360 and 720 characters


def texts_in(folder: Path) -> Iterator[tuple[str, str]]:
    """The names and the texts of the articles in a folder."""
    for path in sorted(folder.rglob("*.txt")):
        yield path.stem, path.read_text(encoding="utf-8")
    truth = folder / "ground-truth.json"
    if truth.exists():
        for key, page in json.loads(truth.read_text(encoding="utf-8")).items():
            yield key[:8], page["articleBody"]


def why(text: str) -> str | None:
    """Why a model that reads English would leave the text unread."""
    return why_unread(text, None, reads=("en",), reader="it")


def main() -> None:
    """Print what is refused of the English texts and what is let in of the others, and what it costs."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path)
    for folder in parser.parse_args().folders:
        texts = list(texts_in(folder))
        start = time.perf_counter()
        refused = [(name, reason, text) for name, text in texts if (reason := why(text))]
        each = 1000 * (time.perf_counter() - start) / max(1, len(texts))
        shares = sorted(english_share(text) for _, text in texts)
        asked = _detector.cache_info().currsize > 0
        print(f"{folder}: {len(texts)} texts, {len(refused)} refused, {each:.2f} ms each", end="")
        print(f", lingua {'loaded' if asked else 'not loaded'}", end="")
        print(f", function words {shares[0]:.2f} at least, {shares[len(shares) // 2]:.2f} in the middle")
        for name, reason, text in refused:
            print(f"  {name} {reason}: {' '.join(text.split())[:60]}")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    find_languages(SENTENCES["fr"] * 2)
    print(f"lingua loaded in {time.process_time() - start:.2f} s of processor time, ", end="")
    print(f"{(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024:.0f} MB at the peak")
    print(f"function words of other languages: {max(map(english_share, SENTENCES.values())):.2f} at most")
    for times in LENGTHS:
        texts = {tag: " ".join([sentence] * times) for tag, sentence in SENTENCES.items()}
        let_in = [tag for tag, text in texts.items() if not why(text)]
        misnamed = [tag for tag, text in texts.items() if language_of(text) != tag]
        print(f"{len(texts)} languages, said {times}×: let in {let_in}, called otherwise {misnamed}")


def language_of(text: str) -> str | None:
    """The language that most of the text is in, if any can be told."""
    found = find_languages(text)
    return max(found, key=lambda tag: found[tag], default=None)


if __name__ == "__main__":
    main()
