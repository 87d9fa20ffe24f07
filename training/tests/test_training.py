"""`devflow train` from an export to a judged adapter, on the tiny model."""

import json
import os
import random
import shutil
import signal
import subprocess
import time

import pytest
import trl_step
from conftest import ROOT, TRAINING
from sample_export import read_rows, write_rows
from shuffles import permuted_completions, shuffled_labels


def train(run, config, export, out, *flags, code=0):
    done = run(
        "devflow", "train", "review", "--config", config, "--export", export, "--out", out, "--cpu", "--json", *flags,
        code=code,
    )  # fmt: skip
    (adapter,) = json.loads(done.stdout)
    return adapter


def by_method(adapter):
    return {verdict["method"]: verdict for verdict in adapter["verdict"]["methods"]}


@pytest.fixture(scope="module")
def trained(run, export, write_config, tmp_path_factory):
    """What a training on the true examples gives: sft, then kto on the same adapter."""
    config = write_config(methods=["sft", "kto"])
    return train(run, config, export, tmp_path_factory.mktemp("trained") / "out")


def test_what_is_held_out_is_in_no_training_row(export):
    for folder in sorted({path.parent for path in export.glob("review/*/*.jsonl")}):
        train_rows, test_rows = (read_rows(folder / f"{split}.jsonl") for split in ("train", "test"))
        assert len(test_rows) > 100
        for key in {"prompt", "completion", "chosen", "rejected"} & test_rows[0].keys():
            assert not {json.dumps(row[key]) for row in train_rows} & {json.dumps(row[key]) for row in test_rows}
        labels = [row["label"] for row in train_rows if "label" in row]
        assert sum(labels) * 2 == len(labels)


def test_the_held_out_loss_falls_and_the_adapter_is_preferred(trained):
    assert trained["verdict"]["decision"] == "prefer"
    sft, kto = by_method(trained)["sft"], by_method(trained)["kto"]
    assert sft["verdict"] == "better" and sft["candidate"] < sft["baseline"] - 0.1
    assert kto["verdict"] == "better"


def test_run_json_says_how_the_adapter_was_made(trained):
    with open(os.path.join(trained["folder"], "run.json"), encoding="utf8") as file:
        made = json.load(file)
    assert sorted(os.listdir(trained["folder"])) == ["adapter_config.json", "adapter_model.safetensors", "run.json"]
    assert made["name"].startswith("review@20") and made["export_id"] == "sample"
    assert made["packages"]["trl"] == "1.13.0"
    assert [step["method"] for step in made["steps"]] == ["sft", "kto"]
    assert made["evaluation"]["decision"] == "prefer"


def test_a_step_goes_on_with_the_weights_of_the_adapter_that_it_is_given(trained, base):
    from peft.utils import get_peft_model_state_dict
    from safetensors.torch import load_file
    from trl import KTOConfig

    arguments = KTOConfig(output_dir="unused", use_cpu=True, bf16=False, report_to="none")
    model = trl_step.adapted_model(str(base), trained["folder"], arguments, None)
    saved = load_file(os.path.join(trained["folder"], "adapter_model.safetensors"))
    loaded = get_peft_model_state_dict(model)
    assert loaded.keys() == saved.keys()
    assert all(bool((loaded[name] == value).all()) for name, value in saved.items())
    assert all(value.requires_grad for name, value in model.named_parameters() if "lora_" in name)


def test_an_adapter_of_shuffled_answers_and_labels_is_refused(run, export, write_config, tmp_path):
    changed = shutil.copytree(export, tmp_path / "changed")
    for method, shuffle in [("sft", permuted_completions), ("kto", shuffled_labels)]:
        file = changed / "review" / method / "train.jsonl"
        write_rows(file, shuffle(read_rows(file), random.Random(7)))
    adapter = train(run, write_config(methods=["sft", "kto"]), changed, tmp_path / "out", code=1)
    assert adapter["verdict"]["decision"] == "refuse"
    sft = by_method(adapter)["sft"]
    assert sft["gain"]["low"] > 1, "its loss falls all the same"
    assert sft["proof"]["low"] < 0.02


def test_further_shuffles_are_refused_and_flipped_labels_are_worse(
    run, program, printed_steps, export, base, write_config, tmp_path
):
    """One process trains them all: it takes longer to load than to train."""
    files = printed_steps(write_config(methods=["sft", "kto", "dpo"]), export, "--cpu")
    for method, (text,) in files.items():
        (tmp_path / f"{method}.yaml").write_text(text, encoding="utf8")
    words = ["--export", export, "--base", base, "--configs", tmp_path, "--out", tmp_path / "runs"]
    null_runs = [program("python"), TRAINING / "tests/null_runs.py", *words]
    run(*null_runs, "--runs", 2, "--kinds", "kto-shuffled", "sft-permuted", "dpo-shuffled", "kto-flipped", "dpo-true")
    judged = json.loads(run("node", ROOT / "training/tests/error-rates.ts", "--json", tmp_path / "runs").stdout)
    assert {kind: [one["decision"] for one in verdicts] for kind, verdicts in judged.items()} == {
        "kto-shuffled": ["refuse", "refuse"],
        "sft-permuted": ["refuse", "refuse"],
        "dpo-shuffled": ["refuse", "refuse"],
        "kto-flipped": ["refuse", "refuse"],
        "dpo-true": ["prefer", "prefer"],
    }
    assert judged["kto-flipped"][0]["methods"][0]["verdict"] == "worse"


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
    adapter = train(run, config, export, tmp_path / "out", "--processes", "2", code=None)
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
