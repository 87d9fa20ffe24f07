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
from sample_export import read_rows, write_rows

PACE = {"batch_size": 8, "learning_rate": 5e-3, "epochs": 3}
KTO_PACE = {"batch_size": 8, "learning_rate": 1e-3, "epochs": 2, "gradient_accumulation": 1}


def train(run, config, export, out, *flags, code=0):
    done = run(
        "devflow", "train", "review", "--config", config, "--export", export, "--out", out, "--cpu", "--json", *flags,
        code=code,
    )
    (adapter,) = json.loads(done.stdout)
    return adapter


def by_method(adapter):
    return {verdict["method"]: verdict for verdict in adapter["verdict"]["methods"]}


@pytest.fixture
def changed_export(export, tmp_path):
    """A copy of the export whose training rows went through `change`."""

    def copy(method, change):
        folder = tmp_path / "changed"
        shutil.copytree(export, folder)
        file = folder / "review" / method / "train.jsonl"
        write_rows(file, change(read_rows(file)))
        return folder

    return copy


@pytest.fixture(scope="module")
def trained(run, export, base, tmp_path_factory):
    """What a training on the true examples gives: sft, then kto on the same adapter."""
    folder = tmp_path_factory.mktemp("trained")
    model = {
        "base": str(base), "methods": ["sft", "kto"], "max_length": 256, "logging_steps": 5,
        "gradient_checkpointing": False, "gradient_accumulation": 1, "lora": {"r": 8, "alpha": 16, "dropout": 0.0},
        **PACE, "kto": KTO_PACE,
    }
    config = folder / "training_config.yaml"
    config.write_text(json.dumps({"models": {"review_expert": model}}), encoding="utf8")
    return train(run, config, export, folder / "out")


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


def test_an_adapter_of_shuffled_labels_is_refused(run, changed_export, write_config, tmp_path):
    def shuffle(rows):
        """Half of either label becomes the other: what is left by chance of a plain shuffle can be learnt."""
        flipped = set()
        for label in (True, False):
            of_label = [index for index, row in enumerate(rows) if row["label"] is label]
            flipped.update(random.Random(7).sample(of_label, len(of_label) // 2))
        return [row | {"label": row["label"] is not (index in flipped)} for index, row in enumerate(rows)]

    export = changed_export("kto", shuffle)
    adapter = train(run, write_config(methods=["kto"], kto=KTO_PACE), export, tmp_path / "out", code=1)
    assert adapter["verdict"]["decision"] == "refuse"


def test_an_adapter_of_flipped_labels_is_worse(run, changed_export, write_config, tmp_path):
    export = changed_export("kto", lambda rows: [row | {"label": not row["label"]} for row in rows])
    adapter = train(run, write_config(methods=["kto"], kto=KTO_PACE), export, tmp_path / "out", code=1)
    assert by_method(adapter)["kto"]["verdict"] == "worse"


def test_a_stopped_training_leaves_nobody_behind_and_goes_on_where_it_was(
    run, environment, export, write_config, tmp_path
):
    config = write_config(methods=["sft"], **PACE | {"epochs": 4}, save_steps=1000)
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

    config = write_config(methods=["sft"], **PACE | {"epochs": 4}, save_steps=1000)
    adapter = train(run, config, export, out, "--resume", code=None)
    assert adapter["steps"][0]["resumed_from"] == int(checkpoint.name.split("-")[1])
    assert by_method(adapter)["sft"]["verdict"] == "better"


def test_nobody_is_left_when_devflow_is_killed(environment, export, write_config, tmp_path):
    config = write_config(methods=["sft"], **PACE | {"epochs": 400})
    out = tmp_path / "out"
    words = ["devflow", "train", "review", "--config", config, "--export", export, "--out", out, "--cpu"]
    process = subprocess.Popen([str(word) for word in words], env=environment, stderr=subprocess.DEVNULL)
    wait_until(lambda: any('"step": 2,' in file.read_text(encoding="utf8") for file in out.glob(".work/*/1-sft.log")))
    assert programs_of(out) != []
    process.kill()
    process.wait()
    wait_until(lambda: programs_of(out) == [])


def test_two_processes_train_together(run, export, write_config, tmp_path):
    config = write_config(methods=["sft"], **PACE | {"max_steps": 2})
    adapter = train(run, config, export, tmp_path / "out", "--processes", "2", code=None)
    one = train(run, config, export, tmp_path / "out", code=None)
    assert adapter["name"] != one["name"]
    assert adapter["steps"][0]["metrics"]["epoch"] > 1.5 * one["steps"][0]["metrics"]["epoch"]


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
