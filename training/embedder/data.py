"""Reads pairs, keeps some of them apart, and turns their words into numbers."""

import hashlib
import json
import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

UNKNOWN = "[UNK]"
QUERY_PIECES = 64
CODE_PIECES = 256
HELD_OUT_PER_LANGUAGE = 1000
# A language of fewer packages holds out single pairs: one package could be most of it.
LEAST_PACKAGES = 8
HELD_OUT_SHARE = 0.06
BLOCK_TEXTS = 20_000


@dataclass
class Bags:
    """Texts as distinct pieces: text i has ids[starts[i]:starts[i + 1]], each with its count's weight."""

    ids: np.ndarray
    weights: np.ndarray
    starts: np.ndarray

    def take(self, rows):
        """The bags of some rows, as (ids, weights, offsets)."""
        begins, ends = self.starts[rows], self.starts[np.asarray(rows) + 1]
        lengths = ends - begins
        offsets = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        places = np.arange(lengths.sum()) + np.repeat(begins - offsets, lengths)
        return self.ids[places], self.weights[places], offsets


def digest(text):
    return int.from_bytes(hashlib.sha1(text.encode()).digest()[:6], "big")


def read_pairs(files):
    """Every pair once, over all files."""
    seen = set()
    pairs = []
    for file in files:
        with open(file, encoding="utf8") as lines:
            for line in lines:
                pair = json.loads(line)
                keys = (digest("q" + pair["query"]), digest(pair["kind"] + pair["code"]))
                if keys[0] in seen or keys[1] in seen:
                    continue
                seen.update(keys)
                pairs.append(pair)
    return pairs


def split_pairs(pairs):
    """(trained, held out): whole packages are held out where a language has enough of them."""
    packages = defaultdict(set)
    for pair in pairs:
        packages[pair["language"]].add(pair["package"])
    limit = HELD_OUT_SHARE * 2**48

    def is_held_out(pair):
        by_package = len(packages[pair["language"]]) >= LEAST_PACKAGES
        return digest("held out " + (pair["package"] if by_package else pair["code"])) < limit

    trained, held_out = [], []
    for pair in pairs:
        (held_out if is_held_out(pair) else trained).append(pair)
    return trained, held_out


def cap_languages(pairs, most):
    """At most so many pairs a language, taken by digest: the largest would drown the others."""
    by_language = defaultdict(list)
    for pair in pairs:
        by_language[pair["language"]].append(pair)
    return [
        pair
        for _, group in sorted(by_language.items())
        for pair in sorted(group, key=lambda pair: digest(pair["code"]))[:most]
    ]


def train_tokenizer(pairs, pieces):
    """WordPiece over words that are split and lower-case already."""
    tokenizer = Tokenizer(models.WordPiece(unk_token=UNKNOWN, max_input_chars_per_word=100))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.WordPieceTrainer(
        vocab_size=pieces, special_tokens=[UNKNOWN], limit_alphabet=2000, show_progress=False
    )
    texts = (text for pair in pairs for text in (pair["query"], pair["code"]))
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def load_tokenizer(pieces):
    """The tokenizer of an ordered list of pieces."""
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    model = models.WordPiece(vocabulary, unk_token=UNKNOWN, max_input_chars_per_word=100)
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return tokenizer


def pieces_of(tokenizer):
    vocabulary = tokenizer.get_vocab()
    return sorted(vocabulary, key=vocabulary.get)


def to_bags(tokenizer, texts, limit):
    """Counts of distinct pieces: a piece that comes ten times says not ten times as much."""
    unknown = tokenizer.token_to_id(UNKNOWN)
    size = tokenizer.get_vocab_size()
    weight_of = np.array([0.0] + [1 + math.log(count) for count in range(1, limit + 1)])
    ids, weights, lengths = [], [], []
    for start in range(0, len(texts), BLOCK_TEXTS):
        encodings = tokenizer.encode_batch_fast(texts[start : start + BLOCK_TEXTS])
        known = [[number for number in encoding.ids if number != unknown] for encoding in encodings]
        cut = [numbers[:limit] for numbers in known]
        rows = np.repeat(np.arange(len(cut)), [len(numbers) for numbers in cut])
        flat = np.fromiter((number for numbers in cut for number in numbers), np.int64)
        # Row and piece as one number: one sort instead of one for each text.
        keys, counts = np.unique(rows * size + flat, return_counts=True)
        ids.append((keys % size).astype(np.int32))
        weights.append(weight_of[counts].astype(np.float32))
        lengths.append(np.bincount(keys // size, minlength=len(cut)))
    starts = np.concatenate(([0], np.cumsum(np.concatenate(lengths))))
    return Bags(np.concatenate(ids), np.concatenate(weights), starts)
