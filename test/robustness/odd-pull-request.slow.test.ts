import { createTestDatabase } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { openQueues } from "@devflow/queue";
import { startFakeGitHub } from "@devflow/testkit";
import { startModelServer } from "@devflow/testkit/model-server";
import { expect, test } from "vitest";
import { z } from "zod";
import { endedReview, startDevFlow } from "../e2e/devflow-instance.ts";
import { dangerous } from "./odd-changes.ts";
import { recklessExpert } from "./reckless-expert.ts";

const lines = (count: number) => "const row = 1;\n".repeat(count);

/** Files as no example has them and some repository does. */
const before = {
  "shop.ts": "export const shop = 1;\n",
  "crlf.ts": "const a = 1;\r\nconst b = 2;\r\n",
  "loses newline.ts": "const a = 1;\nconst b = 2;\n",
  "gone.ts": 'class Unlike { anything = "else here" }\n',
  "shorter.ts": `${lines(40)}${dangerous}`,
  "old name.ts": `${lines(30)}const last = 1;\n`,
  "was-file.ts": lines(3),
  "large.ts": lines(150_000),
  "latin1.py": Buffer.from("name = 'Andr\xe9'\n", "latin1"),
};

const after = {
  "crlf.ts": `const a = 1;\r\n${dangerous.replace("\n", "\r\n")}const b = 2;\r\n`,
  "loses newline.ts": `const a = 1;\n${dangerous.trimEnd()}`,
  "gone.ts": null,
  "shorter.ts": `${lines(20)}${dangerous}`,
  "old name.ts": null,
  "new näme.ts": `${lines(30)}const last = 1;\n${dangerous}`,
  "was-file.ts": { symlink: "/etc/passwd" },
  "large.ts": `${lines(150_000)}${dangerous}`,
  "latin1.py": Buffer.from("name = 'Ren\xe9'\neval(name)\n", "latin1"),
  "data 20 MB.ts": lines(1_400_000),
  "nul.ts": Buffer.from(`const a = "\0";\n${dangerous}`),
  "new module": { submodule: "3".repeat(40) },
  "run.ts": { executable: dangerous },
  "empty.ts": "",
  "\"double\" 'single' `back`.ts": dangerous,
  "back\\slash.ts": dangerous,
  "%20 #?&=.ts": dangerous,
  "価格/🧾 receipt.ts": dangerous,
  "looks/like.patch.ts": `@@ -1 +1 @@\n-a\n+b\n${dangerous}`,
  "characters.ts": `const text = "a\u2028b\u0085c\u001b[31m";\n${dangerous}`,
};

/** 8 s on a quiet machine: files of 20 MB go through git and HTTP. */
const timeoutMs = 100_000;

test("an odd pull request gets one review, on lines that GitHub accepts, and an account of every file", {
  timeout: timeoutMs + 20_000,
}, async () => {
  const database = await createTestDatabase();
  const github = await startFakeGitHub();
  const expert = await startModelServer({ script: recklessExpert });
  const logger = createLogger({ level: "silent" });
  const devflow = await startDevFlow(
    {
      database,
      openQueues: () => openQueues({ database }, logger),
      clear: async () => {},
      close: async () => {},
    },
    github,
    expert,
  );
  try {
    const repository = await github.createRepository({ name: "odd", files: before });
    await repository.commit({ branch: "odd", files: after });
    const pull = await repository.openPullRequest({ head: "odd", title: "Everything odd" });
    await github.deliverAll(devflow.webhookUrl);

    const { id, state } = await endedReview(database, pull.headSha, timeoutMs);
    expect(state).toBe("posted");
    expect(pull.botReviews).toHaveLength(1);
    expect(pull.botReviewComments).toHaveLength(5);
    expect(pull.checkRuns).toMatchObject([{ status: "completed" }]);
    const [row] = await database.query(
      "SELECT files_reviewed, files_left_out FROM reviews WHERE id = $1",
      [id],
    );
    const { files_reviewed, files_left_out } = accountSchema.parse(row);
    const accounted = [...files_reviewed, ...files_left_out.map(({ path }) => path)];
    const changed = Object.keys(after).filter((path) => path !== "old name.ts");
    expect(accounted.toSorted()).toEqual(changed.toSorted());
    github.assertNothingLeft();
  } finally {
    await devflow.close();
    await expert.close();
    await github.close();
    await database.close();
  }
});

const accountSchema = z.object({
  files_reviewed: z.array(z.string()),
  files_left_out: z.array(z.object({ path: z.string(), reason: z.string().min(1) })),
});
