"""Writes a trained table as packages/retrieval reads it, with what it was made of.

  python export.py RUN/best.pt --out ../../packages/retrieval/assets --version 1 [--packages packages.json]
                   [--parity-texts FILE --parity FILE]

The parity file holds vectors of a few texts as Python computes them: the reader's test compares.
"""

import argparse
import json
from collections import Counter
from pathlib import Path

import numpy as np
import torch

import data
from table import read_table, write_table


def embed(pieces, vectors, texts):
    """What the reader computes, from words that are split already."""
    bags = data.to_bags(data.load_tokenizer([data.UNKNOWN, *pieces]), texts, 1024)
    sums = []
    for row in range(len(texts)):
        ids, weights, _ = bags.take([row])
        total = (vectors[ids - 1] * weights[:, None]).sum(axis=0)
        length = np.linalg.norm(total)
        sums.append(total if length == 0 else total / length)
    return np.array(sums, dtype=np.float32)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--version", required=True, type=int)
    parser.add_argument("--packages", type=Path, default=Path(__file__).with_name("packages.json"))
    parser.add_argument("--parity-texts", type=Path)
    parser.add_argument("--parity", type=Path)
    options = parser.parse_args()

    state = torch.load(options.checkpoint, weights_only=True)
    first = 1 if state["pieces"][0] == data.UNKNOWN else 0
    vectors = state["vectors"].numpy()[first:]
    used = set(state["packages"])
    listed = [
        {"registry": registry, "name": package["name"], "version": package.get("version"), "licence": package.get("licence")}
        for registry, packages in json.loads(options.packages.read_text()).items()
        for package in packages
        if package["name"].replace("/", "__") in used
    ]
    report = state["report"]
    about = {
        "version": options.version,
        "data": {
            "pairs": dict(sorted(state["pairs"].items())),
            "packages": len(used),
            "licences": dict(Counter(str(package["licence"]) for package in listed).most_common()),
        },
        "held_out_mrr": {name: round(value, 3) for name, value in report["mrr"].items()},
        "held_out_mrr_64_dimensions": {name: round(value, 3) for name, value in report["mrr_64"].items()},
    }
    meta = write_table(options.out, state["pieces"][first:], vectors, about)
    print(json.dumps(meta, indent=2))

    if options.parity is not None:
        pieces, rounded = read_table(options.out)
        texts = json.loads(options.parity_texts.read_text(encoding="utf8"))
        found = embed(pieces, rounded, [" ".join(text["words"]) for text in texts])
        known = [
            {**text, "vector": [round(float(value), 5) for value in vector]}
            for text, vector in zip(texts, found)
        ]
        content = {"sha256": meta["sha256"], "texts": known}
        options.parity.write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf8")


main()
