"""Trains the token table from pairs.

  python train.py --out RUN pairs.jsonl... [--init TABLE] [--epochs 12] [--minutes 30]

Plain torch: sentence-transformers' StaticEmbedding is one EmbeddingBag, and its trainer would cut the
texts into pieces anew for every batch, on the two cores that train. The loss is the same as its
MultipleNegativesSymmetricRankingLoss inside of MatryoshkaLoss.
"""

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

import data
from table import read_table

# A run of one package's pairs stands together in a batch: negatives from the same code base are what
# search has to tell apart.
RUN_LENGTH = 32
SCALE = 20.0
# Comments state, people ask: some queries are put as questions, so that their words come to mean nothing.
QUESTIONS = (
    "how does {} work",
    "how is {} done",
    "how are {} handled",
    "where is {}",
    "where are {} implemented",
    "what does {}",
    "which code {}",
    "code that {}",
    "implementation of {}",
    "how to {}",
    "why {}",
    "find {}",
)
QUESTION_SHARE = 0.25
# Rows that training never meets stay near zero, so that they say nothing.
INITIAL_DEVIATION = 0.02
# Smooth inverse frequency, as the first guess of each piece's weight.
FREQUENCY_SCALE = 1e-3


class Table(torch.nn.Module):
    """One vector a piece, and how much the piece says, as the logarithm of a positive weight."""

    def __init__(self, vectors, log_weights):
        super().__init__()
        self.vectors = torch.nn.Parameter(vectors)
        self.log_weights = torch.nn.Parameter(log_weights)

    def forward(self, bags):
        ids, counts, offsets = (torch.from_numpy(part) for part in bags)
        ids = ids.long()
        weights = counts * self.log_weights[ids].exp()
        return F.embedding_bag(
            ids, self.vectors, offsets, mode="sum", per_sample_weights=weights
        )

    def folded(self):
        """Vectors times weights: what is shipped."""
        return (self.vectors * self.log_weights.exp()[:, None]).detach()


def loss_of(query, code, dimensions):
    """Cross-entropy both ways over the batch, for each number of leading dimensions."""
    target = torch.arange(len(query))
    total = 0.0
    for size in dimensions:
        scores = SCALE * F.normalize(query[:, :size]) @ F.normalize(code[:, :size]).T
        total = total + (F.cross_entropy(scores, target) + F.cross_entropy(scores.T, target)) / 2
    return total


def runs_of(pairs, rng):
    """Row numbers, shuffled so that short runs of one package stay together."""
    groups = defaultdict(list)
    for row, pair in enumerate(pairs):
        groups[pair["package"]].append(row)
    runs = []
    for rows in groups.values():
        rng.shuffle(rows)
        runs.extend(rows[start : start + RUN_LENGTH] for start in range(0, len(rows), RUN_LENGTH))
    rng.shuffle(runs)
    return [row for run in runs for row in run]


def ranks_of(table, sides, rows, packages, size):
    """Mean reciprocal rank of each row's own code among the codes of its package: search is inside of one."""
    with torch.no_grad():
        query, code = (F.normalize(table(side.take(rows))[:, :size]) for side in sides)
        own = torch.from_numpy(packages[rows])
        scores = (query @ code.T).masked_fill(own[:, None] != own[None, :], -2.0)
        ranks = 1 + (scores > scores.diagonal()[:, None]).sum(1)
        return (1 / ranks.float()).mean().item()


def held_out_rows(pairs):
    rows = defaultdict(list)
    for row, pair in sorted(enumerate(pairs), key=lambda item: data.digest(item[1]["code"])):
        if len(rows[pair["language"]]) < data.HELD_OUT_PER_LANGUAGE:
            rows[pair["language"]].append(row)
    return {language: np.array(found) for language, found in sorted(rows.items()) if len(found) > 20}


