import { readAudit, verifyAudit } from "@devflow/audit";
import { streamed, text } from "@devflow/testkit/model-server";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AssistShop, block, bodyOf, openShop, sent } from "./support/assist-shop.ts";

let shop: AssistShop;

beforeAll(async () => {
  shop = await openShop();
}, 60_000);

afterAll(async () => {
  await shop?.[Symbol.asyncDispose]();
});

describe("search", () => {
  test("finds code with its commit and age", async () => {
    const response = await shop.world.post("/v1/search", {
      query: "taxOf",
      repository: shop.world.folder,
    });
    const { hits } = await bodyOf(response);
    expect(hits[0]).toMatchObject({
      path: "src/tax.ts",
      symbol: "taxOf",
      commit: shop.world.git(["rev-parse", "HEAD"]).trim(),
    });
    expect(hits[0].age_seconds).toBeGreaterThanOrEqual(0);
  });

  test("by folder and language", async () => {
    const paths = async (filter: object) => {
      const response = await shop.world.post("/v1/search", { query: "taxOf sum", ...filter });
      return (await bodyOf(response)).hits.map(({ path }: { path: string }) => path);
    };
    expect(await paths({ path: "src/*.test.ts" })).toEqual(["src/tax.test.ts"]);
    expect(await paths({ path: "lib" })).toEqual([]);
    expect(await paths({ language: "python" })).toEqual([]);
  });

  test("nothing of what somebody may not read", async () => {
    const foreign = "There is no such repository here, or you may not read it.";
    for (const [repository, note] of [
      [shop.world.folder, foreign],
      ["/no/such/folder", foreign],
      [undefined, expect.stringMatching(/^No repository that you may read is indexed\. /)],
    ]) {
      const body = { query: "taxOf", repository };
      const response = await shop.world.post("/v1/search", body, { as: "stranger" });
      expect(await bodyOf(response)).toEqual({ hits: [], note });
    }
  });

  test("where nothing is indexed it says so, with what to do, and nothing of it where there is an index", async () => {
    const { database, folder } = shop.world;
    const note = async (body: object) =>
      (await bodyOf(await shop.world.post("/v1/search", { query: "zebra unicorn", ...body }))).note;
    expect(await note({ repository: folder })).toBe(null);
    expect(await note({ path: "no/such/folder" })).toBe(null);
    const [row] = await database.query<{ commit_sha: string }>(
      "SELECT commit_sha FROM index_states",
    );
    await database.query("UPDATE index_states SET commit_sha = NULL");
    try {
      const step = "a checkout by `devflow index` on the server";
      expect(await note({ repository: folder })).toContain(`The repository is not indexed. `);
      expect(await note({ repository: folder })).toContain(step);
      expect(await note({})).toContain(step);
    } finally {
      await database.query("UPDATE index_states SET commit_sha = $1", [row?.commit_sha]);
    }
  });
});

