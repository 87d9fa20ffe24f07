"""The shipped table: three files, read here and by packages/retrieval/src/vectors/static-table.ts.

  static-table.json    what it is; `sha256` of the other two names the vector space
  static-pieces.txt    one piece a line; the line is its number
  static-table.bin     a float32 scale for each piece, then its int8 row; little-endian
"""

import hashlib
import json
from pathlib import Path

import numpy as np


def write_table(folder: Path, pieces, vectors, about):
    folder.mkdir(parents=True, exist_ok=True)
    scales = np.maximum(np.abs(vectors).max(axis=1), 1e-12).astype("<f4") / 127
    rows = np.round(vectors / scales[:, None]).astype("<i1")
    (folder / "static-pieces.txt").write_text("\n".join(pieces) + "\n", encoding="utf8")
    (folder / "static-table.bin").write_bytes(scales.astype("<f4").tobytes() + rows.tobytes())
    meta = {**about, "pieces": len(pieces), "dimensions": vectors.shape[1], "sha256": content_hash(folder)}
    text = json.dumps(meta, indent=2, ensure_ascii=False) + "\n"
    (folder / "static-table.json").write_text(text, encoding="utf8")
    return meta


def read_table(folder: Path):
    """(pieces, float32 vectors)"""
    meta = json.loads((folder / "static-table.json").read_text(encoding="utf8"))
    pieces = (folder / "static-pieces.txt").read_text(encoding="utf8").split("\n")[:-1]
    content = (folder / "static-table.bin").read_bytes()
    count, dimensions = meta["pieces"], meta["dimensions"]
    scales = np.frombuffer(content, "<f4", count)
    rows = np.frombuffer(content, "<i1", offset=4 * count).reshape(count, dimensions)
    return pieces, rows.astype(np.float32) * scales[:, None]


def content_hash(folder: Path):
    digest = hashlib.sha256()
    for name in ("static-pieces.txt", "static-table.bin"):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()
