import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bundledRules,
  mergeRules,
  parseTeamRules,
  type Rule,
  scanRules,
  teamRuleLimits,
} from "../src/index.ts";

const path = ".devflow/rules/a.yml";
const plain = "id: no-old\nlanguage: TypeScript\nrule: { pattern: old($$$ARGS) }\n";
const parseOne = (text: string) => parseTeamRules([{ path, text }]);
const setOf = (rules: readonly Rule[]) => ({ rules, unavailableLanguages: [] });
const scan = (rules: readonly Rule[], text: string, file = "src/a.ts") =>
  scanRules(setOf(rules), { path: file, text });

describe("a rule in ast-grep's own format", () => {
  test("needs nothing of ours", () => {
    const { rules, problems } = parseOne(plain);
    expect(problems).toEqual([]);
    expect(scan(rules, "old(1);")).toEqual([
      expect.objectContaining({
        ruleId: "team-no-old",
        severity: "low",
        category: "maintainability",
        title: "no old",
        body: "",
        suggestion: null,
      }),
    ]);
  });

  test("takes title, severity and body from ast-grep's keys", () => {
    const { rules } = parseOne(
      `${plain}severity: error\nmessage: Use fresh. It is new.\nnote: See the wiki.\nfix: fresh($$$ARGS)\nurl: https://example.com/a\nlabels: { ARGS: { style: primary } }\n`,
    );
    expect(scan(rules, "old(1);")[0]).toMatchObject({
      severity: "high",
      title: "Use fresh",
      body: "Use fresh. It is new.\n\nSee the wiki.\n\nSee https://example.com/a.",
      suggestion: "fresh(1);",
    });
  });

  test("our metadata wins, and keys of other tools may stand beside it", () => {
    const { rules, problems } = parseOne(
      `${plain}metadata: { severity: critical, category: security, title: T, references: [CWE-1], words: [old], owner: core }\n`,
    );
    expect(problems).toEqual([]);
    expect(rules[0]).toMatchObject({ severity: "critical", category: "security", title: "T" });
  });

  test("puts matched code into the message, cut", () => {
    const { rules } = parseOne(`${plain.replace("$$$ARGS", "$A")}message: Not $A, $OTHER or $1\n`);
    expect(scan(rules, "old(x)")[0]).toMatchObject({
      title: "no old",
      body: "Not x, $OTHER or $1",
    });
    expect(scan(rules, `old(${"x".repeat(100)})`)[0]?.body).toBe(
      `Not ${"x".repeat(59)}…, $OTHER or $1`,
    );
  });

  test("several may share a file, and `off` is off", () => {
    const { rules, problems } = parseOne(
      `${plain}---\n${plain.replace("no-old", "no_old_2")}severity: off\n`,
    );
    expect(problems).toEqual([]);
    expect(rules.map(({ id }) => id)).toEqual(["team-no-old", "team-no_old_2"]);
    expect(scan(rules, "old(1)")).toHaveLength(1);
  });

  test("is silenced by its own id, with and without the prefix", () => {
    const { rules } = parseOne(plain);
    expect(scan(rules, "old(1); // ast-grep-ignore: no-old")).toEqual([]);
    expect(scan(rules, "old(1); // ast-grep-ignore: team-no-old")).toEqual([]);
    expect(scan(rules, "old(1); // ast-grep-ignore: other")).toHaveLength(1);
  });
});

