/** The fake GitHub with a long past, in a process of its own, so that its work is not counted as ours. */
import { rmSync } from "node:fs";
import { invariant } from "@devflow/errors";
import { startFakeGitHub } from "@devflow/testkit";
import { makeHistory } from "./make-history.ts";

const [, , pulls, comments] = process.argv.map(Number);
invariant(pulls !== undefined && comments !== undefined, "both numbers are given");

const words = [
  "Please round this before it is stored.",
  "This should be a named constant, it is used in two places.",
  "Nice!",
  "Should we handle the empty case here?",
];

const github = await startFakeGitHub();
const repository = await github.createRepository({ owner: "acme", name: "measured" });
repository.setPermission("kim", "write");
const folder = makeHistory(pulls);
await repository.takeBranch("main", folder, "main");
rmSync(folder, { recursive: true, force: true });
const seeded = await repository.seedHistory({
  pulls,
  comments: ({ addedLines, number }) =>
    addedLines.slice(0, comments).map((place, index) => ({
      ...place,
      author: "kim",
      body: `${words[(number + index) % words.length]} (${number})`,
    })),
});
process.once("disconnect", () => void github.close().then(() => process.exit()));
process.send?.({
  apiUrl: github.apiUrl,
  appId: github.app.id,
  privateKey: github.app.privateKey,
  pulls: seeded.length,
  comments: seeded.reduce((sum, pull) => sum + pull.reviewComments.length, 0),
});
