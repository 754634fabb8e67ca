"""What a refusal says."""

from pathlib import Path

import pytest

from hpviz.errors import HpvizError, unknown_name

PACKAGE = Path(__file__).parents[2] / "hpviz"


@pytest.mark.parametrize(
    ("name", "known", "options", "message"),
    [
        (
            "val_los",
            ["val_loss", "acc"],
            {},
            "no metric 'val_los' (did you mean 'val_loss'?); choose one of: 'val_loss', 'acc'",
        ),
        ("x", ["loss"], {}, "no metric 'x'; choose one of: 'loss'"),
        ("x", ["loss"], {"where": "for run="}, "no metric 'x' for run=; choose one of: 'loss'"),
        (
            "los",
            ["loss"],
            {"where": "here"},
            "no metric 'los' (did you mean 'loss'?) here; choose one of: 'loss'",
        ),
        ("x", ["a"], {"shown": ["'a' (2 runs)"]}, "no metric 'x'; choose one of: 'a' (2 runs)"),
        (7, {"a": 1, "b": 2}, {}, "no metric 7; choose one of: 'a', 'b'"),
        ("x", [], {}, "no metric 'x'; there are none"),
    ],
)
def test_an_unknown_name_is_refused_with_what_was_given_what_is_close_and_what_is_accepted(
    name, known, options, message
):
    error = unknown_name("metric", name, known, **options)
    assert isinstance(error, HpvizError)
    assert str(error) == message


def test_of_many_names_only_the_first_are_shown_but_all_are_compared():
    message = str(unknown_name("column", "p_099", [f"p{i:03}" for i in range(100)]))
    assert "did you mean 'p099'?" in message
    assert message.endswith("'p018', 'p019', …")


def test_what_is_meant_and_what_is_accepted_is_written_in_one_place():
    texts = {path.relative_to(PACKAGE).as_posix(): path.read_text() for path in PACKAGE.rglob("*.py")}
    for pattern in ("did you mean", "get_close_matches", "; choose one of"):
        assert [path for path, text in texts.items() if pattern in text] == ["errors.py"], pattern
