"""What is done to training examples so that they say nothing any more, or the contrary."""


def truth(rows, random):
    return rows


def shuffled_labels(rows, random):
    """As many of either label as before, on answers by chance."""
    labels = [row["label"] for row in rows]
    random.shuffle(labels)
    return [row | {"label": label} for row, label in zip(rows, labels)]


def flipped_labels(rows, random):
    return [row | {"label": not row["label"]} for row in rows]


def permuted_completions(rows, random):
    """Every answer is there, on a prompt by chance."""
    completions = [row["completion"] for row in rows]
    random.shuffle(completions)
    return [row | {"completion": completion} for row, completion in zip(rows, completions)]


def shuffled_pairs(rows, random):
    """In each pair, what is better is drawn."""
    swapped = lambda row: row | {"chosen": row["rejected"], "rejected": row["chosen"]}
    return [swapped(row) if random.random() < 0.5 else row for row in rows]


KINDS = {
    "sft-true": truth,
    "sft-permuted": permuted_completions,
    "kto-true": truth,
    "kto-shuffled": shuffled_labels,
    "kto-flipped": flipped_labels,
    "dpo-true": truth,
    "dpo-shuffled": shuffled_pairs,
}
