import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { Provenance, Split } from "../model.ts";

/** Of the files, for validation and for test each. */
const heldOutShare = 0.1;

/** Names that every folder has: with them the folder is what tells files apart. */
const common =
  /^(index|main|mod|lib|init|__init__|__main__|conftest|setup|utils?|helpers?|types?|common|package-info|program)$/;

/**
 * Where examples of a file belong: by a digest of the repository and of the file's name without what
 * says that it is a test, so that `store.ts` and `store.test.ts` are together, in whatever folders,
 * and a file stays where it was in the next export.
 *
 * Not by time: mirrors are shallow, so that most files have the time of the newest commit, and a file
 * that is edited would move from what is trained on to what is measured on with the next export.
 */
export function splitOfFile({ repository, path }: Pick<Provenance, "repository" | "path">): Split {
  const digest = createHash("sha256")
    .update(`${repository}\n${stemOf(path)}`)
    .digest();
  const share = digest.readUInt32BE(0) / 2 ** 32;
  if (share < heldOutShare) return "test";
  return share < 2 * heldOutShare ? "validation" : "train";
}

function stemOf(path: string): string {
  const { dir, name } = posix.parse(path);
  const stem = name
    .replace(/^test[_-]|[._-](?:tests?|specs?)$|(?<=[a-z0-9])(?:Tests?|Spec|IT)$/g, "")
    .replace(/[._-]/g, "")
    .toLowerCase();
  return isCommonName(stem) || stem === "" ? `${posix.basename(dir)}/${stem}` : stem;
}

/** Whether a file's name is one that many folders have. */
export function isCommonName(stem: string): boolean {
  return common.test(stem);
}
