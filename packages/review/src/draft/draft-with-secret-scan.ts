import type { FileDiff } from "@devflow/diff";
import type { Candidate } from "../model.ts";
import { findSecrets } from "./find-secrets.ts";

/**
 * Credentials on added lines. Only the added lines are scanned, joined in order, so that a key of
 * several lines is still seen as one and an old secret is not reported to whoever touches the file.
 */
export async function draftWithSecretScan(file: FileDiff): Promise<Candidate[]> {
  const added = file.hunks
    .flatMap((hunk) => hunk.lines)
    .flatMap((line) =>
      line.kind === "added" && line.newLine !== null
        ? [{ number: line.newLine, text: line.text }]
        : [],
    );
  const hits = await findSecrets(added.map((line) => line.text).join("\n"));
  return hits.flatMap((hit) => {
    const line = added[hit.line - 1];
    return line === undefined ? [] : [secretCandidate(file.path, hit.id, line.number)];
  });
}

function secretCandidate(path: string, id: string, line: number): Candidate {
  return {
    path,
    source: `secret:${id}`,
    severity: "critical",
    category: "security",
    title: `This line holds a credential (${id})`,
    body:
      "Whoever can read the repository, now or from its history, can use it. Revoke it first, " +
      "then read it from the environment or a secret store, and rewrite the commit before it is merged.",
    suggestion: null,
    confidence: 0.95,
    votes: 1,
    passes: 1,
    quote: null,
    position: { side: "RIGHT", startLine: line, line },
    hunkIndex: null,
    seenLines: null,
    facts: [],
  };
}
