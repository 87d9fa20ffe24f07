import type { PullHandle, RepositoryHandle } from "@devflow/testkit";
import { findings, type ModelRequest, text, verdict } from "@devflow/testkit/model-server";
import { expect, test } from "vitest";
import { useCommandWorld } from "./command-world.ts";

/** One comment that names several places: what people and commits do to it counts for each of them. */

const world = useCommandWorld(seesCalls);

const call = (name: string) => `  const ${name} = await fetch(urls.${name});`;

function seesCalls({ purpose, user }: ModelRequest) {
  if (purpose === "verify") return verdict("keep");
  if (purpose === "still_stands") return text("FIXED: it is gone");
  if (purpose === "reply") return text("DISAGREED: says so");
  if (purpose !== "draft") return text("ready");
  const added = [...user.matchAll(/^[\d\s]*\+\s*(const \w+ = await fetch\(urls\.\w+\);)$/gm)];
  return findings(
    added.map(([, quote = ""]) => ({
      ...{ path: "src/load.ts", quote, severity: "high", category: "reliability" },
      title: "`fetch` has no timeout",
      body: "`fetch` waits for ever for a server that never answers.",
    })),
  );
}

const gap = Array.from({ length: 6 }, (_, at) => `  step(${at});`);
const safe = (name: string) => `  const ${name} = await get(urls.${name}, { timeoutMs: 500 });`;
const load = (...lines: string[]) =>
  ["export async function load() {", ...lines.flatMap((line) => [line, ...gap]), "}", ""].join(
    "\n",
  );
const all = load(call("users"), call("carts"), call("prices"));

let repository: RepositoryHandle;

async function open(): Promise<PullHandle> {
  repository = await world.openRepository({ "src/load.ts": "export {};\n" });
  const pull = await world.openPull(repository, { "src/load.ts": all });
  expect(pull.botReviewComments).toHaveLength(1);
  expect(pull.botReviewComments[0]!.body).toContain("Also on lines 9 and 16.");
  expect(summaryOf(pull)).toContain("3 remarks stand");
  return pull;
}

const summaryOf = (pull: PullHandle) =>
  pull.botComments.find(({ body }) => body.includes("devflow:summary"))?.body ?? "";

async function push(pull: PullHandle, code: string) {
  await pull.push({ files: { "src/load.ts": code } });
  await world.deliver();
  await world.devflow.ended(pull.headSha);
}

test("/dismiss in its thread is about all of them, is one entry of /forget, and they stay silent", async () => {
  const pull = await open();
  const [comment] = pull.botReviewComments;
  const body = "/dismiss the gateway has a timeout";
  const said = pull.replyTo(comment!, { author: "maintainer", body });
  expect(await world.answered(said)).toMatchObject({ outcome: "dismissed with a reason" });
  expect(comment!.thread.resolvedBy).not.toBeNull();
  expect(summaryOf(pull)).toContain("nothing stands");
  const again = await world.openPull(repository, { "src/load.ts": `${all}\n` });
  expect(again.botReviewComments).toEqual([]);
  expect(await world.say(again, "/forget")).toMatchObject({ outcome: "listed" });
  expect(again.botComments.at(-1)!.body.match(/the gateway has a timeout/g)).toHaveLength(1);
  await world.say(again, "/forget 1");
  const third = await world.openPull(repository, { "src/load.ts": `// New.\n${all}` });
  expect(third.botReviewComments[0]?.body).toContain("Also on lines 10 and 17.");
});

