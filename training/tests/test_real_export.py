"""What `devflow export` writes of a real code tree is what `datasets`, TRL and `devflow train` read."""

import json
import shutil
import subprocess

import pytest
from conftest import ROOT
from sample_export import write_rows
from test_trl_accepts import check_adapter
from tiny_model import make_tiny_model, texts_of

# Parts of this repository: real code, documented and tested, little enough to be quick.
PARTS = ["packages/diff", "packages/statistics", "packages/errors", "training/embedder", "LICENSE", "package.json"]


@pytest.fixture(scope="module")
def code_export(run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("code")
    tree = folder / "tree"
    for part in PARTS:
        source = ROOT / part
        (tree / part).parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, tree / part, ignore=shutil.ignore_patterns("node_modules"))
        else:
            shutil.copy(source, tree / part)
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-C", str(tree)]
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Code"]):
        subprocess.run([*git, *words], check=True)
    done = run(
        "devflow", "export", "--code", tree, "--to", folder / "exports", "--data", folder / "data",
        "--fim", "qwen-coder", "--id", "real",
    )  # fmt: skip
    assert "examples" in done.stdout
    return folder / "exports"


def rows_of(file):
    return [json.loads(line) for line in file.read_text(encoding="utf8").splitlines()]


def test_the_files_load_with_datasets_row_by_row(code_export, tmp_path):
    from datasets import load_dataset

    folders = sorted({path.parent for path in code_export.glob("real/*/*/*.jsonl")})
    assert {folder.name for folder in folders} == {"fim", "sft"}
    for folder in folders:
        files = {path.stem: rows_of(path) for path in folder.glob("*.jsonl")}
        loaded = load_dataset(str(folder), cache_dir=str(tmp_path))
        for split, rows in files.items():
            assert [row["id"] for row in loaded[split]] == [row["id"] for row in rows]
            for column in ["prompt", "completion", "repository", "path"]:
                assert loaded[split][0][column] == rows[0][column]


def label_some(folder):
    """What editors tell is in no code: half of the completions (strings) and answers (messages) were not wanted."""
    for right, labelled in [("fim", "kto"), ("sft", "kto_chat")]:
        (folder / labelled).mkdir()
        for split in ["train", "test"]:
            rows = rows_of(folder / right / f"{split}.jsonl")[:40]
            write_rows(
                folder / labelled / f"{split}.jsonl",
                [row | {"label": index % 2 == 0} for index, row in enumerate(rows)],
            )


def test_all_methods_of_a_language_train_one_adapter_after_the_other(run, code_export, tmp_path):
    exports = shutil.copytree(code_export, tmp_path / "exports")
    label_some(exports / "real" / "typescript")
    base = tmp_path / "base"
    make_tiny_model(base, texts_of(exports / "real" / "typescript"))
    methods = ["fim", "sft", "kto", "kto_chat"]
    model = {
        "base": str(base), "methods": methods, "max_length": 2048, "max_steps": 2, "batch_size": 2,
        "gradient_accumulation": 1, "logging_steps": 1, "gradient_checkpointing": False,
        "kto": {"max_steps": 2, "gradient_accumulation": 1},
    }  # fmt: skip
    config = tmp_path / "training_config.yaml"
    config.write_text(json.dumps({"models": {"typescript_expert": model}}), encoding="utf8")
    done = run(
        "devflow", "train", "--config", config, "--export", exports, "--out", tmp_path / "out", "--cpu", "--json",
        code=None,
    )  # fmt: skip
    (adapter,) = json.loads(done.stdout)
    assert [(step["method"], step["steps"]) for step in adapter["steps"]] == [(method, 2) for method in methods]
    measured = {verdict["method"]: verdict["examples"] for verdict in adapter["verdict"]["methods"]}
    assert measured.keys() == set(methods) and min(measured.values()) > 0
    made = json.loads((tmp_path / "out" / adapter["name"] / "run.json").read_text(encoding="utf8"))
    assert made["export_id"] == "real"
    check_adapter(tmp_path / "out" / adapter["name"], base)
