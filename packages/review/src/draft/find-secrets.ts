import { lintSource } from "@secretlint/core";
import { secretLintProfiler } from "@secretlint/profiler";
import { creator as recommendedRules } from "@secretlint/secretlint-rule-preset-recommend";
import { assignsSecret } from "./assigned-secrets.ts";

/** A secret in a text. The secret itself is never part of it. */
export interface SecretHit {
  /** Secretlint's word for the kind, for example `github` or `privatekey`, or one of ours. */
  id: string;
  /** 1-based line in the text. */
  line: number;
}

const config = {
  rules: [
    {
      id: "@secretlint/secretlint-rule-preset-recommend",
      rule: recommendedRules,
      options: {},
    },
  ],
};

// It leaves 100 marks a text in the process's performance timeline, for good.
secretLintProfiler.setEnabled(false);

const rulePrefix = "@secretlint/secretlint-rule-";

/**
 * Of AWS, by the documented prefixes of long and short lived keys; not the one of its documentation.
 * Secretlint has a rule for it, which also takes every twelve digits for an account.
 */
const awsKeyId = /(?<![A-Za-z0-9/+=_])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9/+=_])/g;

/**
 * Credentials in a text, one per line and kind: by secretlint's recommended rules, ids of AWS keys
 * (`aws-key-id`), and random values of names like `apiToken` (`assigned`).
 */
export async function findSecrets(text: string): Promise<SecretHit[]> {
  const result = await lintSource({
    source: { content: text, filePath: "added-lines.txt", ext: ".txt", contentType: "text" },
    options: { config, maskSecrets: true, noPhysicFilePath: true },
  });
  const hits = new Map<string, SecretHit>();
  for (const message of result.messages) {
    const id = message.ruleId.startsWith(rulePrefix)
      ? message.ruleId.slice(rulePrefix.length)
      : message.ruleId;
    const line = message.loc.start.line;
    hits.set(`${id}:${line}`, { id, line });
  }
  const known = new Set([...hits.values()].map(({ line }) => line));
  for (const [index, content] of text.split("\n").entries()) {
    const line = index + 1;
    const ids = content.match(awsKeyId)?.some((key) => !key.endsWith("EXAMPLE")) ?? false;
    if (ids) hits.set(`aws-key-id:${line}`, { id: "aws-key-id", line });
    if (!ids && !known.has(line) && assignsSecret(content)) {
      hits.set(`assigned:${line}`, { id: "assigned", line });
    }
  }
  return [...hits.values()];
}
