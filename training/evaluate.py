"""How an adapter does on held-out examples, beside its base or another adapter.

  evaluate.py --base MODEL --adapter DIR --out evaluation.json [--baseline DIR] [--sft test.jsonl] [--kto test.jsonl] …

Every example is read twice, with and without the adapter, so that the two can be compared in pairs:

- sft and fim: the loss of the completion's tokens, per token; the same with the prompt of another example
  before it (`swapped_…`), which tells what is said by the prompt from what is said anyway;
- kto, kto_chat: how likely the answer is, as the mean log-probability of its tokens, with its label;
- dpo: by how much the chosen answer is likelier than the rejected one (sums, as in DPO's own loss).

`cluster` is what was drawn independently: a pull request for reviews, a file for code. Whether one is better
is decided elsewhere, by these numbers.
"""

import argparse
import gc
import json
import sys
from contextlib import nullcontext
from pathlib import Path

# As in trl_step.py: what is loaded stays.
gc.disable()
import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer

gc.freeze()
gc.enable()

METHODS = ["fim", "sft", "kto", "kto_chat", "dpo"]
# Single answers with a label: of completions, and of conversations.
LABELLED = ["kto", "kto_chat"]
# What PyTorch's cross-entropy leaves out.
IGNORED = -100
# Looked at for one prompt to swap with; most silent pull requests have the same answer.
MOST_STRANGERS = 100


def main():
    args = arguments()
    tokenizer = AutoTokenizer.from_pretrained(tokenizer_folder(args))
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    model = load(args)
    result = {"adapter": describe(model), "max_length": args.max_length}
    for method in METHODS:
        file = getattr(args, method)
        if file is not None:
            result[method] = measure(model, tokenizer, method, read(file, args.limit), args)
    Path(args.out).write_text(json.dumps(result), encoding="utf8")


def arguments():
    parser = argparse.ArgumentParser(description="How an adapter does on held-out examples.")
    parser.add_argument("--base", required=True)
    parser.add_argument("--revision")
    parser.add_argument("--adapter", required=True)
    parser.add_argument("--baseline", help="an adapter to compare with (default: the base alone)")
    parser.add_argument("--out", required=True)
    parser.add_argument("--max-length", type=int, default=8192)
    parser.add_argument("--batch-size", type=int, default=4)
    parser.add_argument("--dtype", default="float32")
    parser.add_argument("--cpu", action="store_true")
    parser.add_argument("--four-bit", action="store_true")
    parser.add_argument("--limit", type=int, default=2000, help="examples of each method, evenly spread")
    for method in METHODS:
        parser.add_argument(f"--{method}")
    return parser.parse_args()


def tokenizer_folder(args):
    """The adapter's own where the training gave it a chat template, else the base's."""
    return args.adapter if (Path(args.adapter) / "tokenizer_config.json").exists() else args.base


def load(args):
    device = "cpu" if args.cpu or not torch.cuda.is_available() else "cuda"
    options = {"dtype": getattr(torch, args.dtype), "revision": args.revision or "main"}
    if args.four_bit and device == "cuda":
        from transformers import BitsAndBytesConfig

        options["quantization_config"] = BitsAndBytesConfig(
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=options["dtype"],
        )
    base = AutoModelForCausalLM.from_pretrained(args.base, **options)
    model = PeftModel.from_pretrained(base, args.adapter, adapter_name="candidate")
    if args.baseline is not None:
        model.load_adapter(args.baseline, adapter_name="baseline")
    model.set_adapter("candidate")
    return (model if args.four_bit else model.to(device)).eval()


def describe(model):
    """What `peft` makes of the adapter's folder; it ends with an error where it takes none of it."""
    weights = {name: value for name, value in model.named_parameters() if ".candidate." in name}
    if not weights:
        sys.exit("the adapter has no weights that belong to this base")
    if not all(torch.isfinite(value).all() for value in weights.values()):
        sys.exit("the adapter has weights that are no numbers: the training diverged")
    # LoRA begins with B = 0: an adapter whose B is 0 everywhere says what its base says.
    changed = sum(bool(value.abs().max() > 0) for name, value in weights.items() if "lora_B" in name)
    return {"tensors": len(weights), "changed_layers": changed}


