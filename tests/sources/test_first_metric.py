"""The metric to begin with where the data say more than the names."""

import itertools

import numpy as np
import pandas as pd
import pytest

import hpviz


@pytest.fixture
def frame():
    rng = np.random.default_rng(2)
    grid = list(itertools.product([0.1, 0.01], [1e6, 1e8, 1e10], ["qr", "svd", "lsq"], range(4)))
    frame = pd.DataFrame(grid, columns=["noise_level", "kappa", "method", "seed"])
    return frame.assign(final_be=rng.lognormal(-20, 2, len(frame)), total_s=rng.uniform(1, 9, len(frame)))


@pytest.mark.parametrize("name", ["effective_kappa", "spread_x", "zeta_x"])
def test_what_a_parameter_never_moves_is_not_the_first(frame, name):
    luck = dict(zip(range(4), [1.1, 0.97, 1.32, 0.83], strict=True))
    frame.insert(4, name, frame.kappa * frame.seed.map(luck) / (1 + frame.noise_level))
    assert hpviz.read(frame, metrics=[name, "final_be", "total_s"]).default_metric() == "final_be"


def test_a_known_result_may_be_moved_by_no_parameter(frame):
    frame = frame.drop(columns="final_be")
    frame.insert(4, "CER", 0.03 + 0.001 * np.log10(frame.kappa) + 0.01 * frame.seed)
    assert hpviz.read(frame).default_metric() == "CER"


def test_a_metric_that_few_runs_have_is_not_the_first():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"lr": 10 ** rng.uniform(-5, -1, 24), "tok_s": rng.uniform(20, 30, 24)})
    frame["ppl"] = [4.58, 4.63, *[np.nan] * 22]
    assert hpviz.read(frame, metrics=["tok_s", "ppl"]).default_metric() == "tok_s"
    frame["runtime"] = frame.pop("tok_s")  # what runs took is no result in its place
    assert hpviz.read(frame, metrics=["runtime", "ppl"]).default_metric() == "ppl"


def test_where_the_metric_that_counts_has_no_values_it_is_taken_from_other_rows():
    rng = np.random.default_rng(4)
    results = {
        "best_val_sharpe": [-np.inf] * 24,
        "train_sharpe": rng.normal(1, 1, 24),
        "test_sharpe": rng.normal(1, 1, 24),
        "test_total_return": rng.normal(1, 1, 24),
    }
    frame = pd.DataFrame({"lr": 10 ** rng.uniform(-5, -1, 24), **results})
    assert hpviz.read(frame).default_metric() == "test_sharpe"


@pytest.fixture
def routed():
    """Experts of a mixture, of which each run used all about equally."""
    levels = itertools.product([4, 8, 16], [1, 2], [1.0, 1.25], range(3))
    return pd.DataFrame(levels, columns=["num_experts", "top_k", "capacity_factor", "seed"])


@pytest.mark.parametrize(
    ("added", "wanted"),
    [
        ("LoadBalance_Loss", "CE_Loss"),
        ("load_balancing_loss", "lm_loss"),
        ("commitment_loss", "recon_loss"),
        ("kl_loss", "recon_loss"),
        ("router_z_loss", "perplexity"),
        ("LoadBalance", "Latency_ms"),
        ("load_balance_mean", "throughput"),
    ],
)
def test_a_term_that_was_added_to_a_loss_is_not_the_first(routed, added, wanted):
    rng = np.random.default_rng(5)
    frame = routed.assign(**{added: rng.uniform(1, 1.3, 36), wanted: rng.uniform(5, 9, 36)})
    assert hpviz.read(frame).default_metric() == wanted


def test_of_several_losses_none_of_which_is_the_whole_the_first_is_a_guess(routed):
    rng = np.random.default_rng(6)
    parts = {name: rng.uniform(1, 2, 36) for name in ("color_loss", "sharpness_loss")}
    runs = hpviz.read(routed.assign(**parts))
    assert (runs.guesses.metric, runs.guesses.rivals) == ("color_loss", ("sharpness_loss",))
    assert not hpviz.read(routed.assign(**parts, loss=sum(parts.values()))).guesses.metric


