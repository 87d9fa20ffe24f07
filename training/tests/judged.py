"""`devflow train` as the suites run it."""

import json


def train(run, config, export, out, *flags, code=0):
    done = run(
        "devflow", "train", "review", "--config", config, "--export", export, "--out", out, "--cpu", "--json", *flags,
        code=code,
    )  # fmt: skip
    (adapter,) = json.loads(done.stdout)
    return adapter


def by_method(adapter):
    return {verdict["method"]: verdict for verdict in adapter["verdict"]["methods"]}
