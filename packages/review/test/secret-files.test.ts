import { defaultExpertSettings } from "@devflow/config";
import { parseUnifiedDiff } from "@devflow/diff";
import { createExpert } from "@devflow/expert";
import { createLogger } from "@devflow/logging";
import { loadRules, secretFilesWith } from "@devflow/syntax";
import { byPurpose, clean, startModelServer } from "@devflow/testkit/model-server";
import { expect, test } from "vitest";
import type { ContextItem } from "../src/model.ts";
import { reviewChange } from "../src/review-change.ts";
import { addedFile, changeOf, defaultPolicy } from "./builders.ts";
import { scriptedIndex } from "./support/scripted-index.ts";

const rules = await loadRules(new URL("../../../rules", import.meta.url).pathname);
const cartText = `export function average(items: number[]): number {
  const total = items.reduce((sum, item) => sum + item, 0);
  return total / items.length;
}
`;

test("an expert is shown nothing of files of secrets, nor a credential that comes along; they are scanned", async () => {
  const token = `ghp_${"a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8".slice(0, 36)}`;
  const moved = parseUnifiedDiff(
    "diff --git a/.env b/config.txt\nrename from .env\nrename to config.txt\n--- a/.env\n+++ b/config.txt\n@@ -1 +1,2 @@\n KEY=hunter2\n+MORE=hunter3\n",
  );
  const piece = (path: string, text: string): ContextItem => ({
    ...{ kind: "similar", path, startLine: 1, endLine: 1, symbol: null, reason: "like it" },
    ...{ tokens: 20, text },
  });
  const items = [
    piece(".env.local", "OLD=hunter4"),
    piece("deploy/keys/a.py", "hunter5 = 1"),
    piece("src/client.ts", `const key = "${token}";`),
    piece("src/sum.ts", "export const shown = 1;"),
  ];
  const index = scriptedIndex({
    contextForChange: async (requests) => requests.map(() => items),
    knownNames: async () => null,
  });
  await using server = await startModelServer({ script: byPurpose({ draft: [clean()] }) });
  const settings = { ...defaultExpertSettings(server.url, "scripted"), retries: 0 };
  const files = [
    addedFile("src/cart.ts", cartText),
    addedFile(".env", `KEY=${token}\n`),
    addedFile("deploy/keys/b.py", "hunter6 = 1\n"),
    ...moved,
  ];
  const result = await reviewChange(
    { change: changeOf(files), policy: defaultPolicy, history: {}, rules },
    {
      readFile: async () => null,
      ...{ index, expert: createExpert(settings, createLogger({ level: "silent" })) },
      isSecretFile: secretFilesWith(["deploy/keys"]),
    },
  );
  const asked = JSON.stringify(server.requests.map(({ body }) => body));
  const words = ["return total / items.length", "shown = 1", "hunter", token];
  expect(words.filter((word) => asked.includes(word))).toEqual(words.slice(0, 2));
  expect(JSON.stringify([result.drafts, result.excerpts])).not.toMatch(/hunter|ghp_/);
  expect(result.findings.map(({ path, source }) => [path, source.split(":")[0]])).toEqual([
    [".env", "secret"],
  ]);
  expect(result.filesReviewed).toEqual(["src/cart.ts"]);
  const reason = "may hold secrets, only scanned for them";
  expect(result.filesLeftOut).toEqual(
    [".env", "deploy/keys/b.py", "config.txt"].map((path) => ({
      path,
      reason,
      kind: "out_of_scope",
    })),
  );
});
