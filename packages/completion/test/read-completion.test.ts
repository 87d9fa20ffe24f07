import { ExternalError } from "@devflow/errors";
import { describe, expect, test } from "vitest";
import { filterText, readCompletion, readingRulesOf } from "../src/index.ts";
import { Stream } from "./streamed.ts";

function rulesAt(language: string, file: string) {
  const [prefix = "", suffix = ""] = file.split("▮");
  return readingRulesOf({ language, prefix, suffix, trigger: "automatic" }, "qwen-coder");
}

const body = ["\n  const a = 1;", "\n  return a;", "\n}", "\n", "\nfunction next() {\n"];

describe("a stream", () => {
  test("is ended as soon as the block is closed", async () => {
    const endless = new Stream([...body, ...Array.from({ length: 500 }, () => "  more();\n")]);
    const read = await readCompletion(endless, rulesAt("typescript", "function f() {▮\n}\n"));
    expect(read.text).toBe("\n  const a = 1;\n  return a;");
    expect(endless.wasEnded).toBe(true);
    expect(endless.taken).toBe(4);
  });

  test("is ended at the line end where one line is wanted", async () => {
    const stream = new Stream(["a", ", b", ")\n", "next();\n", "more();\n"]);
    const read = await readCompletion(stream, rulesAt("typescript", "f(▮).then(g);"));
    expect(read.text).toBe("a, b");
    expect(stream.taken).toBe(3);
  });

  test("is ended when the next line has begun with something new", async () => {
    const stream = new Stream(["run(a)", "\n  const ", "other = ", "2", "3", "\n"]);
    const rules = rulesAt("typescript", "function f() {\n  log();\n  ▮\n}");
    const read = await readCompletion(stream, rules);
    expect(read.text).toBe("run(a)");
    expect(stream.taken).toBe(3);
  });

  test("is ended where it repeats itself", async () => {
    const stream = new Stream(Array.from({ length: 200 }, () => "  check(value);\n"));
    const read = await readCompletion(stream, rulesAt("typescript", "function f() {\n▮\n}"));
    expect(read.endedBy).toBe("repetition");
    expect(stream.taken).toBeLessThan(10);
  });

  test("that goes on without a line end is not read for ever", async () => {
    const stream = new Stream(Array.from({ length: 5_000 }, (_, index) => `${index}, `));
    const read = await readCompletion(stream, rulesAt("typescript", "const a = [▮];"));
    expect(read).toMatchObject({ text: "", endedBy: "long_line" });
    expect(stream.taken).toBeLessThan(400);
  });

  test("that fails is a failure, however much has come", async () => {
    const failure = new ExternalError("the connection was cut", {
      service: "expert",
      retryable: true,
    });
    async function* failing() {
      yield { text: "return ", finishReason: null };
      throw failure;
    }
    const rules = rulesAt("typescript", "function f() {▮}");
    await expect(readCompletion(failing(), rules)).rejects.toBe(failure);
  });
});

describe("an answer from a cache", () => {
  test("is cut to its first line where code follows on the cursor's line", () => {
    const rules = rulesAt("typescript", "const a = ▮.length;");
    const filtered = filterText("names\n  .map(trim)", rules);
    expect(filtered).toEqual({ text: "names", reasons: ["first_line_only"] });
  });

  test("stays as it is when it was filtered for the same place before", () => {
    const rules = rulesAt("typescript", "function f() {▮\n}\n");
    const { text } = filterText("\n  return 1;", rules);
    expect(filterText(text, rules)).toEqual({ text, reasons: [] });
  });
});

describe("a text that hides something", () => {
  const rules = rulesAt("typescript", "function f(access: string) {\n  ▮\n}");
  test.each([
    ["reorders the line", 'if (access !== "user\u202e \u2066// admins only\u2069 \u2066") {}'],
    ["has a character of no width", "const to\u200bken = access;"],
    ["has tag characters", "return access;\u{e0065}\u{e0076}"],
    ["moves the cursor of a terminal", "log(access);\u001b[2K"],
    ["has a letter that is another one than it seems", "return \u0430ccess2(access);"],
    ["has a filler that is a name", "const \u3164 = access;"],
  ])("is not offered: it %s", (_what, text) => {
    expect(filterText(text, rules)).toMatchObject({ text: "" });
    expect(filterText(text, rules).reasons.at(-1)).toBe("hidden_characters");
  });

  test.each([
    'const family = "👨\u200d👩\u200d👧";',
    'const word = "می\u200cخواهم";',
    'throw new Error("неверный IPадрес");',
    "const Δt = μ * access.length;",
  ])("%s is one like any other", (text) => {
    expect(filterText(text, rules)).toEqual({ text, reasons: [] });
  });
});