def say(text):
    print(text, file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("pairs", nargs="+")
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--init", type=Path, help="a folder with a shipped table to start from")
    parser.add_argument("--pieces", type=int, default=32_768)
    parser.add_argument("--dimensions", type=int, default=256)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--minutes", type=float, default=26)
    parser.add_argument("--batch", type=int, default=1024)
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--most", type=int, default=250_000, help="pairs of one language")
    parser.add_argument("--path-share", type=float, default=0.0, help="codes that show their path")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)

    trained, held_out = data.split_pairs(data.read_pairs(options.pairs))
    trained = data.cap_languages(trained, options.most)
    counts = defaultdict(int)
    for pair in trained:
        counts[f"{pair['language']} {pair['kind']}"] += 1
    say(f"{len(trained)} pairs to train on, {len(held_out)} held out: {json.dumps(dict(counts))}")

    if options.init is None:
        tokenizer = data.train_tokenizer(trained, options.pieces)
        pieces = data.pieces_of(tokenizer)
    else:
        shipped, start_vectors = read_table(options.init)
        pieces = [data.UNKNOWN, *shipped]
        start_vectors = np.concatenate((np.zeros_like(start_vectors[:1]), start_vectors))
        tokenizer = data.load_tokenizer(pieces)
    say(f"{len(pieces)} pieces")

    def asked(query):
        return rng.choice(QUESTIONS).format(query) if rng.random() < QUESTION_SHARE else query

    def sides_of(pairs, path_share):
        codes = [
            f"{pair['path']} {pair['code']}" if rng.random() < path_share else pair["code"]
            for pair in pairs
        ]
        queries = [asked(pair["query"]) for pair in pairs]
        query_bags = data.to_bags(tokenizer, queries, data.QUERY_PIECES)
        return query_bags, data.to_bags(tokenizer, codes, data.CODE_PIECES)

    sides = sides_of(trained, options.path_share)
    held_out_sides = sides_of(held_out, 0)
    languages = held_out_rows(held_out)
    packages = np.array([data.digest(pair["package"]) for pair in held_out])

    if options.init is None:
        frequency = np.bincount(sides[1].ids, minlength=len(pieces)) / len(sides[1].ids)
        log_weights = torch.from_numpy(np.log(FREQUENCY_SCALE / (FREQUENCY_SCALE + frequency)))
        vectors = torch.randn(len(pieces), options.dimensions) * INITIAL_DEVIATION
        table = Table(vectors, log_weights.float())
    else:
        vectors = torch.from_numpy(start_vectors)
        table = Table(vectors, torch.zeros(len(pieces)))
    dimensions = table.vectors.shape[1]
    groups = [
        {"params": [table.vectors], "lr": options.rate},
        {"params": [table.log_weights], "lr": 2.5 * options.rate},
    ]
    optimizer = torch.optim.Adam(groups, fused=True)
    rates = [group["lr"] for group in optimizer.param_groups]

    per_epoch = max(1, len(trained) // options.batch)
    planned = options.epochs * per_epoch
    batch = min(options.batch, len(trained))
    began = time.monotonic()
    best, step, is_over = 0.0, 0, False

    def evaluate(epoch, loss):
        nonlocal best
        full = {name: ranks_of(table, held_out_sides, rows, packages, dimensions) for name, rows in languages.items()}
        small = {name: ranks_of(table, held_out_sides, rows, packages, 64) for name, rows in languages.items()}
        mean = float(np.mean(list(full.values()))) if full else -loss
        by_language = " ".join(f"{name} {value:.3f}" for name, value in full.items())
        seconds = time.monotonic() - began
        mean_small = float(np.mean(list(small.values()))) if small else 0.0
        say(
            f"epoch {epoch} step {step} {seconds:.0f} s: loss {loss:.3f}, held-out MRR {mean:.4f}"
            f" (64 dimensions {mean_small:.4f}): {by_language}"
        )
        state = {
            "pieces": pieces,
            "vectors": table.folded(),
            "report": {"mrr": full, "mrr_64": small, "pairs": len(trained), "steps": step},
            "packages": sorted({pair["package"] for pair in trained}),
            "pairs": dict(counts),
        }
        torch.save(state, options.out / "last.pt")
        if best != 0.0 and mean <= best:
            return False
        best = mean
        torch.save(state, options.out / "best.pt")
        return True

    if options.init is not None:
        evaluate(0, 0.0)
    for epoch in range(1, options.epochs + 1):
        order = runs_of(trained, rng)
        losses = []
        for start in range(0, len(order) - batch + 1, batch):
            elapsed = (time.monotonic() - began) / 60 / options.minutes
            progress = max(step / planned, elapsed)
            if progress >= 1:
                is_over = True
                break
            warm = min(1.0, (step + 1) / 50)
            for group, rate in zip(optimizer.param_groups, rates):
                group["lr"] = rate * warm * (1 - 0.95 * progress)
            rows = np.array(order[start : start + batch])
            query, code = (table(side.take(rows)) for side in sides)
            # One smaller size a step, in turn: as good as all of them at a third of the time.
            smaller = (dimensions // 4, dimensions // 2)[step % 2]
            loss = loss_of(query, code, (dimensions, smaller))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            step += 1
            if step % 50 == 0:
                say(f"  step {step} loss {np.mean(losses[-50:]):.3f} {time.monotonic() - began:.0f} s")
        improved = evaluate(epoch, float(np.mean(losses)) if losses else 0.0)
        if is_over or (not improved and epoch > 2):
            break


main()