def read(file, limit):
    """At most `limit` rows, evenly spread, so that the choice does not hang on the order of repositories."""
    with open(file, encoding="utf8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    if len(rows) <= limit:
        return rows
    return [rows[index * len(rows) // limit] for index in range(limit)]


def measure(model, tokenizer, method, rows, args):
    keys = ["chosen", "rejected"] if method == "dpo" else ["completion"]
    texts = [(row, [tokens_of(tokenizer, row["prompt"], row[key], args.max_length) for key in keys]) for row in rows]
    kept = [(row, parts) for row, parts in texts if all(has_answer(part) for part in parts)]
    flat = [part for _, parts in kept for part in parts]
    candidate = log_probabilities(model, tokenizer, flat, args, "candidate")
    baseline = log_probabilities(model, tokenizer, flat, args, "baseline" if args.baseline else None)
    swapped = swap(model, tokenizer, method, kept, args)
    examples = []
    for index, (row, parts) in enumerate(kept):
        here = slice(index * len(keys), (index + 1) * len(keys))
        lengths = [answer_length(part) for part in parts]
        example = {"id": str(row.get("id", index)), "cluster": cluster_of(row, index), "tokens": sum(lengths)}
        if method in LABELLED:
            example["wanted"] = bool(row["label"])
        example["baseline"] = score(method, baseline[here], lengths)
        example["candidate"] = score(method, candidate[here], lengths)
        example |= swapped.get(index, {})
        examples.append(example)
    return {"examples": examples, "dropped": len(rows) - len(kept)}


def swap(model, tokenizer, method, kept, args):
    """By index of an example of right answers: the losses of its answer after another example's prompt."""
    if method not in ["sft", "fim"]:
        return {}
    pairs = [(index, stranger_before(tokenizer, kept, index, args.max_length)) for index in range(len(kept))]
    pairs = [(index, part) for index, part in pairs if part is not None]
    parts = [part for _, part in pairs]
    candidate = log_probabilities(model, tokenizer, parts, args, "candidate")
    baseline = log_probabilities(model, tokenizer, parts, args, "baseline" if args.baseline else None)
    return {
        index: {"swapped_baseline": -before / answer_length(part), "swapped_candidate": -after / answer_length(part)}
        for (index, part), before, after in zip(pairs, baseline, candidate)
    }


def stranger_before(tokenizer, kept, index, max_length):
    """The answer after the prompt of the next example that was drawn independently and is answered otherwise."""
    row, (own,) = kept[index]
    for step in range(1, min(len(kept), MOST_STRANGERS)):
        at = (index + step) % len(kept)
        other = kept[at][0]
        if cluster_of(other, at) == cluster_of(row, index) or other["completion"] == row["completion"]:
            continue
        part = tokens_of(tokenizer, other["prompt"], row["completion"], max_length)
        if answer_length(part) == answer_length(own):
            return part
    return None


def score(method, sums, lengths):
    if method == "dpo":
        return sums[0] - sums[1]
    mean = sums[0] / lengths[0]
    return mean if method in LABELLED else -mean


def cluster_of(row, index):
    if row.get("pull_number"):
        return f"{row.get('repository', '')}#{row['pull_number']}"
    return f"{row.get('repository', '')}:{row['path']}" if row.get("path") else f"row {index}"


def tokens_of(tokenizer, prompt, answer, max_length):
    """Token ids and labels, as TRL makes them: the loss is on the answer, and what is too long is cut at its end."""
    if isinstance(prompt, str):
        before = tokenizer(prompt)["input_ids"]
        whole = tokenizer(prompt + answer + (tokenizer.eos_token or ""))["input_ids"]
    else:
        before = template(tokenizer, prompt, True)
        whole = template(tokenizer, prompt + answer, False)
    labels = [IGNORED] * len(before) + whole[len(before) :]
    return whole[:max_length], labels[:max_length]


def template(tokenizer, messages, for_answer):
    return tokenizer.apply_chat_template(messages, add_generation_prompt=for_answer, tokenize=True, return_dict=True)[
        "input_ids"
    ]


def answer_length(part):
    return sum(label != IGNORED for label in part[1])


def has_answer(part):
    return answer_length(part) > 0


@torch.no_grad()
def log_probabilities(model, tokenizer, parts, args, adapter):
    """Of each answer, the sum over its tokens. Without an adapter the base alone is asked."""
    if adapter is not None:
        model.set_adapter(adapter)
    order = sorted(range(len(parts)), key=lambda index: len(parts[index][0]))
    sums = [0.0] * len(parts)
    with model.disable_adapter() if adapter is None else nullcontext():
        for start in range(0, len(order), args.batch_size):
            batch = order[start : start + args.batch_size]
            for index, value in zip(batch, batch_sums(model, tokenizer, [parts[i] for i in batch])):
                sums[index] = value
    return sums


def batch_sums(model, tokenizer, parts):
    longest = max(len(ids) for ids, _ in parts)
    device = next(model.parameters()).device
    ids = torch.tensor([ids + [tokenizer.pad_token_id] * (longest - len(ids)) for ids, _ in parts], device=device)
    labels = torch.tensor([labels + [IGNORED] * (longest - len(labels)) for _, labels in parts], device=device)
    mask = torch.tensor([[1] * len(ids) + [0] * (longest - len(ids)) for ids, _ in parts], device=device)
    logits = model(input_ids=ids, attention_mask=mask).logits[:, :-1].float()
    losses = torch.nn.functional.cross_entropy(
        logits.transpose(1, 2), labels[:, 1:], ignore_index=IGNORED, reduction="none"
    )
    return (-losses.sum(dim=1)).tolist()


if __name__ == "__main__":
    main()