describe("chat, by OpenAI's own client", () => {
  const client = () =>
    new OpenAI({ baseURL: `${shop.world.url}/v1`, apiKey: "local", maxRetries: 0 });
  const messages = [
    { role: "system" as const, content: "Be short." },
    { role: "user" as const, content: "What is 19?" },
  ];

  test("an answer, with what was asked for passed on", async () => {
    shop.answer = () => text("A number.");
    const completion = await client().chat.completions.create({
      model: "codellama-13b-instruct",
      messages,
      temperature: 0.7,
      max_tokens: 40,
      stop: "END",
    });
    expect(completion.choices[0]).toMatchObject({
      message: { role: "assistant", content: "A number." },
      finish_reason: "stop",
    });
    expect(completion.usage?.total_tokens).toBeGreaterThan(0);
    expect(shop.lastRequest()?.body).toMatchObject({
      temperature: 0.7,
      max_tokens: 40,
      stop: ["END"],
    });
    expect(shop.lastRequest()?.body.messages).toEqual(messages);
  });

  test("a stream, with its usage at the end", async () => {
    shop.answer = () => streamed(["A ", "number."], "length");
    const stream = await client().chat.completions.create({
      model: "default",
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = await Array.fromAsync(stream);
    const said = chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("");
    expect(said).toBe("A number.");
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe("length");
    expect(chunks.at(-1)?.usage?.prompt_tokens).toBeGreaterThan(0);
  });

  test("errors are of the client's own kinds", async () => {
    const ask = client().chat.completions.create({ model: "gpt-9", messages });
    await expect(ask).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    const stranger = new OpenAI({
      baseURL: `${shop.world.url}/v1`,
      apiKey: "nobody",
      maxRetries: 0,
    });
    await expect(
      stranger.chat.completions.create({ model: "auto", messages }),
    ).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
  });

  test("a stream that breaks raises", async () => {
    shop.answer = () => streamed(["A "], null);
    const stream = await client().chat.completions.create({
      model: "auto",
      messages,
      stream: true,
    });
    await expect(Array.fromAsync(stream)).rejects.toBeInstanceOf(OpenAI.APIError);
  });

  test("code of the repository goes with the question", async () => {
    shop.answer = () => text("19 percent [1].");
    const devflow = { repository: shop.world.folder, files: [] };
    await client().chat.completions.create({
      model: "auto",
      messages: [{ role: "user", content: "What does taxOf give?" }],
      ...{ devflow },
    });
    expect(shop.lastRequest()?.system).toContain("return sum * 0.19;");
  });
});

describe("voice", () => {
  const speak = (
    words: string,
    about: readonly object[],
    { url = shop.world.url, repository = shop.world.folder as string | null } = {},
  ) => {
    shop.said = words;
    const form = new FormData();
    form.set("audio", new File(["RIFF"], "question.webm", { type: "audio/webm" }));
    form.set("request", JSON.stringify({ repository, files: about }));
    const headers = { authorization: "Bearer local" };
    return fetch(`${url}/v1/voice`, { method: "POST", headers, body: form });
  };

  test("who calls a function is said from the index, without a model", async () => {
    const before = shop.model.requests.length;
    const body = await bodyOf(
      await speak("Hey DevFlow, what calls this?", [sent("src/cart.ts", [3, 4])]),
    );
    const commit = shop.world.git(["rev-parse", "HEAD"]).slice(0, 12);
    expect(body).toMatchObject({
      transcript: "Hey DevFlow, what calls this?",
      intent: "callers",
      model: null,
      text: `\`totalOf\` is used in one place:\n- \`src/checkout.ts:4@${commit}\` in \`checkOut\``,
      audio: { content_type: "audio/mpeg", base64: Buffer.from("sound").toString("base64") },
    });
    expect(shop.spoken).toBe("totalOf is used in one place: src/checkout.ts:4 in checkOut");
    expect(shop.model.requests).toHaveLength(before);
    const told = await readAudit(shop.world.database, { limit: 2, action: "model.called" });
    expect(told.map(({ details }) => [details.purpose, details.outcome])).toEqual([
      ["synthesis", "answered"],
      ["transcription", "answered"],
    ]);
  });

  test.each([
    ["one repository", () => shop.world.folder],
    ["everything", () => null],
  ])("a search of %s is in the audit log, as any other", async (_, repositoryOf) => {
    const { database } = shop.world;
    const before = await readAudit(database, { limit: 1_000, action: "code.retrieved" });
    const repository = repositoryOf();
    const { hits, intent } = await bodyOf(await speak("Search for taxOf", [], { repository }));
    expect([intent, hits[0].path]).toEqual(["search", "src/tax.ts"]);
    const after = await readAudit(database, { limit: 1_000, action: "code.retrieved" });
    expect(after[0]).toMatchObject({
      subject: hits[0].repository,
      details: { feature: "voice", pieces: hits.length, commit: hits[0].commit },
    });
    expect(after).toHaveLength(before.length + 1);
  });

  test("German is answered in German", async () => {
    shop.answer = () => text("Sie addiert die Preise.");
    const body = await bodyOf(
      await speak("Erklär mir diese Funktion", [sent("src/cart.ts", [3, 4])]),
    );
    expect(body).toMatchObject({ intent: "explain", text: "Sie addiert die Preise." });
    expect(shop.lastRequest()?.user).toMatch(/Write in German\.$/);
  });

  test("what no rule knows is sorted by the expert, and done", async () => {
    const declaration = "export function isEmpty(prices: number[]): boolean {";
    shop.answer = ({ system }) =>
      text(
        system.includes("You sort what a developer said")
          ? "refactor"
          : `Done.\n\nFILE: src/cart.ts\n${block(declaration, declaration.replace("isEmpty", "hasNone"))}`,
      );
    const body = await bodyOf(
      await speak("isEmpty is a bad name, hasNone says it", [sent("src/cart.ts")]),
    );
    expect(body.intent).toBe("refactor");
    expect(body.patch.files[0].text).toContain("function hasNone(");
  });

  test("a file of secrets is refused before anything is transcribed", async () => {
    shop.said = "not asked";
    const before = shop.model.spoken.length;
    const response = await speak("Explain this", [{ path: ".env", text: "A=1" }]);
    expect(response.status).toBe(422);
    expect(shop.model.spoken).toHaveLength(before);
  });

  test("without transcription it is not there, and without an expert search still is", async () => {
    const bare = await shop.world.startAnother({ EXPERT_URL: "none" });
    try {
      expect((await speak("Explain this", [sent("src/cart.ts")], { url: bare.url })).status).toBe(
        501,
      );
      const ask = (path: string, body: object) =>
        fetch(`${bare.url}${path}`, {
          method: "POST",
          headers: { authorization: "Bearer local", "content-type": "application/json" },
          body: JSON.stringify(body),
        });
      expect((await ask("/v1/explain", { files: [sent("src/cart.ts")] })).status).toBe(501);
      const found = await bodyOf(await ask("/v1/search", { query: "taxOf" }));
      expect(found.hits[0].path).toBe("src/tax.ts");
    } finally {
      await bare.close();
    }
  });
});

test("every answer is in the audit log once, whole, and without a word of it", async () => {
  shop.answer = () => text("Secret words.");
  const before = (await readAudit(shop.world.database, { limit: 1_000 })).length;
  await shop.world.post("/v1/explain", {
    repository: shop.world.folder,
    files: [sent("src/cart.ts")],
    question: "Hidden question?",
  });
  const all = await readAudit(shop.world.database, { limit: 1_000 });
  const rows = all.toReversed().slice(before);
  expect(rows.map(({ action, actor }) => [action, actor])).toEqual([
    ["code.retrieved", "local"],
    ["model.called", "local"],
  ]);
  expect(JSON.stringify(rows)).not.toMatch(/Secret|Hidden|totalOf/);
  expect(await verifyAudit(shop.world.database)).toMatchObject({ isWhole: true });
});
