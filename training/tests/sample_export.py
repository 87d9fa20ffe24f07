"""A data set in the shape of `devflow export`, made of this repository's own code.

The functions are real. What is said of them is made by rules, so that there is something to learn: a planted mistake
has its finding (sft), and remarks on what is wrong are wanted, those on taste are not (kto, dpo). Each function
has a wanted and an unwanted remark, so that neither prompts nor their number tell the label. No prompt and no answer
of one split is in another.
"""

import hashlib
import json
import re
from random import Random

from remarks import MISTAKES, remark

FUNCTION = re.compile(
    r"/\*\*(?P<doc>(?:(?!\*/).)*?)\*/\n(?:export )?(?:async )?function (?P<name>\w+)(?P<body>.*?\n\})", re.S
)
LONGEST = 420
# Enough for the tests to tell, few enough for them to be quick: computing grows with them.
MOST = 400
SPLITS = {"train": 9, "validation": 1, "test": 4}
REVIEWER = "You review code. Answer with findings, or NO FINDINGS."


def write_sample_export(folder, root, most=MOST):
    random = Random(1)
    functions = evenly(list(functions_of(root)), most)
    methods = [("review", "sft"), ("review", "kto"), ("review", "dpo"), ("typescript", "fim"), ("typescript", "kto")]
    rows = {method: [] for method in methods}
    for index, one in enumerate(functions):
        line, finding = MISTAKES[index % len(MISTAKES)]
        good, bad = (remark(random, is_wanted, one["name"]) for is_wanted in (True, False))
        prompt = review_prompt(one)
        rows["review", "sft"].append(
            {"prompt": review_prompt(one, line), "completion": answer(f"{finding} in {one['name']}.")} | origin(one)
        )
        for text, label in [(good, True), (bad, False)]:
            row = {"prompt": prompt, "completion": answer(text), "label": label} | origin(one)
            rows["review", "kto"].append(row | {"id": f"{row['id']}-{label}"})
        rows["review", "dpo"].append({"prompt": prompt, "chosen": answer(good), "rejected": answer(bad)} | origin(one))
        middle = len(one["body"]) // 2
        fim = f"<fim_prefix>{one['body'][:middle]}<fim_suffix>{one['body'][middle + 40 :]}<fim_middle>"
        right = one["body"][middle : middle + 40]
        rows["typescript", "fim"].append({"prompt": fim, "completion": right} | origin(one))
        # Completions are strings: what was typed on, and a remark where code should be.
        for text, label in [(right, True), (f"// {bad}", False)]:
            row = {"prompt": fim, "completion": text, "label": label} | origin(one)
            rows["typescript", "kto"].append(row | {"id": f"{row['id']}-{label}"})
    for (expert, method), examples in rows.items():
        write_splits(folder / expert / method, examples)
    (folder / "manifest.json").write_text(json.dumps({"id": "sample"}), encoding="utf8")
    return folder


def evenly(all_of_them, most):
    """At most so many, from everywhere."""
    count = min(most, len(all_of_them))
    return [all_of_them[index * len(all_of_them) // count] for index in range(count)]


def functions_of(root):
    """Each name once: an answer names its function."""
    seen = set()
    for file in sorted(root.glob("packages/*/src/**/*.ts")):
        text = file.read_text(encoding="utf8")
        for match in FUNCTION.finditer(text):
            if len(match["body"]) + len(match["doc"]) < LONGEST and match["name"] not in seen:
                seen.add(match["name"])
                path = str(file.relative_to(root))
                yield {"name": match["name"], "body": f"function {match['name']}{match['body']}", "path": path}


def review_prompt(one, line=None):
    hunk = f"@@ {one['path'].split('/')[-1]}\n+{one['body'][:60]}" + (f"\n+  {line}" if line else "")
    return [{"role": "system", "content": REVIEWER}, {"role": "user", "content": hunk}]


def answer(text):
    return [{"role": "assistant", "content": text}]


def origin(one):
    return {
        "id": hashlib.sha256(f"{one['path']} {one['name']}".encode()).hexdigest()[:16],
        "repository": "r1",
        "pull_number": 0,
        "path": one["path"],
        "language": "typescript",
    }


def write_splits(folder, examples):
    """By file, so that no file is in two splits."""
    folder.mkdir(parents=True)
    shares = [split for split, share in SPLITS.items() for _ in range(share)]
    files = {split: [] for split in SPLITS}
    for example in examples:
        digest = int(hashlib.sha256(example["path"].encode()).hexdigest(), 16)
        files[shares[digest % len(shares)]].append(example)
    for split, some in files.items():
        write_rows(folder / f"{split}.jsonl", some)


def write_rows(file, rows):
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf8")


def read_rows(file):
    return [json.loads(line) for line in file.read_text(encoding="utf8").splitlines()]
