"""Folders of runs from someone else: damaged, hostile, or still being written."""

from __future__ import annotations

import numpy as np
import pytest

from hpviz import HpvizError, read

pytest.importorskip("yaml")


def test_damaged_files_are_named_and_the_other_runs_read(tmp_path, write):
    files = {f"{n}__config_dot_yaml": f"lr: {n}" for n in range(7)}
    files |= {f"{n}__metrics_dot_json": {"loss": n} for n in range(7)}
    files["1__config_dot_yaml"] = "lr: [1"
    files["2__metrics_dot_json"] = '{"loss": '
    files["3__metrics_dot_json"] = ""
    files["4__config_dot_yaml"] = "- a list"
    files["5__config_dot_yaml"] = "a: &a [x, x]\n" + "\n".join(f"b{n}: &b{n} [*a, *a]" for n in range(3))
    files["6__config_dot_yaml"] = "[" * 100_000
    runs = read(write(tmp_path, **files))
    assert runs.run_ids.tolist() == ["0", "2", "3", "5"]
    assert np.isnan(runs.metrics["loss"].numbers[1:3]).all()
    note = next(note for note in runs.notes if "could not be read" in note)
    assert "5 files could not be read" in note
    for part in (
        "1/config.yaml (",
        "2/metrics.json (no",
        "3/metrics.json (empty)",
        "4/config.yaml (a list",
        "6/config.yaml (",
    ):
        assert part in note


@pytest.mark.parametrize("depth", [150, 100_000])
@pytest.mark.parametrize(("opened", "closed"), [("[", "]"), ("{a: ", "}"), ("- ", "")])
def test_a_configuration_nested_too_deep_is_refused(tmp_path, write, depth, opened, closed):
    """By hpviz, or by PyYAML itself, of which some versions refuse a part of these in their own words."""
    write(tmp_path, a__config_dot_yaml=opened * depth + "1" + closed * depth, a__metrics_dot_json={"loss": 1})
    with pytest.raises(HpvizError, match=r"none of the runs .* a/config\.yaml \(.+\)"):
        read(tmp_path)


def test_an_alias_of_aliases_of_aliases_is_refused(tmp_path, write):
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
    )
    write(tmp_path, a__config_dot_yaml=bomb, a__metrics_dot_json={"loss": 1})
    with pytest.raises(HpvizError, match=r"none of the runs.*more than 100,000 values"):
        read(tmp_path)


def test_nothing_in_a_configuration_is_executed(tmp_path, write):
    trace = tmp_path / "trace"
    text = (
        f"lr: 1\nx: !!python/object/apply:os.mkdir ['{trace}']\ny: !!python/object/new:os.mkdir ['{trace}']\n"
    )
    write(tmp_path, a__hparams_dot_yaml=text, a__metrics_dot_csv="loss\n1\n")
    assert read(tmp_path).params["x"].levels == (f"mkdir('{trace}')",)
    assert not trace.exists()


def test_a_line_that_is_still_being_written_is_not_read(tmp_path, write):
    write(tmp_path, a__config_dot_json={"lr": 1}, a__metrics_dot_csv="loss,acc\n2,0.5\n1")
    write(tmp_path, b__config_dot_json={"lr": 2}, b__metrics_dot_jsonl='{"loss": 2}\n{"lo')
    runs = read(tmp_path)
    assert runs.metrics["loss"].numbers.tolist() == [2, 2]
    assert runs.notes == ()


def test_links_that_lead_out_of_the_folder_are_not_followed(tmp_path, write):
    outside = write(tmp_path / "outside", secret__config_dot_json={"lr": 9}, metrics_dot_json={"loss": 9})
    inside = write(tmp_path / "inside", a__config_dot_json={"lr": 1}, a__metrics_dot_json={"loss": 1})
    (inside / "b").mkdir()
    try:
        (inside / "b" / "config.json").symlink_to(outside / "secret" / "config.json")
        (inside / "b" / "metrics.json").symlink_to(outside / "metrics.json")
        (inside / "latest").symlink_to(inside / "a", target_is_directory=True)
        (inside / "c").symlink_to(outside, target_is_directory=True)
    except OSError:
        pytest.skip("no symbolic links here")
    runs = read(inside)
    assert runs.run_ids.tolist() == ["a"]
    assert "b/config.json (a link that leads out of the folder)" in runs.notes[0]


def test_without_pyyaml_it_says_what_to_install(tmp_path, monkeypatch, write):
    write(tmp_path, a__config_dot_yaml="lr: 1", a__metrics_dot_json={"loss": 1})
    monkeypatch.setattr("hpviz.sources.formats.yaml_text.find_spec", lambda name: None)
    with pytest.raises(HpvizError, match=r'pip install "hpviz\[yaml\]"'):
        read(tmp_path)


def test_a_thousand_runs_are_read_in_seconds(tmp_path):
    for number in range(1000):
        folder = tmp_path / f"version_{number}"
        folder.mkdir()
        (folder / "hparams.yaml").write_text(f"lr: {number}\nmodel: {{width: 3, names: [a, b]}}\n")
        (folder / "metrics.csv").write_text("step,loss\n" + "".join(f"{n},{n}\n" for n in range(20)))
    assert len(read(tmp_path)) == 1000
