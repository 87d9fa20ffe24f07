import type { FileDiff } from "@devflow/diff";
import { isProse } from "../context/prose-path.ts";
import { isTestPath } from "../context/test-path.ts";
import type { Candidate } from "../model.ts";
import { findSecrets } from "./find-secrets.ts";
import { staticCandidate } from "./static-candidate.ts";

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
    if (line === undefined || (hit.id === "assigned" && isIllustration(file.path))) return [];
    return [{ ...secretCandidate(file.path, hit.id, line.number), ...weightOf(file.path, hit.id) }];
  });
}

/** Where random values of such names are made up or are hashes: tests, lock files, documentation. */
function isIllustration(path: string): boolean {
  return isTestPath(path) || isProse(path) || illustration.test(path);
}

const illustration =
  /(?:^|\/)(?:examples?|samples?|demos?|docs?|vendor|node_modules|__snapshots__|cassettes|dist)\/|(?:\.lock|-lock\.\w+|\.sum|\.snap|\.min\.js|\.map|\.svg|\.ipynb|\.example|\.sample|\.dist|\.template)$/i;

/** Nearly every key among the fixtures of tests was made for them. */
function weightOf(path: string, id: string): Pick<Candidate, "severity" | "confidence"> {
  if (id === "privatekey" && isTestPath(path)) return { severity: "low", confidence: 0.3 };
  // Without its other half a key's id opens nothing, and a random value may be a public one.
  if (id === "aws-key-id" || id === "assigned") return { severity: "high", confidence: 0.8 };
  return { severity: "critical", confidence: 0.95 };
}

function secretCandidate(path: string, id: string, line: number): Candidate {
  return staticCandidate({
    path,
    source: `secret:${id}`,
    severity: "critical",
    category: "security",
    title: `This line holds a credential (${id})`,
    body:
      "Whoever can read the repository, now or from its history, can use it. Revoke it first, " +
      "then read it from the environment or a secret store, and rewrite the commit before it is merged.",
    confidence: 0.95,
    position: { side: "RIGHT", startLine: line, line },
  });
}
