import { text } from "@devflow/testkit/model-server";
import { describe, expect, test } from "vitest";
import { place, SharedStore, startServed, textsOf } from "./support.ts";

const ANSWER = "prices.reduce((a, b) => a + b, 0);";
const answered = () => text(ANSWER);

describe("an answer", () => {
  test("comes from the expert once and from memory afterwards", async () => {
    await using served = await startServed([answered()]);
    const first = await served.ask({});
    const second = await served.ask({});
    expect(textsOf(first)).toEqual([ANSWER]);
    expect(first).toMatchObject({ source: "expert", model: "Qwen/Qwen2.5-Coder-7B" });
    expect(first.timings.firstTextMs).not.toBeNull();
    expect(second).toMatchObject({
      ...{ choices: first.choices, source: "memory", expert: "typescript" },
      timings: { retrievalMs: null, firstTextMs: null, expertMs: null },
    });
  });

  test("goes on where the developer typed what it says", async () => {
    await using served = await startServed([answered()]);
    await served.ask({});
    const { prefix } = place();
    const forward = await served.ask({ prefix: `${prefix}prices.re` });
    expect(textsOf(forward)).toEqual([ANSWER.slice("prices.re".length)]);
    expect(forward.source).toBe("type_forward");
  });

  test("is asked for anew where something else was typed, or all of it", async () => {
    await using served = await startServed([answered(), text("0;"), text("\n  sum.x();")]);
    await served.ask({});
    const { prefix } = place();
    expect((await served.ask({ prefix: `${prefix}0` })).source).toBe("expert");
    expect((await served.ask({ prefix: prefix + ANSWER })).source).toBe("expert");
  });

  test("that shows nothing is not asked for again", async () => {
    await using served = await startServed([text("")]);
    expect(textsOf(await served.ask({}))).toEqual([]);
    expect(await served.ask({})).toMatchObject({ choices: [], source: "memory" });
  });

  test("is forgotten after its lifetime", async () => {
    const limits = { lifetimeMs: 1 };
    await using served = await startServed(answered, { limits });
    await served.ask({});
    await expect.poll(async () => (await served.ask({ seed: 1 })).source).toBe("expert");
    await expect.poll(async () => (await served.ask({})).source).toBe("expert");
  });

  test("of the expert that fails is a failure, and the next request asks again", async () => {
    await using served = await startServed([
      { kind: "raw", status: 400, headers: {}, body: "{}" },
      answered(),
    ]);
    await expect(served.ask({})).rejects.toMatchObject({ service: "expert" });
    expect(textsOf(await served.ask({}))).toEqual([ANSWER]);
  });
});

describe("who asks by a key", () => {
  const asked = { trigger: "manual" } as const;

  test("gets up to three different texts, from warmer samples with other seeds", async () => {
    const texts = ["1;", "2;", "1; "];
    await using served = await startServed(({ number }) => text(texts[number - 1] ?? ""));
    const result = await served.ask({ ...asked, seed: 5 });
    expect(textsOf(result).sort()).toEqual(["1;", "2;"]);
    expect(served.server.requests.map(({ temperature }) => temperature).sort()).toEqual([
      0.2, 0.5, 0.8,
    ]);
  });

  test("is not given the one text that was shown without asking", async () => {
    await using served = await startServed(({ number }) => text(`${number};`));
    await served.ask({});
    const result = await served.ask(asked);
    expect(result.source).toBe("expert");
    expect(result.choices).toHaveLength(3);
    expect(textsOf(await served.ask({}))).toHaveLength(1);
  });

  test("keeps the choices that agree with what is typed", async () => {
    const texts = ["price * 2;", "prices.length;", "0;"];
    await using served = await startServed(({ number }) => text(texts[number - 1] ?? ""));
    await served.ask(asked);
    const { prefix } = place();
    const rest = await served.ask({ ...asked, prefix: `${prefix}price` });
    expect(textsOf(rest).sort()).toEqual([" * 2;", "s.length;"]);
  });

  test("gets what came when one of the samples fails", async () => {
    await using served = await startServed(({ number }) =>
      number === 2 ? { kind: "raw", status: 400, headers: {}, body: "{}" } : text(`${number};`),
    );
    expect((await served.ask(asked)).choices).toHaveLength(2);
  });
});

describe("code of the index", () => {
  const snippets = [
    { path: "src/price.ts", text: "const VAT = 19", source: "index_definition" as const, score: 1 },
  ];

  test("is shown to the expert when it comes in time, and only for a known repository", async () => {
    const contextFor = async () => ({ snippets, isLate: false });
    await using served = await startServed(answered, { contextFor });
    expect(await served.ask({ repositoryId: 7 })).toMatchObject({ retrieval: "used" });
    expect(await served.ask({})).toMatchObject({ retrieval: "off" });
    const [withCode, without] = served.server.requests.map(({ user }) => user);
    expect(withCode).toContain("const VAT = 19");
    expect(without).not.toContain("VAT");
  });

  test("that is late is gone without", async () => {
    const contextFor = async () => ({ snippets: [], isLate: true });
    await using served = await startServed([answered()], { contextFor });
    expect(await served.ask({ repositoryId: 7 })).toMatchObject({ retrieval: "late" });
  });
});

describe("a shared store", () => {
  test("gives another process the answer, and what is left of it", async () => {
    const sharedTexts = new SharedStore();
    await using first = await startServed([answered()], { sharedTexts });
    await first.ask({});
    await using second = await startServed([], { sharedTexts });
    const { expert } = first;
    expect(await second.ask({}, { expert })).toMatchObject({ source: "shared" });
    await using third = await startServed([], { sharedTexts });
    const { prefix } = place();
    const forward = await third.ask({ prefix: `${prefix}prices` }, { expert });
    expect(forward.source).toBe("type_forward");
    expect(textsOf(forward)).toEqual([ANSWER.slice("prices".length)]);
  });

  test("holds no text that can be read", async () => {
    const sharedTexts = new SharedStore();
    await using served = await startServed([answered()], { sharedTexts });
    await served.ask({});
    const stored = [...sharedTexts.texts].flatMap(([key, texts]) => [key, ...texts.map(String)]);
    expect(stored).toHaveLength(2);
    for (const word of ["prices", "reduce", "total"]) expect(stored.join("\n")).not.toContain(word);
  });

  test("that holds something else is passed over", async () => {
    const sharedTexts = new SharedStore();
    sharedTexts.read = async () => [Buffer.from("not ours"), Buffer.alloc(200)];
    await using served = await startServed([answered()], { sharedTexts });
    expect((await served.ask({})).source).toBe("expert");
  });
});
