import type { FileDiff } from "@devflow/diff";
import { ExternalError } from "@devflow/errors";
import type { Expert } from "@devflow/expert";
import { describe, expect, test } from "vitest";
import { ExpertSession } from "../src/expert-session.ts";
import type { Candidate, Change, History, Remark } from "../src/model.ts";
import { ReadKeys } from "../src/scope/read-keys.ts";
import type { Scope } from "../src/scope/select-files.ts";
import { settleReview } from "../src/settle/settle-review.ts";
import { addedFile, changedFile, defaultPolicy, finding, remark } from "./builders.ts";

const path = "src/a.ts";
const text = `export function average(items: number[]): number {
  const total = items.reduce((sum, item) => sum + item, 0);
  return total / items.length;
}
`;
const changed = text.replace("total / items.length", "total / Math.max(1, items.length)");

interface Setup {
  /** Of the files that are read. */
  texts?: Record<string, string>;
  onlyScanned?: Record<string, string>;
  change?: Partial<Change>;
  leftOut?: Scope["leftOut"];
  findings?: Parameters<typeof settleReview>[0]["findings"];
  hits?: Candidate[];
  history?: History;
  session?: ExpertSession | null;
  isExpertAway?: boolean;
}

async function settle(setup: Setup) {
  const { texts = {}, onlyScanned = {}, leftOut = [] } = setup;
  const all = { ...texts, ...onlyScanned };
  const read = async (name: string) => all[name] ?? null;
  const added = (from: Record<string, string>) =>
    Object.entries(from).map(([name, each]) => addedFile(name, each));
  const scope: Scope = {
    files: added(texts),
    onlyScanned: added(onlyScanned),
    leftOut: [
      ...leftOut,
      ...Object.keys(onlyScanned).map((each) => ({
        path: each,
        reason: "lock file",
        kind: "out_of_scope" as const,
      })),
    ],
  };
  const change: Change = {
    repository: "acme/shop",
    baseSha: "b".repeat(40),
    headSha: "a".repeat(40),
    title: "",
    description: "",
    files: [...scope.files, ...scope.onlyScanned],
    unreadable: [],
    ...setup.change,
  };
  return settleReview({
    change,
    scope,
    texts: { head: read, base: read },
    findings: setup.findings ?? [],
    hits: setup.hits ?? [],
    notScanned: [],
    history: setup.history ?? {},
    policy: defaultPolicy,
    readKeys: new ReadKeys(scope.files, new Map()),
    session: setup.session ?? null,
    isExpertAway: setup.isExpertAway ?? false,
    signal: undefined,
  });
}

/** The remark as a review of `was` stored it. */
async function remarkOn(was: Setup, overrides: Partial<Remark> = {}): Promise<Remark> {
  const one = finding({ line: 3, startLine: 3, ...overrides } as Parameters<typeof finding>[0]);
  const { findings, traces } = await settle({ ...was, findings: [one] });
  const { lineHashes = [], before = [], after = [] } = traces[findings[0]!.fingerprint] ?? {};
  const { fingerprint, contentKey, side, startLine, line } = one;
  const place = { fingerprint, contentKey, side, startLine, line, path: one.path };
  return remark({ ...place, trace: { lineHashes, before, after }, ...overrides });
}

/** An expert without any answer. */
const away = (): ExpertSession =>
  new ExpertSession({
    identity: { url: "http://expert", model: "m" },
    windowTokens: 4_096,
    complete: () => Promise.reject(unavailable()),
  } as unknown as Expert);

function unavailable() {
  return new ExternalError("away", { service: "expert", retryable: true, code: "unavailable" });
}

describe("a remark of the expert in changed lines", () => {
  test("counts as fixed where there is no expert at all", async () => {
    const remarks = [await remarkOn({ texts: { [path]: text } })];
    const { remarkChanges } = await settle({ texts: { [path]: changed }, history: { remarks } });
    expect(remarkChanges).toMatchObject([{ state: "fixed" }]);
  });

  test.each([
    ["does not answer", { session: away() }],
    ["may not be asked today", { isExpertAway: true }],
  ])("stays as it is while the expert %s: the next look asks again", async (_why, setup) => {
    const remarks = [await remarkOn({ texts: { [path]: text } })];
    const { remarkChanges } = await settle({
      texts: { [path]: changed },
      history: { remarks },
      ...setup,
    });
    expect(remarkChanges).toEqual([]);
  });
});

