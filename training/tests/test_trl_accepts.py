"""What `devflow train` gives TRL is what TRL takes: every key, every file, every method, and the adapter."""

import importlib
import json
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, TRAINING

METHODS = ["sft", "kto", "dpo"]


def script_of(method):
    """What `trl <method>` starts."""
    return importlib.import_module(f"trl.scripts.{'sft' if method == 'fim' else method}")


def parse(method, file):
    """As `trl <method> --config <file>` reads it; unknown keys end it."""
    return script_of(method).make_parser().parse_args_and_config(["--config", str(file)])


@pytest.mark.parametrize("flags", [["--cpu"], []])
def test_trl_takes_every_key_of_the_configuration_on_board(printed_steps, export, tmp_path, flags):
    files = printed_steps(TRAINING / "training_config.yaml", export, *flags)
    assert set(files) == {"fim", "sft", "kto"}
    for method, texts in files.items():
        for index, text in enumerate(texts):
            file = tmp_path / f"{method}-{index}.yaml"
            # Without a GPU, settings for one can only be parsed as for processors.
            file.write_text(text.replace("use_cpu: false", "use_cpu: true"), encoding="utf8")
            _, training, model, _ = parse(method, file)
            written = yaml.safe_load(text)
            assert model.use_peft is True
            assert model.lora_r == 16 and model.use_dora is False and model.lora_modules_to_save is None
            assert training.max_length == 8192 and training.learning_rate == written["learning_rate"]
            assert isinstance(written["learning_rate"], float)
            assert model.load_in_4bit is (flags == [])


def test_trl_refuses_a_key_that_it_does_not_know(printed_steps, export, tmp_path, write_config):
    (text,) = printed_steps(write_config(methods=["sft"]), export, "--cpu")["sft"]
    file = tmp_path / "wrong.yaml"
    file.write_text(f"{text}max_seq_length: 512\n", encoding="utf8")
    with pytest.raises(ValueError, match="max_seq_length"):
        parse("sft", file)


def test_the_files_load_with_datasets(export):
    from datasets import load_dataset

    for folder in sorted({path.parent for path in Path(export).glob("*/*/*.jsonl")}):
        loaded = load_dataset(str(folder), cache_dir=str(folder / "cache"))
        for split in ["train", "validation", "test"]:
            lines = (folder / f"{split}.jsonl").read_text(encoding="utf8").splitlines()
            assert loaded[split].num_rows == len(lines) > 0
            assert loaded[split][0]["prompt"] == json.loads(lines[0])["prompt"]


@pytest.mark.parametrize("method", METHODS)
def test_trl_alone_trains_two_steps_and_peft_takes_the_adapter(
    run, program, printed_steps, few, base, tmp_path, write_config, monkeypatch, method
):
    config = write_config(methods=[method], batch_size=2, max_steps=2, kto={"max_steps": 2}, dpo={"max_steps": 2})
    (text,) = printed_steps(config, few, "--cpu", "--out", tmp_path)[method]
    settings = yaml.safe_load(text) | {"output_dir": str(tmp_path / "adapter")}
    file = tmp_path / f"{method}.yaml"
    file.write_text(yaml.safe_dump(settings), encoding="utf8")
    if method == "sft":
        run(program("trl"), method, "--config", file)
    else:
        # That command loads everything twice, in itself and in what it starts: the script alone does the rest.
        monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", tmp_path / "cache")
        script_of(method).main(*parse(method, file))
    check_adapter(tmp_path / "adapter", base)


def check_adapter(folder, base):
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    assert not (folder / "model.safetensors").exists(), "the whole model was trained"
    model = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(base), folder)
    assert model.peft_config["default"].modules_to_save is None
    assert ROOT not in folder.parents
