"""What the suites share: a real `devflow`, an export, and a tiny model whose words are those of the export."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tiny_model import make_tiny_model, texts_of

from sample_export import write_sample_export

ROOT = Path(__file__).resolve().parents[2]
TRAINING = ROOT / "training"
sys.path.insert(0, str(TRAINING))


@pytest.fixture(scope="session")
def environment(tmp_path_factory):
    """Nothing is downloaded and nothing is left in anybody's cache. One thread: the model is tiny."""
    home = tmp_path_factory.mktemp("home")
    return {
        "PATH": os.pathsep.join([str(ROOT / "node_modules/.bin"), os.environ["PATH"]]),
        "HOME": str(home),
        "HF_HOME": str(home / "huggingface"),
        "HF_HUB_OFFLINE": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "DEVFLOW_TRAINING_VENV": os.environ["DEVFLOW_TRAINING_VENV"],
    }


@pytest.fixture(scope="session")
def run(environment):
    """Runs a program to its end; `code` is what it has to exit with, None for any."""

    def run_program(*command, code=0, cwd=None, timeout=1200):
        words = [str(word) for word in command]
        done = subprocess.run(
            words, env=environment, cwd=cwd, capture_output=True, text=True, timeout=timeout, check=False
        )
        if code is not None:
            assert done.returncode == code, f"{words} gave {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    return run_program


@pytest.fixture(scope="session")
def program():
    """A program of the virtual environment."""
    return lambda name: str(Path(os.environ["DEVFLOW_TRAINING_VENV"]) / "bin" / name)


@pytest.fixture(scope="session")
def export(tmp_path_factory):
    return write_sample_export(tmp_path_factory.mktemp("export"), ROOT)


@pytest.fixture(scope="session")
def few(tmp_path_factory):
    """For what has nothing to learn: a hundred functions are enough for processes and steps."""
    return write_sample_export(tmp_path_factory.mktemp("few"), ROOT, most=100)


@pytest.fixture(scope="session")
def base(tmp_path_factory, export):
    folder = tmp_path_factory.mktemp("base")
    make_tiny_model(folder, texts_of(export))
    return folder


@pytest.fixture(scope="session")
def write_config(tmp_path_factory, base):
    """A training_config.yaml for the tiny model; JSON is YAML."""

    def write(**settings):
        model = {
            "base": str(base),
            "max_length": 256,
            "logging_steps": 1,
            "gradient_checkpointing": False,
            "gradient_accumulation": 1,
            "lora": {"r": 8, "alpha": 16, "dropout": 0.0},
            "learning_rate": 5e-3,
            "batch_size": 8,
            "epochs": 1,
            "kto": {"batch_size": 16, "gradient_accumulation": 1, "learning_rate": 1e-3, "epochs": 1},
            "dpo": {"batch_size": 8, "gradient_accumulation": 1, "learning_rate": 1e-3, "epochs": 1},
            **settings,
        }
        file = tmp_path_factory.mktemp("config") / "training_config.yaml"
        file.write_text(json.dumps({"models": {"review_expert": model}}), encoding="utf8")
        return file

    return write


@pytest.fixture(scope="session")
def printed_steps(run):
    """The YAML files of `--print`, by method."""

    def steps(config, export, *flags):
        out = run("devflow", "train", "--config", config, "--export", export, "--print", *flags).stdout
        files = {}
        for text in out.split("---\n"):
            method = text.splitlines()[0].split("-")[-1].removesuffix(".yaml")
            files.setdefault(method, []).append(text)
        return files

    return steps
