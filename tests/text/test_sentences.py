"""Every sentence in plain words: all of them are written, and none has a word that nobody should read."""

from __future__ import annotations

import re

import pytest

from tests.text import sentences

# A forest or a run is no person; what is right is said in the field's own words.
FORBIDDEN = re.compile(
    r"""\b(
    (?:forests?|trees?|runs?)\ (?:calls?|thinks?|expects?|believes?|knows?|says?|tells?|sees?|seen)
    | (?:has|have)\ seen
    | (?:has|have)\ not\ seen | unseen | middling | told | asked | as\ likely\ as\ not
    | \d+%\ of\ the\ variance | above\ (?:the\ )?noise | no\ sign | grow(?:n|ing)?\ the\ forest | lens
    | pareto:\ | hpviz\ failed | accounts?\ for | in\ common | the\ variation
    )""",
    re.VERBOSE | re.IGNORECASE,
)
# Texts that are read by programs, or are names: the id of a Pareto front, column names.
FINE = re.compile(r"^pareto: $|^hpviz: pareto|metric=\('val_loss'")


@pytest.fixture(scope="module")
def recorder():
    return sentences.record()


def test_every_sentence_is_written(recorder):
    assert len(recorder.texts) > 80
    assert sentences.unreached(recorder) == []


def test_no_sentence_has_a_word_that_nobody_should_read(recorder):
    texts = {(name, text) for name, texts in recorder.texts.items() for text in texts}
    assert len(texts) > 1000
    assert sorted(pair for pair in texts if forbidden(pair[1])) == []


def forbidden(text: str) -> bool:
    return FORBIDDEN.search(text) is not None and FINE.search(text) is None


# A number without a power of ten that has zeros to count, or many digits.
DECIMAL = re.compile(r"(?<![\w.])(?:0\.\d+|\d{5,})(?![\w.]*e[+-])(?!\w)")
POWER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?e[+-]\d+")


def test_numbers_of_a_sentence_are_in_one_notation(recorder):
    texts = {(name, text) for name, texts in recorder.texts.items() for text in texts}
    parts = [(name, part) for name, text in texts for part in re.split(r"(?<=[.:;]) ", text)]
    assert [pair for pair in parts if POWER.search(pair[1])] != []
    assert [pair for pair in parts if POWER.search(pair[1]) and DECIMAL.search(pair[1])] == []


@pytest.mark.parametrize("literals", [sentences.literals_of_package, sentences.literals_of_front_end])
def test_no_text_of_the_code_has_one(literals):
    texts = list(literals())
    assert len(texts) > 500
    assert [pair for pair in texts if " " in pair[1] and forbidden(pair[1])] == []


@pytest.mark.parametrize(
    "text",
    [
        "the configurations that the forest calls good", "on runs the forest has not seen", "on unseen runs",
        "a middling run", "about 60 more runs (as likely as not 20 to 250)", "is not above noise",
        "4977 of 248832 runs hold 100% of the variance of val_loss", "the noise marks that you were told",
    ],
)  # fmt: skip
def test_what_nobody_should_read_is_noticed(text):
    assert forbidden(text)


def test_sentences_are_sentences(recorder):
    """What a view shows as a sentence ends as one, starts as one, and is not long."""
    shown = [
        text
        for name, texts in recorder.texts.items()
        if re.fullmatch(r"\w+\.(sentences|headline|problem|notes|trust_sentence|reason)", name)
        for text in texts
    ]
    assert len(shown) > 200
    assert [text for text in shown if not text.endswith((".", "…"))] == []
    assert [text for text in shown if re.search(r"  |\.\.|\bnan\b|None of its|\{|\}", text)] == []
    longest = [part for text in shown for part in re.split(r"(?<=[.:;]) ", text) if len(part) > 230]
    assert longest == []
