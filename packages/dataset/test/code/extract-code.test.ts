import { readCode } from "@devflow/expert";
import { findSecrets } from "@devflow/review";
import { countSyntaxErrors } from "@devflow/syntax";
import { beforeAll, describe, expect, test } from "vitest";
import { codeReasons, type Example, splitOfFile } from "../../src/index.ts";
import { extractAll, ownCode, pythonFunction, sourceOf } from "./code-source.ts";

const fimParts = /^<\|fim_prefix\|>([\s\S]*)<\|fim_suffix\|>([\s\S]*)<\|fim_middle\|>$/;

/** What stands in the answer of an instruction. */
function codeIn(example: Example): string {
  return example.method === "sft" ? (readCode(example.completion)?.code ?? "") : "";
}

describe("of real code", () => {
  let files: Record<string, string>;
  let extracted: Awaited<ReturnType<typeof extractAll>>;

  beforeAll(async () => {
    files = await ownCode("packages/diff");
    extracted = await extractAll([sourceOf(files)]);
  });

  test("there are examples of every kind", () => {
    const kinds = new Set(extracted.examples.map(({ provenance }) => provenance.origin));
    expect([...kinds].sort()).toEqual([
      "documented_function",
      "fill_in_the_middle",
      "test_of_function",
    ]);
    expect(extracted.examples.length).toBeGreaterThan(100);
  });

  test("prefix, middle and suffix are one piece of their file", () => {
    const fim = extracted.examples.filter((each) => each.method === "fim");
    for (const { prompt, completion, provenance } of fim) {
      const [, prefix, suffix = ""] = fimParts.exec(prompt) ?? [];
      const text = files[provenance.path] ?? "";
      // Nothing behind the cut is shown as a line end.
      const piece = `${prefix}${completion}${suffix}`;
      expect(text.includes(piece) || text.endsWith(piece.replace(/\n$/, ""))).toBe(true);
    }
    expect(fim.length).toBeGreaterThan(50);
  });

  test("every answer is code that parses", async () => {
    const answers = extracted.examples.filter(({ method }) => method === "sft");
    for (const example of answers) {
      const code = codeIn(example);
      expect(code).not.toBe("");
      const alone = await countSyntaxErrors({ path: "a.ts", text: code });
      const asMember = await countSyntaxErrors({ path: "a.ts", text: `class A {\n${code}\n}` });
      expect(Math.min(alone ?? 1, asMember ?? 1), code).toBe(0);
    }
  });

  test("the same files give the same examples", async () => {
    expect(await extractAll([sourceOf(files)])).toEqual(extracted);
  });

  test("ids are unique", () => {
    const ids = extracted.examples.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("a file is in one split, and a test with what it tests", () => {
    for (const { provenance, prompt } of extracted.examples) {
      if (provenance.origin !== "test_of_function" || typeof prompt === "string") continue;
      const tested = /file(?: under test)?: (\S+)/.exec(prompt.user)?.[1] ?? "";
      expect(files[tested]).toBeDefined();
      const split = splitOfFile({ repository: "r", path: tested });
      expect(splitOfFile(provenance)).toBe(split);
    }
  });

  test("nothing that is measured on is shown or answered in training", () => {
    const text = (example: Example) =>
      typeof example.prompt === "string" ? example.prompt : example.prompt.user;
    const ofSplit = (wanted: boolean) =>
      extracted.examples.filter(
        ({ provenance }) => (splitOfFile(provenance) === "train") === wanted,
      );
    const trained = ofSplit(true)
      .map((each) => `${text(each)}\n${each.method === "fim" ? each.completion : codeIn(each)}`)
      .join("\n");
    const held = ofSplit(false)
      .map(codeIn)
      .filter((code) => code.length > 150);
    expect(held.length).toBeGreaterThan(5);
    for (const code of held) expect(trained.includes(code)).toBe(false);
  });

  test("reasons are of the closed set", () => {
    const known = Object.entries(codeReasons).flatMap(([filter, reasons]) =>
      reasons.map((reason) => `code ${filter}: ${reason}`),
    );
    for (const { filter, reason } of extracted.refused) {
      expect(known).toContain(`${filter}: ${reason}`);
    }
  });
});

describe("near-duplicates", () => {
  /** Names of files of a repository that belong to a split. */
  function pathIn(split: string, repository: string): string {
    for (let at = 0; ; at++) {
      const path = `src/part${at}.py`;
      if (splitOfFile({ repository, path }) === split) return path;
    }
  }

  test("a file that is trained on is measured on nowhere, whatever the order of repositories", async () => {
    const text = pythonFunction("count_orders", "orders");
    const other = `# Copied.\n${text.replace("total_orders = 0", "total_orders = 0.0")}`;
    const test = sourceOf({ [pathIn("test", "a")]: other }, { repository: "a" });
    const train = sourceOf({ [pathIn("train", "b")]: text }, { repository: "b" });
    for (const sources of [
      [test, train],
      [train, test],
    ]) {
      const { examples, refused } = await extractAll(sources);
      expect(new Set(examples.map(({ provenance }) => provenance.repository))).toEqual(
        new Set(["b"]),
      );
      expect(refused).toContainEqual({ filter: "code file", reason: "near duplicate" });
    }
  });

  test("a copied function in another file is neither answered nor filled in again", async () => {
    const copied = pythonFunction("count_orders", "orders");
    const around = ["visits", "members", "tickets", "parcels"].map((each) => pythonFunction(each));
    const test = sourceOf({ [pathIn("test", "a")]: [copied, ...around].join("\n") });
    const train = sourceOf({ [pathIn("train", "b")]: copied }, { repository: "b" });
    const { examples, refused } = await extractAll([{ ...test, repository: "a" }, train]);
    const held = examples.filter(({ provenance }) => provenance.repository === "a");
    expect(held.some((each) => codeIn(each).includes("count_orders"))).toBe(false);
    const answers = held.map((each) => (each.method === "fim" ? each.completion : codeIn(each)));
    expect(answers.some((answer) => answer.includes("total_orders"))).toBe(false);
    expect(held.filter(({ method }) => method === "sft")).toHaveLength(4);
    expect(refused).toContainEqual({ filter: "code function", reason: "near duplicate" });
  });
});

describe("what is nobody's own code", () => {
  const code = pythonFunction("count_orders", "orders");
  const refusedAs = async (files: Record<string, string>, ignorePaths: string[] = []) => {
    const { examples, refused } = await extractAll([sourceOf(files, { ignorePaths })]);
    expect(examples).toEqual([]);
    return refused.map(({ filter, reason }) => `${filter}: ${reason}`);
  };

  test.each([
    ["node_modules/a/b.py", "vendored"],
    ["pkg/_vendor/b.py", "vendored"],
    ["site-packages/b.py", "vendored"],
    ["dist/b.py", "build output"],
    ["api/orders_pb2.py", "generated"],
    ["src/generated/orders.py", "generated"],
    ["src/zz_generated.orders.go", "generated"],
    ["web/orders.min.js", "minified"],
    ["conf/.npmrc", "may hold secrets"],
    ["orders.txt", "no grammar"],
  ])("%s is left out by its path", async (path, reason) => {
    expect(await refusedAs({ [path]: code })).toContain(`code path: ${reason}`);
  });

  test("paths that the repository does not want indexed are left out", async () => {
    const refused = await refusedAs({ "legacy/a.py": code, "src/b/c.py": code }, [
      "legacy/**",
      "src/b/*",
    ]);
    expect(refused).toEqual(Array(2).fill("code path: ignored by settings"));
  });

  test("what .gitattributes calls generated or vendored is left out, nearest file first", async () => {
    const attributes = "*.py linguist-generated=true\nlib/** linguist-vendored\n";
    const files = { ".gitattributes": attributes, "a.py": code, "lib/a.go": "package a" };
    expect(await refusedAs(files)).toEqual(Array(2).fill("code path: generated"));
    const own = { ...files, "src/.gitattributes": "*.py -linguist-generated\n", "src/a.py": code };
    const { examples } = await extractAll([sourceOf(own)]);
    expect(new Set(examples.map(({ provenance }) => provenance.path))).toEqual(
      new Set(["src/a.py"]),
    );
  });

  test.each([
    ["# Code generated by tool. DO NOT EDIT.\n", "generated"],
    ["# <auto-generated/>\n", "generated"],
    ["# SPDX-License-Identifier: GPL-3.0-only\n", "licence"],
    ["\0", "binary"],
  ])("a file with %j is left out", async (head, reason) => {
    expect(await refusedAs({ "a.py": head + code })).toContain(`code file: ${reason}`);
  });

  const credentials = [
    'key = "AKIAQWERTYUIOPASDFGH"',
    `token = "ghp_${"a1B2c3D4e5".repeat(4).slice(0, 36)}"`,
    `pem = """-----BEGIN RSA PRIVATE KEY-----\n${"MIIEowIBAAKCAQEA7bq0\n".repeat(6)}-----END RSA PRIVATE KEY-----"""`,
    'api_token = "q8Zr2LmX9vTb4KpW7sJd3NfH6cYg1Ra5"',
  ];

  test("a credential refuses what shows it, and nothing else of its file", async () => {
    const words = ["visits", "members", "tickets", "parcels", "orders", "refunds"];
    const kept = [0, 0, 0, 0];
    for (const [at, credential] of credentials.entries()) {
      for (let place = 0; place < words.length; place++) {
        const parts = words.map((word) => pythonFunction(`count_${word}`, word));
        const lines = (parts[place] ?? "").split("\n");
        lines.splice(2 + (place % 2), 0, ...credential.split("\n").map((line) => `    ${line}`));
        // Far from it there is code that is shown without it.
        parts[place] = `${lines.join("\n")}\n${"far_away_from_here = 1\n".repeat(600)}`;
        const { examples, refused } = await extractAll([sourceOf({ "a.py": parts.join("\n") })]);
        for (const { prompt, ...example } of examples) {
          const shown = typeof prompt === "string" ? prompt : `${prompt.system}\n${prompt.user}`;
          const answer = "completion" in example ? example.completion : "";
          expect(await findSecrets(`${shown}\n${answer}`)).toEqual([]);
          for (const line of credential.split("\n"))
            expect(`${shown}${answer}`).not.toContain(line);
        }
        kept[at] = (kept[at] ?? 0) + examples.length;
        expect(refused.map(({ reason }) => reason)).toContain("holds a credential");
      }
    }
    expect(Math.min(...kept)).toBeGreaterThan(5);
  });

  test("code under a folder's own licence counts by that licence", async () => {
    const mit = "Permission is hereby granted, free of charge, to any person";
    const gpl = "GNU GENERAL PUBLIC LICENSE\nVersion 3";
    const files = {
      LICENSE: mit,
      "a.py": code,
      "lib/COPYING": gpl,
      "lib/x/b.py": pythonFunction("visits"),
    };
    const { examples, refused } = await extractAll([sourceOf(files)]);
    expect(new Set(examples.map(({ provenance }) => provenance.path))).toEqual(new Set(["a.py"]));
    expect(refused).toContainEqual({ filter: "code file", reason: "licence" });
    const allowed = await extractAll([sourceOf(files)], { allowedLicences: ["MIT", "GPL-3.0"] });
    expect(new Set(allowed.examples.map(({ provenance }) => provenance.path)).size).toBe(2);
  });

  test("a special token in the code refuses the cut, not the file", async () => {
    const text = `MARK = "<|fim_middle|>"\n${code}`;
    const { examples, refused } = await extractAll([sourceOf({ "a.py": text })]);
    expect(examples.map(({ method }) => method)).toContain("sft");
    expect(examples.map(({ method }) => method)).not.toContain("fim");
    expect(refused).toContainEqual({ filter: "code fim", reason: "special token" });
  });
});

describe("documentation by the expert", () => {
  const bare = pythonFunction("count_orders", "orders").replace(/ {4}""".*\n/, "");
  const answer = (words: string) =>
    `FINDING\nfile: a.py\nline: \`def count_orders(rows, limit):\`\ntitle: t\nwhy: w\nfix:\n\`\`\`\ndef count_orders(rows, limit):\n    """${words}"""\n\`\`\`\nEND`;
  const write = (text: string | null, more = {}) =>
    extractAll([sourceOf({ "a.py": bare })], {
      synthetic: { model: "m", share: 1, mostCalls: 10, ask: async () => text, ...more },
    });

  test("is off by default, and marked where it is on", async () => {
    const origins = (examples: readonly Example[]) =>
      examples.map((each) => each.provenance.origin);
    expect(origins((await extractAll([sourceOf({ "a.py": bare })])).examples)).not.toContain(
      "synthetic_documentation",
    );
    const { examples } = await write(
      answer("Adds up `orders` of rows under the limit, newest first."),
    );
    const made = examples.find(({ provenance }) => provenance.origin === "synthetic_documentation");
    expect(made?.provenance.model).toBe("m");
    expect(made && codeIn(made)).toBe(bare.trimEnd());
    expect(made?.method === "sft" && made.prompt.user).toContain("Adds up `orders` of rows");
  });

  test.each([
    [answer("Adds up `amount_due` of all open rows, newest first."), "unknown names"],
    [answer("Counts orders."), "no comment"],
    ["NO FINDINGS", "no comment"],
    [null, "no answer"],
  ])("is refused: %j", async (text, reason) => {
    const { refused } = await write(text);
    expect(refused).toContainEqual({ filter: "code synthetic", reason });
  });

  test("is sampled and bounded", async () => {
    const { refused } = await write(answer("Adds up rows under some limit."), { mostCalls: 0 });
    expect(refused).toContainEqual({ filter: "code synthetic", reason: "not sampled" });
    const none = await write(answer("Adds up rows under some limit."), { share: 0 });
    expect(none.refused).toContainEqual({ filter: "code synthetic", reason: "not sampled" });
  });
});