@pytest.mark.parametrize(
    ("estimate", "wanted"),
    [("est_ate", "abs_error"), ("ate_hat", "rmse"), ("estimated_cost", "regret"), ("est_acc", "acc")],
)
def test_an_estimate_is_no_score(routed, estimate, wanted):
    rng = np.random.default_rng(7)
    frame = routed.assign(**{estimate: rng.normal(2, 0.3, 36), wanted: rng.uniform(0, 1, 36)})
    assert hpviz.read(frame).default_metric() == wanted


def test_where_nothing_but_an_estimate_is_there_its_goal_is_a_guess(routed):
    rng = np.random.default_rng(8)
    bounds = {"ci_lower": rng.normal(1, 1, 36), "ci_upper": rng.normal(3, 1, 36), "se": rng.uniform(1, 2, 36)}
    runs = hpviz.read(routed.assign(**bounds, est_ate=rng.normal(2, 0.3, 36)))
    assert (runs.default_metric(), runs.goal_is_guessed("est_ate")) == ("est_ate", True)


def test_an_error_below_zero_is_no_usual_one(routed):
    rng = np.random.default_rng(9)
    signed = hpviz.read(routed.assign(ate=rng.normal(0, 1, 36)))
    assert signed.goal_is_guessed("ate")
    assert not hpviz.read(routed.assign(ate=rng.uniform(0, 1, 36))).goal_is_guessed("ate")


def test_the_mean_over_data_sets_comes_before_each_of_them():
    rng = np.random.default_rng(10)
    frame = pd.DataFrame({"model": [f"m{place}" for place in range(12)]})
    for data in ("SADA", "MASC (Clean)", "Casablanca", "Average"):
        frame[f"{data} WER"], frame[f"{data} CER"] = rng.uniform(20, 70, 12), rng.uniform(5, 40, 12)
    runs = hpviz.read(frame)
    assert (runs.default_metric(), runs.guesses.metric) == ("Average WER", "")


def test_counts_of_an_unknown_name_come_after_known_results():
    rng = np.random.default_rng(11)
    frame = pd.DataFrame(
        {"max_bet": rng.choice([0.01, 0.015, 0.02], 30), "min_ev": rng.choice([0.1, 0.2], 30)}
    )
    frame = frame.assign(total_bets=rng.integers(900, 1800, 30), win_rate=rng.uniform(0.3, 0.5, 30))
    earned = frame.assign(roi=rng.normal(5, 9, 30), sharpe_ratio=rng.normal(1, 1, 30))
    assert hpviz.read(earned).default_metric() == "roi"
    assert hpviz.read(frame).default_metric() == "win_rate"  # of games it is what counts
    risked = earned.drop(columns="roi")
    risked.insert(4, "volatility", rng.uniform(0.1, 0.4, 30))
    assert hpviz.read(risked).default_metric() == "sharpe_ratio"


def test_what_a_run_took_comes_before_counts_that_may_be_meant_as_well():
    rng = np.random.default_rng(12)
    frame = pd.DataFrame(itertools.product(["a", "b", "c"], [1, 2, 4, 8]), columns=["solver", "threads"])
    counted = frame.assign(gcd_cuts=rng.integers(100, 10**6, 12), wall_ms=rng.uniform(1, 2000, 12))
    runs = hpviz.read(counted)
    assert (runs.default_metric(), runs.guesses.rivals) == ("wall_ms", ("gcd_cuts",))
    served = hpviz.read(counted.assign(lat_med_ms=rng.uniform(1, 9, 12)))
    assert served.default_metric() == "lat_med_ms"


