"""What may be a result as well as a choice is asked about, in shapes that people's tables have."""

import itertools

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.runs.column import Column
from hpviz.runs.default_metric import asked_beside


def grid(**levels):
    return pd.DataFrame(list(itertools.product(*levels.values())), columns=list(levels))


@pytest.fixture
def rng():
    return np.random.default_rng(5)


def scores(rng, n, low=0.4, high=0.9):
    return rng.uniform(low, high, n)


def test_a_count_that_a_level_of_the_grid_fixes_is_asked_about(rng):
    frame = grid(cutoff=[0.9, 0.7, 0.5, 0.4, 0.3, 0.2], seed=[0, 1, 2, 3], model=["knn", "svm"])
    sizes = dict(zip([0.9, 0.7, 0.5, 0.4, 0.3, 0.2], [21677, 18688, 15272, 12735, 9533, 7012], strict=True))
    frame = frame.assign(acc=scores(rng, 48), n_clusters=frame.cutoff.map(sizes))
    runs = hpviz.read(frame)
    assert list(runs.params) == ["cutoff", "seed", "model"]
    assert runs.columns["n_clusters"].reason == "a parameter or a metric? cutoff fixes it"


def test_what_goes_in_steps_with_a_level_of_the_grid_is_asked_about(rng):
    levels = [0.0546, 0.0697, 0.0836, 0.1011, 0.1216, 0.1437]
    frame = grid(thr=levels, overlap=[0.1, 0.2, 0.3, 0.4, 0.5])
    frame["n_clusters"] = np.where(frame.thr < 0.09, 3, 2)
    frame["cophenet"] = frame.thr.map(
        dict(zip(levels, [0.8132, 0.8132, 0.7899, 0.7897, 0.7897, None], strict=True))
    )
    runs = hpviz.read(frame.assign(silhouette=scores(rng, 30)))
    assert list(runs.params) == ["thr", "overlap"]
    assert set(runs.guesses.aside) == {"n_clusters", "cophenet"}


def test_of_two_columns_that_fix_each_other_the_rounder_was_chosen(rng):
    frame = grid(padding=[10, 50, 100, 200], sigma=[0.01, 0.02, 0.05, 0.1])
    size = (384 + frame.padding) * 0.0190734863
    frame = pd.DataFrame(
        {"recall@5": scores(rng, 16), "used_mb": size, "padding": frame.padding, "sigma": frame.sigma}
    )
    runs = hpviz.read(frame)
    assert list(runs.params) == ["padding", "sigma"]
    assert runs.columns["used_mb"].role != "param"


def test_settings_of_the_same_few_configurations_are_choices(rng):
    names = ["mix_rate", "elite_rate", "cut", "keep_share"]
    drawn = pd.DataFrame({name: rng.uniform(0, 1, 10) for name in names})
    frame = drawn.merge(pd.DataFrame({"dataset": [f"log_{letter}" for letter in "abcdefgh"]}), how="cross")
    runs = hpviz.read(frame.assign(objective_fitness=scores(rng, 80)))
    assert list(runs.params) == [*names, "dataset"]


def test_settings_of_what_a_text_names_are_choices(rng):
    frame = grid(model=["small", "base", "large"], seed=[0, 1, 2, 3])
    frame = frame.assign(
        blocks_used_by=frame.model.map({"small": 2, "base": 4, "large": 16}), val_loss=scores(rng, 12)
    )
    assert list(hpviz.read(frame).params) == ["model", "seed", "blocks_used_by"]


def test_names_that_are_built_alike_are_of_one_role(rng):
    parts = [f"{task}_{what}" for what in ("score", "gen", "ast", "ood2") for task in "ABC"]
    frame = pd.DataFrame({name: scores(rng, 11).round(3) for name in parts})
    frame["B_ast"] = [93, 81, 76, 82, 98, 93, 81, 76, 82, 98, 93]
    runs = hpviz.read(frame.assign(final_score=scores(rng, 11)))
    assert not runs.params
    assert runs.default_metric() == "final_score"


def test_what_each_method_took_and_reached_is_no_choice(rng):
    frame = pd.DataFrame({"instance": [f"gc_{n}_9.txt" for n in (50, 70, 100, 250, 500)]})
    for method in ("bt", "gr", "ds"):
        frame[f"colors_{method}"] = rng.integers(20, 60, 5)
        frame[f"time_{method}"] = rng.uniform(0, 9, 5)
    assert not {"colors_bt", "colors_gr", "colors_ds"} & set(hpviz.read(frame).params)


