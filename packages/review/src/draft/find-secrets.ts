import { lintSource } from "@secretlint/core";
import { creator as recommendedRules } from "@secretlint/secretlint-rule-preset-recommend";

/** A secret in a text. The secret itself is never part of it. */
export interface SecretHit {
  /** Secretlint's word for the kind, for example `github` or `privatekey`. */
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

const rulePrefix = "@secretlint/secretlint-rule-";

/** Credentials in a text, by secretlint's recommended rules, one per line and kind. */
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
  return [...hits.values()];
}
