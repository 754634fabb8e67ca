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


def test_sums_over_repetitions_are_results_whatever_they_are_sums_of(rng):
    frame = pd.DataFrame({"method": [f"alg {letter}" for letter in "abcdefghijklmnop"], "n_runs": 100})
    for name in ("mean", "std", "mean_ci_lo", "median", "q1", "q3", "iqr", "min", "max"):
        frame[name] = scores(rng, 16, 1e4, 1e6)
    runs = hpviz.read(frame)
    assert not runs.params
    assert runs.default_metric() == "mean"


def test_a_mean_is_no_parameter_for_want_of_another(rng):
    flow = [0.0021937, 0.0000312, *[0] * 9, 0.0000021]
    frame = pd.DataFrame({"param_val": np.linspace(0, 0.5, 12), "J_total_mean": flow})
    frame = frame.assign(rho_total_mean=scores(rng, 12), rho_active_mean=scores(rng, 12))
    assert list(hpviz.read(frame).params) == ["param_val"]


def test_memory_of_a_few_sizes_that_nobody_writes_down_was_measured(rng):
    frame = pd.DataFrame({"thread": [f"idea {place % 9}" for place in range(28)], "val_bpb": scores(rng, 28)})
    measured = frame.assign(memory_gb=rng.choice([29.9, 30.7, 31.2, 0.0], 28))
    assert "memory_gb" not in hpviz.read(measured).params
    given = grid(memory_gb=[8, 16, 32, 64], thread=list("abcdefg")).assign(val_bpb=scores(rng, 28))
    assert "memory_gb" in hpviz.read(given).params


def test_the_best_that_a_run_found_is_no_choice(rng):
    cuts = [f"{number:06b}" for number in range(9, 23)]
    frame = grid(tag=["fixed", "rising", "aware"], graph_seed=range(1000, 1020))
    frame = frame.assign(best_str=rng.choice(cuts, 60), reward=scores(rng, 60))
    assert hpviz.read(frame).guesses.aside == ("best_str",)


def test_what_follows_from_a_choice_and_a_doubtful_number_is_asked_about(rng):
    frame = grid(strategy=["row", "double"], scratch_kb=[4, 8, 16, 32, 64, 128], bandwidth=[8, 16, 32])
    kept = frame.scratch_kb * rng.choice([1, 2], 36)
    reuse = dict(zip([4, 8, 16, 32, 64, 128, 256], [29, 21, 14, 10, 7, 5, 4], strict=True))
    spread = dict(zip(reuse, [1.897, 1.667, 1.421, 1.184, 1.077, 1.013, 1.002], strict=True))
    frame = frame.assign(
        total_cycles=scores(rng, 36, 1e5, 1e6),
        energy_pj=scores(rng, 36, 1e8, 1e9),
        a_reuse_factor=kept.map(spread),
        c_reuse_factor=kept.map(reuse),
        stall_cycles=scores(rng, 36, 1e4, 1e6),
    )
    assert not {"a_reuse_factor", "c_reuse_factor"} & {*hpviz.read(frame).params}


def test_the_size_of_what_was_found_is_asked_about(rng):
    frame = pd.DataFrame(
        {"method": ["nsga"] * 13 + ["pinn", "fdm"] * 11, "pde": [*"abcdefghijklm", *"aabbccddee" * 2, *"fg"]}
    )
    sizes = [124, 37, 58, 91, 13, 7, 29, 66, 41, 83, 19, 53, 124, *[1] * 22]
    frame = frame.assign(pareto_size=sizes, best_mse=scores(rng, 35), hypervolume=scores(rng, 35))
    assert "pareto_size" in hpviz.read(frame).guesses.aside


def test_a_number_of_failures_is_no_target(rng):
    frame = grid(adapter=list("abcdefghijklmno"), target_claim=["one", "two", "three", "four", "five"])
    frame = frame.assign(source_claim=frame.target_claim + " of").sample(56, random_state=0)
    passed = rng.integers(100, 2000, 56)
    failed = (passed * rng.uniform(0.5, 0.9, 56)).astype(int)
    frame = frame.assign(source_passes=passed, target_failures_given_source_pass=failed)
    runs = hpviz.read(frame.assign(overclaim_risk=(failed / passed).round(3)))
    assert list(runs.params) == ["adapter", "target_claim", "source_claim"]


def test_success_is_a_result_where_it_goes_by_what_was_chosen(rng):
    frame = grid(task=["reach", "pick", "pour", "stack", "sort"], n_demos=[0, 1, 2, 5, 10], seed=range(12))
    chance = 0.9 - 0.18 * frame.task.map({"reach": 0, "pick": 1, "pour": 2, "stack": 3, "sort": 4})
    frame["success"] = rng.uniform(0, 1, len(frame)) < chance
    frame["n_waypoints_executed"] = np.where(frame.success, 10, rng.integers(1, 11, len(frame)))
    runs = hpviz.read(frame)
    assert (list(runs.params), runs.default_metric()) == (["task", "n_demos", "seed"], "success")


