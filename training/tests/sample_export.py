"""A data set in the shape of `devflow export`, made of this repository's own code.

The functions and their documentation are real. The remarks are made by two simple rules, so that what people
would want can be learnt: a value that may be missing is worth a remark, a name is not.
"""

import hashlib
import json
import re

FUNCTION = re.compile(
    r"/\*\*(?P<doc>(?:(?!\*/).)*?)\*/\n(?:export )?(?:async )?function (?P<name>\w+)(?P<body>.*?\n\})", re.S
)
LONGEST = 420
# Enough for the tests to tell, few enough for them to be quick.
MOST = 300
SPLITS = {"train": 8, "validation": 1, "test": 3}
REVIEWER = "You review code. Answer with findings, or NO FINDINGS."
EXPLAINER = "You document code."


def write_sample_export(folder, root):
    functions = list(functions_of(root))
    functions = functions[:: max(1, len(functions) // MOST)]
    rows = {("review", "sft"): [], ("review", "kto"): [], ("review", "dpo"): [], ("typescript", "fim"): []}
    for index, one in enumerate(functions):
        rows["review", "sft"].append({"prompt": document_prompt(one), "completion": answer(one["doc"])} | origin(one))
        good, bad = wanted_remark(one), unwanted_remark(one)
        is_wanted = index % 2 == 0
        rows["review", "kto"].append(
            {"prompt": review_prompt(one), "completion": answer(good if is_wanted else bad), "label": is_wanted}
            | origin(one)
        )
        rows["review", "dpo"].append(
            {"prompt": review_prompt(one), "chosen": answer(good), "rejected": answer(bad)} | origin(one)
        )
        middle = len(one["body"]) // 2
        fim = f"<fim_prefix>{one['body'][:middle]}<fim_suffix>{one['body'][middle + 40 :]}<fim_middle>"
        rows["typescript", "fim"].append({"prompt": fim, "completion": one["body"][middle : middle + 40]} | origin(one))
    for (expert, method), examples in rows.items():
        write_splits(folder / expert / method, examples)
    (folder / "manifest.json").write_text(json.dumps({"id": "sample"}), encoding="utf8")
    return folder


def functions_of(root):
    for file in sorted(root.glob("packages/*/src/**/*.ts")):
        text = file.read_text(encoding="utf8")
        for match in FUNCTION.finditer(text):
            doc = " ".join(line.strip(" *") for line in match["doc"].splitlines()).strip()
            if len(match["body"]) + len(doc) < LONGEST:
                path = str(file.relative_to(root))
                yield {"name": match["name"], "doc": doc, "body": f"function {match['name']}{match['body']}", "path": path}


def document_prompt(one):
    return [{"role": "system", "content": EXPLAINER}, {"role": "user", "content": one["body"]}]


def review_prompt(one):
    return [{"role": "system", "content": REVIEWER}, {"role": "user", "content": f"@@ {one['path']}\n+{one['body'][:160]}"}]


def wanted_remark(one):
    return f"The value may be missing here: handle undefined before it is used in {one['name']}."


def unwanted_remark(one):
    return f"Consider a more descriptive name than {one['name']}."


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
