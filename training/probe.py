"""Prints what a training can rely on, as JSON: versions, GPUs, whether bitsandbytes is there."""

import gc
import importlib.metadata
import json
import platform

# It ends before there is anything to collect.
gc.disable()
import torch

PACKAGES = ["trl", "torch", "transformers", "peft", "datasets", "accelerate", "tokenizers", "bitsandbytes"]


def version(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def main():
    has_cuda = torch.cuda.is_available()
    facts = {
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "gpus": [torch.cuda.get_device_name(index) for index in range(torch.cuda.device_count())] if has_cuda else [],
        "has_bfloat16": bool(has_cuda and torch.cuda.is_bf16_supported()),
    }
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
