import type { FileDiff } from "@devflow/diff";
import type { IsSecretFile } from "@devflow/syntax";
import { findSecrets } from "../draft/find-secrets.ts";
import type { Finding } from "../model.ts";
import { isSecretChange } from "../scope/may-go-along.ts";

/** Lines on either side of a finding that belong to what it is about. */
const SURROUNDING_LINES = 10;

/** The code that findings are about, by fingerprint; none where it holds a credential. */
export async function excerptsOf(
  findings: readonly Finding[],
  files: readonly FileDiff[],
  isSecretFile: IsSecretFile,
): Promise<Record<string, string>> {
  const harmless = files.filter((file) => !isSecretChange(file, isSecretFile));
  const byPath = new Map(harmless.map((file) => [file.path, file]));
  const withSecret = new Set(
    findings.filter(({ source }) => source.startsWith("secret:")).map(({ path }) => path),
  );
  const excerpts: Record<string, string> = {};
  for (const finding of findings) {
    // A part of a key is not known as one.
    if (withSecret.has(finding.path)) continue;
    const text = excerpt(finding, byPath.get(finding.path));
    // Excerpts are kept for as long as the repository is: no place for a secret.
    if ((await findSecrets(text)).length === 0) excerpts[finding.fingerprint] = text;
  }
  return excerpts;
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