describe("nothing is known about a remark", () => {
  test("in a file that GitHub does not list", async () => {
    const remarks = [await remarkOn({ texts: { [path]: text } })];
    const { remarkChanges } = await settle({
      texts: { "src/b.ts": "export const b = 1;\n" },
      change: { isPartial: true },
      history: { remarks },
    });
    expect(remarkChanges).toEqual([]);
  });

  test("in a file that was renamed and then left out", async () => {
    const remarks = [await remarkOn({ texts: { [path]: text } })];
    const renamed: FileDiff = {
      ...changedFile("dist/a.ts", [" a", "-b", "+c"]),
      status: "renamed",
      previousPath: path,
    };
    const { remarkChanges } = await settle({
      leftOut: [{ path: "dist/a.ts", reason: "generated", kind: "out_of_scope" }],
      change: { files: [renamed] },
      history: { remarks },
    });
    expect(remarkChanges).toEqual([]);
  });

  test("of a rule in a file that is only scanned by now", async () => {
    const source = "rule:x" as const;
    const remarks = [await remarkOn({ texts: { [path]: text } }, { source })];
    const { remarkChanges } = await settle({
      onlyScanned: { [path]: text },
      history: { remarks },
    });
    expect(remarkChanges).toEqual([]);
  });
});

describe("a credential in a file that is only scanned", () => {
  const lock = "yarn.lock";
  const withKey = "a@1:\n  version: 1\n  token: the-key\n  end: true\n";
  const source = "secret:x" as const;

  test("is fixed when it is gone, and open again when it is back", async () => {
    const open = await remarkOn({ onlyScanned: { [lock]: withKey } }, { path: lock, source });
    const without = await settle({
      onlyScanned: { [lock]: withKey.replace("  token: the-key\n", "") },
      history: { remarks: [open] },
    });
    expect(without.remarkChanges).toMatchObject([{ state: "fixed" }]);
    const again = finding({ path: lock, source });
    const back = await settle({
      onlyScanned: { [lock]: withKey },
      findings: [again],
      history: { remarks: [{ ...open, state: "fixed" }] },
    });
    expect(back.remarkChanges).toMatchObject([{ state: "open", at: { path: lock, line: 3 } }]);
    expect(back.findings).toEqual([]);
  });
});

test("places that one comment names are remembered each: one is fixed, the others stand and are not said again", async () => {
  const loads = ["users", "orders", "prices"].map((each) => `  fetchAll("/${each}/list");\n`);
  const between = "  countVisitors();\n".repeat(8);
  const textOf = (lines: readonly string[]) => `${lines.join(between)}`;
  const was = { texts: { [path]: textOf(loads) } };
  const saidOn = (line: number) =>
    finding({
      ...{ startLine: line, line, title: "No timeout is set", body: `On ${line}.` },
      ...{ fingerprint: `f${line}`, contentKey: `c${line}` },
    });
  const first = await settle({ ...was, findings: [1, 10, 19].map(saidOn) });
  expect(first.findings.map(({ line, place }) => [line, place])).toEqual([
    [1, "inline"],
    [10, "summary"],
    [19, "summary"],
  ]);
  const remarks = first.findings.map((each, at) => {
    const { lineHashes = [], before = [], after = [] } = first.traces[each.fingerprint] ?? {};
    return remark({ ...each, id: at + 1, trace: { lineHashes, before, after } });
  });
  const [users = "", ...others] = loads;
  const repaired = textOf([users.replace(");", ", { signal });"), ...others]);
  const now = { texts: { [path]: repaired }, history: { remarks } };
  for (const findings of [[], [10, 19].map(saidOn)]) {
    const { remarkChanges, ...again } = await settle({ ...now, findings });
    expect(remarkChanges.map(({ remarkId, state }) => [remarkId, state]).sort()).toEqual([
      [1, "fixed"],
      [2, "open"],
      [3, "open"],
    ]);
    expect(again.findings).toEqual([]);
  }
});
