import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nearestVerb, ownArgument, readCommand, verbNames } from "../src/index.ts";

const verb = fc.constantFrom(...verbNames);
/** Words that are no commands and open no block. */
const prose = fc.stringMatching(/^[a-z][a-z .,!?]{0,40}$/);

describe("a comment is read as a command", () => {
  test.each([
    ["/review", "review", ""],
    ["  /Review FULL", "review", "FULL"],
    ["/ask why  is this\nsafe?", "ask", "why  is this\nsafe?"],
    ["Thanks for the work!\n\n/dismiss we want it so", "dismiss", "we want it so"],
    ["/lgtm\n/review", "review", ""],
    ["/help\n/review", "help", "/review"],
    [
      "/edit 2 say it like this:\n```ts\nconst a = 1;\n```",
      "edit",
      "2 say it like this:\n```ts\nconst a = 1;\n```",
    ],
    ["```\ncode\n```\n/fix", "fix", ""],
    ["<!-- how to\n/review\n-->\n/pause", "pause", ""],
    ["> quoted\n\n/resolve", "resolve", ""],
    ["@devflow review", "review", ""],
    ["@DevFlow[bot]: /ask is it safe?", "ask", "is it safe?"],
    ["@devflow", "help", ""],
    ["@devflow full review", "review", "full"],
    ["/reveiw", "reveiw", ""],
    ["@devflow explian this", "explian", "this"],
    ["/ask a\0b", "ask", "ab"],
  ])("%j", (body, expected, argument) => {
    expect(readCommand(body, "devflow")).toEqual({ verb: expected, argument });
  });

  test.each([
    ["", "an empty comment"],
    ["I think /review would help", "a word in a sentence"],
    ["/usr/bin is missing", "a path"],
    ["/lgtm", "another bot's word"],
    ["/hold", "another bot's word"],
    ["/retest", "another bot's word"],
    ["> /review", "a quote"],
    ["    /review", "indented code"],
    ["```\n/review\n```", "a block of code"],
    ["~~~~\n/review\n~~~\n/fix", "a block that is not closed"],
    ["<!-- /review -->", "an HTML comment"],
    ["<pre>\n/review\n</pre>", "preformatted text"],
    ["`/review`", "code in a line"],
    ["@devflow-fan review", "another account"],
    ["@devflow thank you for that", "thanks"],
    ["cc @devflow review", "a mention in a sentence"],
    ["    @devflow review", "indented code"],
  ])("%j is none: %s", (body) => {
    expect(readCommand(body, "devflow")).toBeNull();
  });

  test("without a slug nobody is addressed by name", () => {
    expect(readCommand("@devflow review")).toBeNull();
  });
});

test("never throws, and gives arguments of bounded length without NUL", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      const command = readCommand(`/ask ${text}`, "devflow");
      expect(command?.verb).toBe("ask");
      expect(command?.argument.length).toBeLessThanOrEqual(4_000);
      expect(command?.argument).not.toContain("\0");
      readCommand(text, "devflow");
    }),
  );
  expect(readCommand(`/ask ${"x".repeat(9_000)}`)?.argument).toHaveLength(4_000);
});

test("a slash and a mention mean the same, whatever prose stands before", () => {
  fc.assert(
    fc.property(verb, prose, fc.array(prose, { maxLength: 4 }), (name, argument, before) => {
      const lead = before.map((line) => `${line}\n`).join("");
      const expected = { verb: name, argument: argument.trim() };
      expect(readCommand(`${lead}/${name} ${argument}`, "devflow")).toEqual(expected);
      expect(readCommand(`${lead}@devflow ${name} ${argument}`, "devflow")).toEqual(expected);
    }),
  );
});

test("what is shown as code or quoted is never a command", () => {
  const mark = fc.constantFrom("```", "~~~", "`````", "~~~~");
  fc.assert(
    fc.property(verb, mark, fc.array(prose, { maxLength: 3 }), (name, fence, lines) => {
      const shown = [...lines, `/${name}`, ...lines];
      expect(readCommand([fence, ...shown, fence].join("\n"), "devflow")).toBeNull();
      expect(readCommand(shown.map((line) => `> ${line}`).join("\n"), "devflow")).toBeNull();
    }),
  );
});

test("a slip of one letter is still known by its nearest verb", () => {
  for (const name of verbNames) {
    expect(nearestVerb(name)).toBe(name);
    expect(nearestVerb(`${name}x`)).toBe(name);
  }
  expect(nearestVerb("something")).toBeNull();
});

test.each<[string, string, string[]]>([
  ["", "", []],
  ["1 we want it so\n\nReally.", "1 we want it so\n\nReally.", []],
  ["1 we want it so\n\n/resolve 2\nBye", "1 we want it so", ["resolve"]],
  ["\n/help\n/Review full", "", ["help", "review"]],
  [
    "2 like this:\n```\n/help\n```\nor\n/usr/bin\n/lgtm",
    "2 like this:\n```\n/help\n```\nor\n/usr/bin\n/lgtm",
    [],
  ],
  ["a\n```\ncode\n```\n/fix", "a\n```\ncode\n```", ["fix"]],
])("what comes after a verb ends at the next command: %j", (argument, own, others) => {
  expect(ownArgument(argument)).toEqual({ own, others });
});