test("a fix of one leaves the comment open and says which are left, until all are fixed", async () => {
  const pull = await open();
  const [comment] = pull.botReviewComments;
  await push(pull, load(safe("users"), call("carts"), call("prices")));
  expect(comment!.body).toMatch(
    /^Done in 1 of 3 places; left: lines 9 and 16\.\n\n\*\*`fetch` has no timeout/,
  );
  expect(comment!.thread.resolvedBy).toBeNull();
  await push(pull, `// Moved down.\n${load(safe("users"), safe("carts"), call("prices"))}`);
  expect(comment!.body).toMatch(/^Done in 2 of 3 places; left: line 17\.\n\n/);
  await push(pull, load(safe("users"), safe("carts"), safe("prices")));
  expect(comment!.body).toMatch(/^Fixed in [0-9a-f]{12}\.\n\n\*\*`fetch` has no timeout/);
  expect(comment!.thread.resolvedBy?.login).toBe("devflow[bot]");
  await push(pull, load(safe("users"), call("carts"), safe("prices")));
  expect(comment!.thread.resolvedBy).toBeNull();
  expect(comment!.body).toMatch(/^Done in 2 of 3 places; left: line 9\.\n\n/);
  expect(pull.botReviewComments).toHaveLength(1);
});

test("whoever resolves its thread has settled what is left, and opens just that again", async () => {
  const pull = await open();
  const [comment] = pull.botReviewComments;
  await push(pull, load(safe("users"), call("carts"), call("prices")));
  const states = async () => {
    const rows = await world.devflow.database.query<{ state: string }>(
      "SELECT state FROM remarks WHERE github_comment_id = $1 ORDER BY id",
      [comment!.id],
    );
    return rows.map(({ state }) => state);
  };
  pull.resolveThread(comment!, "maintainer");
  await world.deliver();
  await expect.poll(states).toEqual(["fixed", "resolved", "resolved"]);
  await expect.poll(() => summaryOf(pull)).toContain("; 1 fixed, 2 resolved");
  pull.unresolveThread(comment!, "maintainer");
  await world.deliver();
  await expect.poll(states).toEqual(["fixed", "open", "open"]);
  expect(await world.say(pull, "/dismiss")).toMatchObject({ outcome: "no remark named" });
  expect(await world.say(pull, "/dismiss 2")).toMatchObject({ outcome: "dismissed" });
  expect(await states()).toEqual(["fixed", "dismissed", "open"]);
  expect(comment!.body).toMatch(/^Done in 2 of 3 places; left: line 16\.\n\n/);
  expect(comment!.thread.resolvedBy).toBeNull();
  const said = pull.replyTo(comment!, { author: "maintainer", body: "/resolve" });
  expect(await world.answered(said)).toMatchObject({ outcome: "resolved" });
  expect(await states()).toEqual(["fixed", "dismissed", "resolved"]);
  expect(comment!.thread.resolvedBy?.login).toBe("devflow[bot]");
});

test("a thumb and an answer are a word about each of them, and the answer is read once", async () => {
  const pull = await open();
  const [comment] = pull.botReviewComments;
  pull.react(comment!, { author: "octocat", content: "-1" });
  pull.replyTo(comment!, { author: "octocat", body: "No, the gateway has one." });
  const asked = () => world.expert!.requests.filter(({ purpose }) => purpose === "reply").length;
  const before = asked();
  await world.deliver();
  const signals = () =>
    world.devflow.database.query(
      `SELECT kind, count(*)::integer AS remarks FROM outcome_signals
         JOIN remarks ON remarks.id = remark_id
        WHERE github_comment_id = $1 GROUP BY kind ORDER BY kind`,
      [comment!.id],
    );
  await expect.poll(signals).toEqual([
    { kind: "reaction_down", remarks: 3 },
    { kind: "reply_disagreed", remarks: 3 },
  ]);
  expect(asked() - before).toBe(1);
});

test("a lost database says none of them again", async () => {
  const pull = await open();
  const { database } = world.devflow;
  await database.query("DELETE FROM reviews WHERE head_sha = $1", [pull.headSha]);
  await database.query("DELETE FROM remarks WHERE github_comment_id = $1", [
    pull.botReviewComments[0]!.id,
  ]);
  await push(pull, `${all}\nexport const other = 1;\n`);
  expect(pull.botReviewComments).toHaveLength(1);
  await push(pull, load(safe("users"), call("carts"), call("prices")));
  expect(pull.botReviewComments[0]!.body).toMatch(/^Done in 1 of 3 places; left: lines 9 and 16\./);
});
