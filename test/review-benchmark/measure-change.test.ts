import { defaultExpertSettings, defaultRepositoryConfig } from "@devflow/config";
import { createExpert } from "@devflow/expert";
import { openRepository } from "@devflow/git";
import { createLogger } from "@devflow/logging";
import { policyOf } from "@devflow/review";
import { SeededRandom, share } from "@devflow/statistics";
import { bundledRules } from "@devflow/syntax";
import {
  findings,
  type ModelRequest,
  startModelServer,
  verdict,
} from "@devflow/testkit/model-server";
import { expect, test } from "vitest";
import { Checkout } from "../../apps/cli/test/support/checkout.ts";
import { changesOfHistory, changesOfReleases } from "../../bench/review/clean-changes.ts";
import { GitObjects } from "../../bench/review/git-objects.ts";
import { type MeasuredChange, measureChange } from "../../bench/review/measure-change.ts";
import { summarise } from "../../bench/review/summarise.ts";

const before = `export function price(count: number): number {
  return count * 3;
}
`;

/** Five added lines with one condition and nothing else to break. */
const after = `${before}
export function discount(count: number): number {
  const isMany = count > 10;
  if (count < 2) return 0;
  return isMany ? 2 : 1;
}
`;

function checkoutOfOneChange(): Checkout {
  const checkout = new Checkout();
  checkout.write("src/price.ts", before);
  checkout.commit("Prices");
  checkout.write("src/price.ts", after);
  checkout.commit("Discounts");
  return checkout;
}

async function measure(answer: (request: ModelRequest) => ReturnType<typeof findings>) {
  using checkout = checkoutOfOneChange();
  await using server = await startModelServer({
    script: (request) => (request.purpose === "verify" ? verdict("keep") : answer(request)),
  });
  const logger = createLogger({ level: "silent" });
  const expert = createExpert(defaultExpertSettings(server.url, "scripted"), logger);
  const random = new SeededRandom(1);
  using objects = new GitObjects(checkout.folder);
  const changes = changesOfHistory(objects, "shop", 5, random);
  expect(changes).toHaveLength(1);
  await using repository = await openRepository(checkout.folder);
  const policy = policyOf(defaultRepositoryConfig());
  const reviewer = { expert, policy, rules: await bundledRules() };
  const measuring = { objects, repository, reviewer, random, defectsPerChange: 10 };
  const measured: MeasuredChange[] = [];
  for (const change of changes) measured.push(await measureChange(change, measuring));
  return measured;
}

function aboutLine(line: string, request: ModelRequest) {
  const problem = { quote: line, title: "The comparison is the wrong way round" };
  return findings(request.user.includes(line) ? [problem] : []);
}

test("a comment on the planted line that the clean change did not get finds the defect", async () => {
  const inverted = "if (count >= 2) return 0;";
  const [change] = await measure((request) => aboutLine(inverted, request));
  expect(change?.clean.findings).toEqual([]);
  const hits = change?.planted.filter(({ hit }) => hit).map(({ defect }) => defect.kind);
  expect(hits).toEqual(["inverted condition"]);
});

test("a comment that the clean change gets too is a false alarm and finds nothing", async () => {
  const measured = await measure((request) => aboutLine("if (count < 2) return 0;", request));
  expect(measured[0]?.clean.findings).toHaveLength(1);
  expect(measured[0]?.planted.filter(({ defect }) => defect.kind !== "secret")).not.toEqual([]);
  for (const { defect, hit, result } of measured[0]?.planted ?? []) {
    const isFoundByRules = ["secret", "injection"].includes(defect.kind);
    expect(hit, defect.kind).toBe(isFoundByRules && hit);
    expect(result.findings.length).toBeGreaterThanOrEqual(
      defect.kind === "inverted condition" ? 0 : 1,
    );
  }
  expect(summarise(measured)).toMatch(/false alarms: clean changes with a comment +\| +100\.0 %/);
});

test("two releases become changes of neighbouring files", () => {
  using checkout = new Checkout();
  for (const name of ["a", "b"]) checkout.write(`src/${name}.ts`, before);
  const first = checkout.commit("1.0.0");
  for (const name of ["a", "b"]) checkout.write(`src/${name}.ts`, after);
  checkout.write("src/c.ts", after);
  const second = checkout.commit("1.1.0");
  using objects = new GitObjects(checkout.folder);
  const releases = { before: first, after: second };
  const changes = changesOfReleases(objects, "shop", releases, 9, new SeededRandom(1));
  expect(changes).toHaveLength(1);
  const files = objects.git(["diff", "--name-only", first, changes[0]?.head ?? ""]);
  expect(files.trim().split("\n")).toEqual(["src/a.ts", "src/b.ts", "src/c.ts"]);
});

test("Wilson's interval holds its published values", () => {
  // 81 of 263 gives 0.255 to 0.366 in Newcombe (1998), table I.
  const { low, high } = share(81, 263);
  expect([low, high].map((value) => value.toFixed(4))).toEqual(["0.2553", "0.3662"]);
  expect(share(0, 20).low).toBe(0);
});