def test_the_same_choice_under_two_names_is_not_asked_about(rng):
    blocks = [32 * number for number in range(1, 32)]
    frame = grid(MC=blocks, KC=[16, 48, 80, 112]).assign(GFLOPS=scores(rng, 124, 700, 1300))
    frame.insert(1, "NC", frame.MC)
    assert set(hpviz.read(frame).params) == {"MC", "NC", "KC"}


@pytest.mark.parametrize("number", ["{}", "np.float64({})"])
def test_lists_of_results_are_read_as_such(rng, number):
    frame = grid(**{"lambda": [0.3, 0.7, 1.0], "gamma": [0.3, 0.7, 1.0], "alpha": [0.1, 0.2, 3.0]})
    rewards = [[number.format(value) for value in rng.normal(20, 9, 8).round(2)] for _ in range(27)]
    frame = frame.assign(average_reward=[f"[{', '.join(values)}]" for values in rewards])
    assert hpviz.read(frame).columns["average_reward"].reason == "results written as text"


def test_a_grid_of_many_runs_is_seen_as_one(rng):
    levels = {"density": [0.1, 0.3, 0.5, 0.8], "desired_similarity": [0.1, 0.3, 0.5, 0.7, 0.9]}
    frame = grid(**levels, n_traits=[3, 5, 7, 10, 15], trait_choices=[3, 5, 7, 10, 15], repeat=range(5))
    strength = frame.desired_similarity.rank() + frame.density.rank()
    runs = hpviz.read(
        frame.assign(final_satisfied=strength / 50 + scores(rng, 2500), steps=rng.integers(9, 9999, 2500))
    )
    assert list(runs.params) == [*levels, "n_traits", "trait_choices"]


def test_grades_are_results_however_few_there_are(rng):
    frame = grid(mode=["none", "full", "random", "selected"], query=[f"question {n}?" for n in range(32)])
    frame = frame.assign(context_tokens=rng.integers(0, 900, 128), judge_score=rng.choice([3, 4, 5], 128))
    runs = hpviz.read(frame)
    assert (list(runs.params), runs.default_metric()) == (["mode", "query"], "judge_score")
    assert runs.columns["query"].part == "task"


def test_what_tells_the_runs_of_steps_apart_is_asked_about_where_nothing_else_was_chosen(rng):
    methods = [f"policy {letter}" for letter in "abcdefghi"]
    frame = grid(Method=methods, Round=range(50)).assign(Regret=scores(rng, 450), Reward=scores(rng, 450))
    runs = hpviz.read(frame)
    assert (len(runs), runs.guesses.aside) == (9, ("Method",))


def test_a_remark_on_a_single_run_is_no_choice(rng):
    frame = grid(lr=[0.1, 0.01, 0.001], batch_size=[16, 32, 64], seed=[0, 1]).assign(acc=scores(rng, 18))
    frame.loc[17, "seed"] = 7
    frame["error"] = [None] * 17 + ["baseline unmodified"]
    assert hpviz.read(frame).columns["error"].role == "aside"


def test_the_counts_of_a_confusion_matrix_are_results(rng):
    frame = grid(config=list("ABCD"), data=["first", "second"], agent=["human", "model"])
    counts = {"TP": [0, 1, 2], "TN": [14, 15, 19], "FP": [0, 2, 4, 5], "FN": [1, 2, 3, 4]}
    frame = frame.assign(**{name: rng.choice(levels, 16) for name, levels in counts.items()})
    assert not set(counts) & {*hpviz.read(frame.assign(accuracy=scores(rng, 16))).params}


def test_bounds_and_their_middle_are_choices_where_runs_share_them(rng):
    frame = grid(model=list("abcdef"), v_min=[0.3, 0.6, 0.9], rho=[0.3, 0.6, 0.9], trial=[1, 2, 3])
    frame = frame.assign(v_max=frame.v_min + 0.3, v_mean=frame.v_min + 0.15, jaccard=scores(rng, 162))
    runs = hpviz.read(frame)
    assert {"v_min", "v_max", "v_mean"} <= {*runs.params}
    assert runs.default_metric() == "jaccard"


def test_what_is_called_as_results_are_is_no_choice_although_choices_fix_it(rng):
    frame = grid(dataset=["yacht", "mpg", "slump"], split=range(10), experts=[2, 4, 6], points=[2, 5, 10])
    fixed = frame.groupby(["dataset", "split"]).ngroup()
    frame["zeta_single"] = fixed.map(dict(enumerate(scores(rng, 30, 1, 5))))
    for name in ("zeta_gp", "zeta_sum", "zeta_both"):
        frame[name] = frame.zeta_single / frame.points + scores(rng, 270, 0, 0.5) + frame.experts
    assert "zeta_single" not in hpviz.read(frame.sample(200, random_state=0)).params
