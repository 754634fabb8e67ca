"""A category with more values than a picture or a sentence has room for."""

import numpy as np
import pandas as pd

import hpviz


def test_of_a_category_with_many_values_nothing_is_left_out_without_a_word():
    rng = np.random.default_rng(3)
    names, better = [f"feature_set_{i:03d}" for i in range(100)], rng.normal(size=100)
    taken = rng.integers(0, 100, 300)
    frame = pd.DataFrame(
        {
            "config.features": [names[i] for i in taken],
            "config.lr": 10 ** rng.uniform(-4, -1, 300),
            "metric.val_acc": 0.7 + 0.05 * better[taken] + 0.01 * rng.normal(size=300),
        }
    )
    there = len({*taken})
    ranking = hpviz.rank(frame, "val_acc", trees=60)
    effect, joint = ranking.effect("features"), ranking.joint("features", "lr")
    assert len(effect.table()) == there
    subtitle = " ".join(effect.to_dict()["title"]["subtitle"])
    assert f"Shown: the 25 of {there} values that most runs have; the table has all." in subtitle
    assert f"The map has the 12 of {there} values of features that most runs have." in joint.sentences
    advice = ranking.next_sweep()
    row = advice.table().set_index("param").loc["features"]
    assert row.before.endswith(f"… {there - 12} more")
    assert row.before.count(",") == 12
    kept = next(dimension.domain for dimension in advice.space if dimension.param == "features")
    assert all(name in advice.text("wandb") for name in kept.values)  # noqa: PD011 - of choices
