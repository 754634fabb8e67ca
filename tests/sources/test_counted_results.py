"""Results of few values: counts, means, what was done, moments and hashes, beside choices of few values."""

import itertools

import numpy as np
import pandas as pd
import pytest

import hpviz

N = 48


@pytest.fixture
def rng():
    return np.random.default_rng(7)


@pytest.fixture
def frame(rng):
    return pd.DataFrame(
        {
            "lr": rng.choice([0.1, 0.01, 0.001], N),
            "depth": rng.choice([2, 4, 8], N),
            "optimizer": rng.choice(["adam", "sgd"], N),
            "val_acc": rng.uniform(0.5, 0.9, N).round(4),
        }
    )


def column(frame, name):
    return hpviz.read(frame).columns[name]


@pytest.mark.parametrize("name", ["colors_used", "support_retained", "fragments_added", "median_shift_s"])
def test_numbers_named_by_what_was_done_or_summed_up_are_no_choice(rng, frame, name):
    values = rng.choice([1.0, 2.0, 3.0, 4.0], N)
    assert column(frame.assign(**{name: values}), name).role != "param"


@pytest.mark.parametrize("name", ["seed_speed", "layers_shared", "n_masked"])
def test_what_only_ends_like_that_is_a_choice(rng, frame, name):
    frame.insert(1, name, rng.choice([1.0, 2.0, 4.0], N))
    assert column(frame, name).role == "param"


def test_whole_numbers_in_no_order_are_asked_about_among_results(rng, frame):
    frame = frame.assign(clashes=rng.choice([3, 13, 17, 26, 51, 54, 58], N), val_loss=rng.uniform(0, 1, N))
    assert column(frame, "clashes").role != "param"


@pytest.mark.parametrize(
    "levels", [[16, 32, 64, 128], [7, 14, 30, 60, 90], [1, 2, 3, 5, 8, 12], [50, 100, 300]]
)
def test_whole_numbers_that_somebody_wrote_down_are_a_choice(rng, frame, levels):
    frame.insert(1, "zeta_x", rng.choice(levels, N))
    assert column(frame, "zeta_x").role == "param"


def test_hits_and_misses_that_add_up_are_results(rng, frame):
    hits = rng.choice([24, 25, 26, 27], N)
    roles = {name: its.role for name, its in hpviz.read(frame.assign(tp=hits, fn=28 - hits)).columns.items()}
    assert "param" not in {roles["tp"], roles["fn"]}


def test_weights_that_add_up_to_one_are_choices():
    weights = pd.DataFrame({"w_first": [0, 2, 4, 6, 8, 10] * 8})
    rng = np.random.default_rng(0)
    weights = weights.assign(w_second=10 - weights.w_first, accuracy=rng.uniform(0.5, 0.9, 48))
    assert set(hpviz.read(weights).params) == {"w_first", "w_second"}


def test_levels_in_equal_steps_that_many_runs_share_are_never_the_metric():
    grid = itertools.product(["pca", "ica"], ["a", "b", "c"], range(5, 155, 5), range(2))
    frame = pd.DataFrame(grid, columns=["view", "dataset", "Perplexity", "rerun"]).drop(columns="rerun")
    frame = frame[(frame.view == "pca") | (frame.Perplexity < 70)].reset_index(drop=True)
    frame["KL_Divergence"] = np.random.default_rng(1).uniform(0.2, 2, len(frame))
    runs = hpviz.read(frame)
    assert runs.columns["Perplexity"].role != "metric"
    assert runs.default_metric() == "KL_Divergence"


def test_seconds_that_go_up_are_moments_under_any_name(frame):
    frame.insert(0, "ts", 1.78e9 + np.cumsum(np.random.default_rng(2).uniform(10, 99, N)))
    assert column(frame, "ts").reason == "timestamps"


def test_hashes_that_were_cut_off_are_hashes(rng, frame):
    texts = ["".join(rng.choice(list("0123456789abcdef"), 16)) + "…" for _ in range(N // 2)]
    assert column(frame.assign(submission=texts * 2), "submission").reason == "hashes"


def test_paths_below_one_folder_are_no_choice_but_models_are(frame):
    paths = [f"logs/M{place // 2}_baseline" for place in range(N)]
    assert column(frame.assign(log_path=paths), "log_path").reason == "paths"
    models = ["org/small", "org/large", "org/base"] * (N // 3)
    assert column(frame.assign(checkpoint=models), "checkpoint").role == "param"


def test_text_of_what_was_found_is_asked_about(rng, frame):
    texts = [str(sorted(rng.choice(20, 4, replace=False).tolist())) for _ in range(N)]
    texts[1] = texts[0]
    assert column(frame.assign(selected_variables=texts), "selected_variables").role == "aside"


def test_lists_longer_than_anybody_writes_are_no_choice(rng, frame):
    routes = [f"[ {'  '.join(map(str, rng.permutation(40)))}]" for _ in range(N // 2)]
    assert column(frame.assign(route=routes * 2), "route").role == "aside"
    frame.insert(
        0, "widths", ["[64, 64]", "[128, 64, 32]", "[256]", "[32, 32]", "[16, 8]", "[8, 8]"] * (N // 6)
    )
    assert column(frame, "widths").role == "param"


def test_a_data_set_that_has_an_id_is_none_of_a_run():
    grid = itertools.product(["well", "ash", "illc"], ["qr", "svd", "lsq", "cg"], range(5))
    frame = pd.DataFrame(grid, columns=["dataset_id", "method", "seed"])
    frame.insert(1, "rows_x", frame.dataset_id.map({"well": 1033, "ash": 958, "illc": 320}))
    frame.insert(2, "family", frame.dataset_id.map({"well": "a", "ash": "b", "illc": "a"}))
    frame["val_loss"] = np.random.default_rng(3).uniform(0, 1, len(frame))
    assert column(frame, "dataset_id").role == "param"


def test_a_config_that_runs_share_is_a_choice(frame):
    frame.insert(0, "config", ["cache 2k", "cache 8k", "cache 16k"] * (N // 3))
    assert column(frame, "config").role == "param"


def test_in_a_table_of_results_alone_the_parameters_are_asked_for(rng):
    frame = pd.DataFrame(
        {"val_bpb": rng.uniform(1.3, 1.4, 12), "artifact_bytes": rng.integers(10**7, 2 * 10**7, 12)}
    )
    runs = hpviz.read(frame)
    assert not runs.params
    assert runs.default_metric() == "val_bpb"


def test_beside_what_is_asked_about_a_metric_of_an_unknown_name_is_a_guess(rng, frame):
    frame = frame.rename(columns={"val_acc": "mean_zeta"}).assign(zeta_x=rng.uniform(0, 1, N))
    guesses = hpviz.read(frame).guesses
    assert guesses.metric in {"mean_zeta", "zeta_x"}
    assert guesses.rivals
