#!/bin/sh
# The whole recipe on a folder of code, in about a minute: sh smoke.sh DIR PYTHON. The table is no good; it shows that all runs.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
node "$here/extract-pairs.ts" --out "$work/pairs.jsonl" --limit 500 "$1"
"$2" "$here/train.py" --out "$work/run" --pieces 2048 --epochs 2 --batch 128 "$work/pairs.jsonl"
node "$here/parity-texts.ts" > "$work/texts.json"
"$2" "$here/export.py" "$work/run/best.pt" --out "$work/table" --version 0 \
  --parity-texts "$work/texts.json" --parity "$work/parity.json"
"$2" "$here/train.py" --out "$work/tuned" --init "$work/table" --epochs 1 --batch 128 "$work/pairs.jsonl"
ls -l "$work/table"
