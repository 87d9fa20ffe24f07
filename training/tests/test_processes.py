"""The processes of a training: stopped, killed, resumed, and two at once."""

import os
import signal
import subprocess
import time

import pytest
from judged import by_method, train
from sample_export import read_rows


def test_a_stopped_training_leaves_nobody_behind_and_goes_on_where_it_was(
    run, environment, export, write_config, tmp_path
):
    config = write_config(methods=["sft"], save_steps=1000)
    out = tmp_path / "out"
    words = ["devflow", "train", "review", "--config", config, "--export", export, "--out", out, "--cpu"]
    process = subprocess.Popen([str(word) for word in words], env=environment, stderr=subprocess.PIPE, text=True)
    log = lambda: next(iter(out.glob(".work/*/1-sft.log")), None)
    wait_until(lambda: log() is not None and '"step": 3,' in log().read_text(encoding="utf8"))
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=120)
    assert process.returncode == 130
    assert programs_of(out) == []
    checkpoint = next(iter(out.glob(".work/*/1-sft/checkpoint-*")))
    assert int(checkpoint.name.split("-")[1]) >= 3

    config = write_config(methods=["sft"], save_steps=1000)
    adapter = train(run, config, export, out, "--resume", code=None)
    assert adapter["steps"][0]["resumed_from"] == int(checkpoint.name.split("-")[1])
    assert by_method(adapter)["sft"]["verdict"] == "better"


def test_nobody_is_left_when_devflow_is_killed(environment, export, write_config, tmp_path):
    config = write_config(methods=["sft"], epochs=400)
    out = tmp_path / "out"
    words = ["devflow", "train", "review", "--config", config, "--export", export, "--out", out, "--cpu"]
    process = subprocess.Popen([str(word) for word in words], env=environment, stderr=subprocess.DEVNULL)
    wait_until(lambda: any('"step": 2,' in file.read_text(encoding="utf8") for file in out.glob(".work/*/1-sft.log")))
    assert programs_of(out) != []
    process.kill()
    process.wait()
    wait_until(lambda: programs_of(out) == [])


def test_two_processes_train_together(run, export, write_config, tmp_path):
    config = write_config(methods=["sft"], max_steps=2)
    adapter = train(run, config, export, tmp_path / "out", "--processes", "2", code=1)
    assert adapter["verdict"]["decision"] == "refuse", "two steps teach nothing, and the exit code says so"
    rows = len(read_rows(export / "review/sft/train.jsonl"))
    # Two steps of two processes with eight examples each.
    assert adapter["steps"][0]["metrics"]["epoch"] == pytest.approx(2 * 2 * 8 / rows, rel=0.1)


def programs_of(folder):
    """Command lines of running processes that name the folder."""
    found = []
    for name in os.listdir("/proc"):
        try:
            with open(f"/proc/{name}/cmdline", "rb") as file:
                command = file.read().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(folder) in command and "trl_step" in command:
            found.append(command)
    return found


def wait_until(condition, seconds=120):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)