def test_a_word_of_a_choice_among_many_results_is_one_of_them(rng):
    kinds = ["avg_return", "win_rate", "sharpe", "profit_factor", "alpha"]
    frame = pd.DataFrame({"signal": ["a", "b"] * 6})
    for days, kind in itertools.product(("1d", "3d", "5d"), kinds):
        frame[f"{days}_{kind}"] = rng.normal(0, 1, 12).round(4)
    assert list(hpviz.read(frame).params) == ["signal"]


@pytest.mark.parametrize("names", [["encoder_depth", "decoder_depth", "encoder_width", "decoder_width"]])
def test_choices_that_are_built_alike_stay_choices(rng, names):
    frame = pd.DataFrame({name: rng.choice([1, 2, 4, 8], 40) for name in names})
    frame = frame.assign(encoder_loss=scores(rng, 40), decoder_loss=scores(rng, 40))
    assert list(hpviz.read(frame).params) == names


def test_beside_one_that_tells_what_was_done_the_others_are_asked_about(rng):
    frame = pd.DataFrame({"num_threads": [1, 2, 4, 8, 16, 1, 2, 4, 8, 16, 16]})
    frame = frame.assign(
        pieces_added=[166] * 6 + [84, 84, 20, 20, 20],
        pieces_after=[166] * 6 + [84, 84, 20, 20, 20],
        pieces_removed=[250] * 6 + [100] * 5,
        wall_s=rng.uniform(50, 250, 11),
    )
    runs = hpviz.read(frame)
    assert list(runs.params) == ["num_threads"]
    assert runs.default_metric() == "wall_s" or "wall_s" in runs.guesses.rivals


def test_beside_few_runs_numbers_of_many_digits_are_asked_about(rng):
    frame = pd.DataFrame({"variant": ["full", "no_a", "no_b", "no_c", "no_d", "base"]})
    runs = hpviz.read(frame.assign(rmse=scores(rng, 6), rain=rng.normal(0, 30, 6)))
    assert list(runs.params) == ["variant"]
    assert runs.guesses.aside == ("rain",)


def test_lists_of_what_each_run_selected_are_asked_about(rng):
    seeds = [str(rng.integers(0, 9000, rng.integers(1, 9)).tolist()) for _ in range(12)]
    frame = grid(dataset=["a", "b"], method=["p", "q"], k=[5, 10, 20, 50])
    runs = hpviz.read(frame.assign(seeds_initial=[*seeds, *seeds[:4]], spread=rng.uniform(1, 900, 16)))
    assert "seeds_initial" not in runs.params
    assert "seeds_initial" in runs.guesses.aside


def test_lists_of_the_same_few_sizes_are_choices(rng):
    layers = [str(rng.choice([32, 64, 128], rng.integers(1, 4)).tolist()) for _ in range(16)]
    runs = hpviz.read(
        pd.DataFrame({"hidden": layers, "lr": 10 ** rng.uniform(-4, -1, 16), "val_loss": scores(rng, 16)})
    )
    assert "hidden" in runs.params


def test_a_study_of_a_plain_table_may_be_what_was_compared(rng):
    frame = grid(study=["small", "large"], method=["qr", "svd", "cg"], tol=[1e-4, 1e-6])
    runs = hpviz.read(frame.assign(pass_rate=scores(rng, 12)))
    assert runs.guesses.aside == ("study",)
    with_prefix = hpviz.read(frame.rename(columns={"tol": "config.tol"}).assign(pass_rate=scores(rng, 12)))
    assert "study" not in with_prefix.guesses.aside


@pytest.mark.parametrize("name", ["variant", "filter_key"])
def test_texts_of_which_every_run_has_its_own_are_asked_about_where_nothing_else_was_chosen(rng, name):
    texts = [
        f"no {part}"
        for part in ["attention", "pool", "norm", "drop", "skip", "gate", "bias", "mask", "warmup"]
    ]
    frame = pd.DataFrame({name: texts, "rmse": scores(rng, 9), "r2": scores(rng, 9)})
    assert hpviz.read(frame).guesses.aside == (name,)
    chosen = hpviz.read(frame.assign(width=[8, 16, 32] * 3))
    assert not chosen.guesses.aside
    assert chosen.columns[name].role == "aside"