@pytest.mark.parametrize("busy", ["system_cpu_percent", "cpu_mean_pct", "total_flos"])
def test_how_busy_a_processor_was_is_no_result(busy):
    rng = np.random.default_rng(13)
    frame = pd.DataFrame(itertools.product(["plain", "luks"], ["read", "write"], range(3)))
    frame.columns = ["scenario", "operation", "rep"]
    frame = frame.assign(throughput_mb_s=rng.uniform(400, 700, 12), **{busy: rng.uniform(5, 30, 12)})
    assert hpviz.read(frame).default_metric() == "throughput_mb_s"


def test_the_ends_of_an_interval_are_not_the_first():
    rng = np.random.default_rng(14)
    frame = pd.DataFrame(itertools.product("abcd", "xyz", range(3)), columns=["adapter", "transfer", "seed"])
    risk = rng.uniform(0.1, 0.9, 36)
    frame = frame.assign(wilson_low=risk - 0.1, wilson_high=risk + 0.1, overclaim_risk=risk)
    runs = hpviz.read(frame, metrics=["wilson_low", "wilson_high", "overclaim_risk"])
    assert runs.default_metric() == "overclaim_risk"


def test_an_objective_comes_before_the_unknown_results_of_which_it_is_made():
    rng = np.random.default_rng(6)
    frame = pd.DataFrame({"n_up": rng.integers(0, 9, 60), "thickness": rng.random(60)})
    results = {"sob": rng.random(60), "calo": rng.random(60), "obj": rng.random(60)}
    assert hpviz.read(frame.assign(**results), metrics=[*results]).default_metric() == "obj"


@pytest.mark.parametrize("name", ["iterations_to_reward_30", "epochs_to_acc_90", "time_until_val_acc_95"])
def test_how_long_it_took_to_reach_a_result_is_to_be_small_and_no_result(name):
    rng = np.random.default_rng(7)
    frame = pd.DataFrame({"lr": 10 ** rng.uniform(-5, -1, 24), name: rng.integers(100, 9000, 24)})
    alone = hpviz.read(frame, metrics=[name])
    assert (alone.default_metric(), alone.default_goal(name)) == (name, "minimize")
    beside = hpviz.read(frame.assign(final_1k_mean_reward=rng.normal(20, 5, 24)))
    assert beside.default_metric() == "final_1k_mean_reward"
    assert beside.columns[name].role == "metric"


def test_a_number_that_is_asked_about_may_be_meant_rather_than_the_time_that_runs_took():
    rng = np.random.default_rng(8)
    frame = pd.DataFrame({"script": rng.choice(["a", "b"], 60), "perm": rng.choice(["x", "y", "z"], 60)})
    frame["gates"] = rng.integers(180, 260, 60)
    frame["wall_sec"] = rng.lognormal(0, 1, 60).round(2)
    runs = hpviz.read(frame)
    assert runs.columns["gates"].role == "aside"
    assert (runs.default_metric(), runs.guesses.rivals) == ("wall_sec", ("gates",))


def test_where_the_table_names_another_first_the_next_is_a_guess(frame):
    shared = frame.kappa.rank() + frame.noise_level
    frame = frame.drop(columns=["final_be", "total_s"])
    for place, name in enumerate(["accuracy_left", "accuracy_right", "accuracy_both"]):
        by_seed = 0 if place == 0 else frame.seed * (place + 1) / 1000
        frame[name] = 0.5 + shared / 1000 + by_seed
    runs = hpviz.read(frame)
    assert (runs.default_metric(), runs.guesses.rivals) == ("accuracy_right", ("accuracy_both",))


def test_a_flag_of_an_unknown_name_comes_after_what_is_counted():
    rng = np.random.default_rng(9)
    frame = pd.DataFrame({"lr": 10 ** rng.uniform(-5, -1, 24), "handle": rng.integers(0, 2, 24)})
    frame["throughs"] = rng.integers(600, 2100, 24)
    assert hpviz.read(frame, metrics=["handle", "throughs"]).default_metric() == "throughs"
