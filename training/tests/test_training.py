"""`devflow train` from an export to a judged adapter, on the tiny model."""

import json
import os
import signal
import subprocess

import pytest
import trl_step
from conftest import ROOT, TRAINING
from judged import by_method, train
from processes import programs_of, wait_until
from sample_export import read_rows

# First of right answers, then on the same adapter of labels.
TRUTH = {"methods": ["sft", "kto"], "save_steps": 1000}


@pytest.fixture(scope="module")
def stopped(environment, export, write_config, tmp_path_factory):
    """A training on the true examples that is interrupted in its first step."""
    out = tmp_path_factory.mktemp("trained") / "out"
    words = ["devflow", "train", "review", "--config", write_config(**TRUTH), "--export", export, "--out", out, "--cpu"]
    process = subprocess.Popen([str(word) for word in words], env=environment, stderr=subprocess.PIPE, text=True)
    log = lambda: next(iter(out.glob(".work/*/1-sft.log")), None)
    wait_until(lambda: log() is not None and '"step": 3,' in log().read_text(encoding="utf8"))
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=300)
    checkpoint = next(iter(out.glob(".work/*/1-sft/checkpoint-*")), None)
    return {"out": out, "code": process.returncode, "left": programs_of(out), "checkpoint": checkpoint}


@pytest.fixture(scope="module")
def trained(stopped, run, export, write_config):
    """What it gives when it goes on. One that nobody interrupts is retrained-better.slow.test.ts's."""
    return train(run, write_config(**TRUTH), export, stopped["out"], "--resume")


def test_a_stopped_training_leaves_nobody_behind_and_a_checkpoint(stopped):
    assert stopped["code"] == 130
    assert stopped["left"] == []
    assert steps_of(stopped["checkpoint"]) >= 3


def test_it_goes_on_where_it_was(stopped, trained):
    sft, kto = trained["steps"]
    assert sft["resumed_from"] == steps_of(stopped["checkpoint"])
    assert kto["resumed_from"] == 0


def steps_of(checkpoint):
    return int(checkpoint.name.split("-")[1])


def test_what_is_held_out_is_in_no_training_row(export):
    for folder in sorted({path.parent for path in export.glob("review/*/*.jsonl")}):
        train_rows, test_rows = (read_rows(folder / f"{split}.jsonl") for split in ("train", "test"))
        assert len(test_rows) > 80
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


def test_adapters_of_what_says_nothing_are_refused_and_flipped_labels_are_worse(
    run, program, printed_steps, export, base, write_config, tmp_path
):
    """One process trains them all: it takes longer to load than to train. The flipped ones are of completions."""
    files = printed_steps(write_config(methods=["sft", "kto", "dpo"]), export, "--cpu")
    for method, (text,) in files.items():
        (tmp_path / f"{method}.yaml").write_text(text, encoding="utf8")
    words = ["--export", export, "--base", base, "--configs", tmp_path, "--out", tmp_path / "runs"]
    null_runs = [program("python"), TRAINING / "tests/null_runs.py", *words]
    decisions = {
        "sft-permuted": "refuse",
        "kto-shuffled": "refuse",
        "typescript:kto-flipped": "refuse",
        "dpo-shuffled": "refuse",
        "dpo-true": "prefer",
    }
    run(*null_runs, "--runs", 1, "--first", 7, "--kinds", *decisions)
    judged = json.loads(run("node", ROOT / "training/tests/error-rates.ts", "--json", tmp_path / "runs").stdout)
    verdicts = {kind: judged[kind.replace(":", "-")][0] for kind in decisions}
    assert {kind: verdict["decision"] for kind, verdict in verdicts.items()} == decisions
    (sft,) = verdicts["sft-permuted"]["methods"]
    assert sft["gain"]["low"] > 1, "its loss falls all the same"
    assert sft["proof"]["low"] < 0.02
    (flipped,) = verdicts["typescript:kto-flipped"]["methods"]
    assert flipped["verdict"] == "worse", "so it learns from strings"
