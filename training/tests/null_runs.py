"""How often the promotion test errs: trains the tiny model again and again, on true examples and on such that say nothing.

  null_runs.py --export DIR --base DIR --configs DIR --out DIR --runs 10 [--kinds kto-true kto-shuffled …]

`--configs` has the YAML of `devflow train --print`, as <method>.yaml. A kind is of the expert `review` unless it names
another: `typescript:kto-true`. Each run writes what evaluate.py measured to OUT/<kind>-<seed>.json; error-rates.ts
judges them.
"""

import argparse
import json
import random
import shutil
import sys
from pathlib import Path

import yaml

TRAINING = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TRAINING))

import evaluate
import trl
import trl_step
from sample_export import read_rows, write_rows
from shuffles import KINDS


def main():
    parser = argparse.ArgumentParser()
    for name in ["export", "base", "configs", "out"]:
        parser.add_argument(f"--{name}", required=True, type=Path)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--kinds", nargs="+", default=sorted(KINDS))
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for seed in range(args.first, args.first + args.runs):
        for kind in args.kinds:
            one_run(args, kind, seed)


def one_run(args, kind, seed):
    expert, _, change = kind.rpartition(":")
    method = change.split("-")[0]
    examples = args.export / (expert or "review") / method
    result = args.out / f"{kind.replace(':', '-')}-{seed}.json"
    if result.exists():
        return
    work = args.out / "work"
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(examples, work / "data")
    rows = read_rows(work / "data/train.jsonl")
    write_rows(work / "data/train.jsonl", KINDS[change](rows, random.Random(seed)))
    settings = yaml.safe_load((args.configs / f"{method}.yaml").read_text())
    settings |= {
        "model_name_or_path": str(args.base), "output_dir": str(work / "adapter"), "seed": seed,
        "dataset_name": str(work / "data"), "eval_strategy": "no", "save_strategy": "no",
    }  # fmt: skip
    (work / "config.yaml").write_text(yaml.safe_dump(settings))
    call(trl_step.main, "trl_step.py", method, "--config", work / "config.yaml")
    words = ["--base", args.base, "--adapter", work / "adapter", "--out", result, "--max-length", 256, "--cpu"]
    call(evaluate.main, "evaluate.py", *words, "--batch-size", 16, f"--{method}", examples / "test.jsonl")
    shutil.rmtree(work)


def call(main, *words):
    """As from a command line; the trainers of TRL are put back afterwards."""
    kept = {name: getattr(trl, name) for name in trl_step.TRAINERS.values()}
    sys.argv = [str(word) for word in words]
    try:
        main()
    finally:
        for name, trainer in kept.items():
            setattr(trl, name, trainer)


if __name__ == "__main__":
    main()