@pytest.mark.parametrize("numbers", [range(14, -1, -1), [15, *range(13, 0, -1), 0], [0, *range(2, 16)]])
def test_row_numbers_may_go_down_and_have_gaps(rng, numbers):
    frame = pd.DataFrame({"i": [*numbers], "lr": 10 ** rng.uniform(-4, -1, 15), "depth": [1, 2, 3] * 5})
    runs = hpviz.read(frame.assign(val_loss=scores(rng, 15)))
    assert (runs.columns["i"].role, runs.columns["i"].reason) == ("aside", "row numbers")


def test_a_property_of_the_data_is_no_default_metric(rng):
    frame = grid(dataset=["well", "ill"], seed=[1, 2, 3], method=["qr", "lsqr", "sketch"])
    kappa = 100 + 7 * frame.seed + 900 * (frame.dataset == "ill") + 0.123
    runs = hpviz.read(frame.assign(effective_kappa=kappa * 1.0371, final_be=rng.lognormal(-30, 3, 18)))
    assert runs.default_metric() == "final_be"


@pytest.mark.parametrize(
    ("first", "asked", "absent", "named"),
    [
        ("modularity", "spread_last", 8, True),
        ("modularity", "spread_last", 4, False),
        ("cls_loss", "val_AP", 0, True),
    ],
)
def test_what_is_asked_about_may_be_meant_instead_of_a_metric(rng, first, asked, absent, named):
    """Where few runs have the metric, or the other would come first by its name."""
    values = [*scores(rng, 16 - absent), *[None] * absent]
    columns = {first: Column.from_values(first, values).labelled(role="metric")}
    columns[asked] = Column.from_values(asked, scores(rng, 16).tolist()).labelled(role="aside", guessed=True)
    assert asked_beside(first, columns) == ((asked,) if named else ())


def test_a_few_values_that_are_no_part_of_a_whole_design_are_no_choice(rng):
    frame = grid(scenario=list("abcde"), policy=[f"p{i}" for i in range(12)])
    conflicts = rng.choice([0, 2, 4, 6, 10, 20, 22, 26, 30], 60) * 1.0
    runs = hpviz.read(frame.assign(energy=scores(rng, 60), conflicts=conflicts, spread_out=conflicts))
    assert list(runs.params) == ["scenario", "policy"]


def test_numbers_of_many_digits_that_some_methods_have_are_no_choice(rng):
    frame = grid(
        backend=["ours", "dense", "keops", "other"], device=["cpu", "gpu"], n_rows=[256, 512, 1024, 2048]
    )
    bound = np.where(
        frame.backend == "ours", np.nan, 1.52e-7 * np.sqrt(frame.n_rows) * rng.uniform(0.99, 1, 32)
    )
    runs = hpviz.read(frame.assign(seconds=scores(rng, 32), target_norm_max=bound))
    assert list(runs.params) == ["backend", "device", "n_rows"]


def test_a_result_called_like_a_parameter_is_none_where_only_texts_were_chosen(rng):
    texts = [f"no {part}" for part in ["attention", "pool", "norm", "drop", "skip", "gate", "bias", "mask"]]
    frame = pd.DataFrame({"variant": texts, "rmse": scores(rng, 8), "temperature_pct": rng.normal(4, 1, 8)})
    runs = hpviz.read(frame)
    assert not runs.params
    assert runs.guesses.aside == ("variant", "temperature_pct")


def test_a_number_that_is_repeated_with_every_choice_is_a_repetition(rng):
    frame = grid(dataset=["psid", "cps", "twins"], sample_id=[*range(20)], estimator=["ipw", "ols", "aipw"])
    truth = dict(zip(range(60), rng.normal(0, 900, 60), strict=True))
    cell = frame.groupby(["dataset", "sample_id"]).ngroup()
    frame = frame.assign(true_ate=cell.map(truth), est_ate=rng.normal(0, 900, 180))
    runs = hpviz.read(frame.assign(abs_bias=(frame.est_ate - frame.true_ate).abs()))
    assert set(runs.params) == {"dataset", "sample_id", "estimator"}
    assert runs.default_metric() != "true_ate"
