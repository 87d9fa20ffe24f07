"""The processes of a training: nobody is left of a killed one, and two train at once."""

import subprocess

import pytest
from judged import train
from processes import programs_of, wait_until
from sample_export import read_rows


def test_nobody_is_left_when_devflow_is_killed(environment, few, write_config, tmp_path):
    config = write_config(methods=["sft"], epochs=400)
    out = tmp_path / "out"
    words = ["devflow", "train", "review", "--config", config, "--export", few, "--out", out, "--cpu"]
    process = subprocess.Popen([str(word) for word in words], env=environment, stderr=subprocess.DEVNULL)
    wait_until(lambda: any('"step": 2,' in file.read_text(encoding="utf8") for file in out.glob(".work/*/1-sft.log")))
    assert programs_of(out) != []
    process.kill()
    process.wait()
    wait_until(lambda: programs_of(out) == [])


def test_two_processes_train_together(run, few, write_config, tmp_path):
    config = write_config(methods=["sft"], max_steps=2, batch_size=2)
    adapter = train(run, config, few, tmp_path / "out", "--processes", "2", code=1)
    assert adapter["verdict"]["decision"] == "refuse", "two steps teach nothing, and the exit code says so"
    rows = len(read_rows(few / "review/sft/train.jsonl"))
    # Two steps of two processes with two examples each.
    assert adapter["steps"][0]["metrics"]["epoch"] == pytest.approx(2 * 2 * 2 / rows, rel=0.1)
