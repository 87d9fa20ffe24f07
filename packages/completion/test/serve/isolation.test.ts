import { text } from "@devflow/testkit/model-server";
import { describe, expect, test } from "vitest";
import type { Snippet } from "../../src/index.ts";
import { place, SharedStore, startServed, textsOf } from "./support.ts";

/** Every request has an answer of its own, so that one that was shared shows. */
const numbered = ({ number }: { number: number }) => text(`answer(${number});`);
const clipboard = (content: string): Snippet[] => [
  { path: "clipboard", text: content, source: "clipboard", score: 1 },
];
const ann = { askedBy: "person 1" };
const bob = { askedBy: "person 2" };

// The second process has an empty memory, so that it asks the shared store.
describe.each(["memory", "shared store"])("answers in the %s", (level) => {
  async function startTwo() {
    const sharedTexts = new SharedStore();
    const first = await startServed(numbered, { sharedTexts });
    const second = level === "memory" ? first : await startServed(numbered, { sharedTexts });
    return {
      ask: first.ask,
      // The same expert: its address is part of the question.
      askLater: (...[input, asked]: Parameters<typeof first.ask>) =>
        second.ask(input, { expert: first.expert, ...asked }),
      async [Symbol.asyncDispose]() {
        await first.server.close();
        if (second !== first) await second.server.close();
      },
    };
  }
  const hit = level === "memory" ? "memory" : "shared";

  test("go to somebody else who holds the very same text", async () => {
    await using two = await startTwo();
    const own = await two.ask({}, ann);
    const others = await two.askLater({}, bob);
    expect(others.source).toBe(hit);
    expect(textsOf(others)).toEqual(textsOf(own));
  });

  test("that were made beside a repository's code stay with requests for that repository", async () => {
    await using two = await startTwo();
    await two.ask({ repositoryId: 1 }, ann);
    expect((await two.askLater({ repositoryId: 2 }, ann)).source).toBe("expert");
    expect((await two.askLater({ repositoryId: null }, ann)).source).toBe("expert");
    expect((await two.askLater({ repositoryId: 1 }, bob)).source).toBe(hit);
  });

  test("that were made in the name of a repository go to nobody outside of it", async () => {
    await using two = await startTwo();
    await two.ask({}, { ...ann, repositoryName: "acme/vault" });
    expect((await two.askLater({}, bob)).source).toBe("expert");
  });

  test.each([
    ["text in front of the cursor", { prefix: "// mine\nconst sum = " }],
    ["text behind the cursor", { suffix: "\n// mine\n" }],
    ["path", { path: "src/other.ts" }],
    ["clipboard", { snippets: clipboard("of mine") }],
    ["language", { language: "javascript" }],
  ])("do not go to somebody whose %s differs", async (_, difference) => {
    await using two = await startTwo();
    await two.ask(difference, ann);
    expect((await two.askLater({}, bob)).source).toBe("expert");
  });

  test("beside other snippets go on for whoever asked, and for nobody else", async () => {
    await using two = await startTwo();
    const { prefix } = place();
    await two.ask({ snippets: clipboard("password of ann") }, ann);
    const typed = (content: string) => ({
      prefix: `${prefix}answ`,
      snippets: clipboard(content),
    });
    expect((await two.askLater(typed("1"), bob)).source).toBe("expert");
    expect((await two.askLater(typed("2"))).source).toBe("expert");
    expect((await two.askLater(typed("3"), ann)).source).toBe("type_forward");
  });

  test("of one model are not those of another", async () => {
    await using two = await startTwo();
    await two.ask({}, { ...ann, model: "team-adapter" });
    expect((await two.askLater({}, ann)).source).toBe("expert");
  });
});
