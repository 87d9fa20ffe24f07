import type { FileDiff } from "@devflow/diff";
import type { Finding } from "../model.ts";

/** Lines on either side of a finding that belong to what it is about. */
const SURROUNDING_LINES = 10;

/** The code that findings are about, by fingerprint: what their lines were next to. */
export function excerptsOf(
  findings: readonly Finding[],
  files: readonly FileDiff[],
): Record<string, string> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return Object.fromEntries(
    findings.map((finding) => [finding.fingerprint, excerpt(finding, byPath.get(finding.path))]),
  );
}

function excerpt({ side, startLine, line }: Finding, file: FileDiff | undefined): string {
  const number = side === "RIGHT" ? "newLine" : "oldLine";
  const lines = file?.hunks.flatMap((hunk) => hunk.lines) ?? [];
  return lines
    .filter((each) => {
      const at = each[number];
      return at !== null && at >= startLine - SURROUNDING_LINES && at <= line + SURROUNDING_LINES;
    })
    .map(({ text }) => text)
    .join("\n");
}