describe("a bad rule costs only itself", () => {
  test.each([
    ["id: [", "is not valid YAML: "],
    ["just text", "expected object"],
    [`${plain}fixx: a\n`, 'no-old: Unrecognized key: "fixx"'],
    [`${plain}rewriters: []\n`, 'no-old: Unrecognized key: "rewriters"'],
    [plain.replace("TypeScript", "Cobol"), 'no-old: language: unknown language "Cobol"'],
    [plain.replace("no-old", "a/b"), "a/b: id: must be letters"],
    [plain.replace("pattern: old($$$ARGS)", "kind: none_such"), "no-old: rule: "],
    [plain.replace("pattern: old($$$ARGS)", 'regex: "("'), "no-old: rule: "],
    [plain.replace("pattern: old($$$ARGS)", "regex: '(\\w{100}){100}'"), "no-old: rule: "],
    [`${plain}metadata: { severity: urgent }\n`, "no-old: metadata.severity: "],
    [`${plain}constraints: { A: { matches: a } }\nutils: { a: { matches: a } }\n`, "cyclic"],
    [plain.replace("{ pattern: old($$$ARGS) }", `${"{not: ".repeat(500)}{}${"}".repeat(500)}`), ""],
    [`${plain}---\n${plain}`, "no-old: another rule has this id"],
  ])("%s", (text, message) => {
    const other = { path: "b.yml", text: plain.replace("no-old", "other") };
    const { rules, problems } = parseTeamRules([{ path, text }, other]);
    expect(rules.map(({ id }) => id)).toContain("team-other");
    expect(problems).toEqual([{ path, message: expect.stringContaining(message) }]);
  });

  test("a fix that is an object is left out, the rule stays", () => {
    const { rules, problems } = parseOne(
      `${plain}fix: { template: a, expandEnd: { regex: "," } }\n`,
    );
    expect(rules.map(({ fix }) => fix)).toEqual([null]);
    expect(problems[0]?.message).toContain("used without its fix");
  });

  test("any text at all gives rules or problems", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(parseOne(text).rules).toEqual([]);
      }),
    );
  });
});

describe("bounds", () => {
  test("number of rules, size of a file, values and expressions of a rule", () => {
    const files = Array.from({ length: teamRuleLimits.rules + 1 }, (_, index) => ({
      path: `${index}.yml`,
      text: plain.replace("no-old", `no-${index}`),
    }));
    const { rules, problems } = parseTeamRules(files);
    expect(rules).toHaveLength(teamRuleLimits.rules);
    expect(problems).toEqual([{ path: "200.yml", message: expect.stringContaining("more than") }]);
    expect(parseOne(`${plain}#${"é".repeat(33_000)}`).problems[0]?.message).toBe(
      "larger than 64 kB",
    );
    const any = (text: string, count: number) =>
      plain.replace("pattern: old($$$ARGS)", `any: [${Array(count).fill(text).join(", ")}]`);
    expect(parseOne(any("{ regex: a }", 51)).problems[0]?.message).toContain("50 regular");
    expect(parseOne(any("{ kind: number }", 1_001)).problems[0]?.message).toContain("2000 values");
  });

  test("aliases of aliases are refused before they are unfolded", () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${["b", "c", "d", "e", "f", "g", "h"]
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${"abcdefg"[index]}`)}]`)
      .join("\n")}\n${plain}`;
    const startedAt = process.cpuUsage();
    expect(parseOne(bomb)).toMatchObject({ rules: [], problems: [{ path }] });
    expect(process.cpuUsage(startedAt).user).toBeLessThan(1_000_000);
  });

  test("files over 200,000 characters are not scanned by them", () => {
    const { rules } = parseOne(plain);
    expect(scan(rules, "old(1);\n".repeat(24_000))).not.toEqual([]);
    expect(scan(rules, "old(1);\n".repeat(26_000))).toEqual([]);
  });
});

describe("together with the built-in rules", async () => {
  const bundled = await bundledRules();

  test("ids cannot shadow, and replace only where the team says so", () => {
    expect(bundled.rules.filter(({ id }) => id.startsWith("team-"))).toEqual([]);
    const same = plain.replace("no-old", "js-nan-comparison");
    const beside = mergeRules(bundled, parseOne(same).rules);
    expect(beside.rules).toHaveLength(bundled.rules.length + 1);
    const instead = mergeRules(
      bundled,
      parseOne(`${same}metadata: { replaces: [js-nan-comparison] }\n`).rules,
    );
    expect(instead.rules).toHaveLength(bundled.rules.length);
    const ids = instead.rules.map(({ id }) => id);
    expect(ids).toContain("team-js-nan-comparison");
    expect(ids).not.toContain("js-nan-comparison");
  });
});
