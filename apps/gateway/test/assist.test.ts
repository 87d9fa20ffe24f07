import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readAudit, verifyAudit } from "@devflow/audit";
import {
  type ModelAnswer,
  type ModelRequest,
  type ModelServer,
  slow,
  startModelServer,
  status,
  streamed,
  text,
} from "@devflow/testkit/model-server";
import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type AssistWorld, eventsOf, openAssistWorld } from "./support/assist-world.ts";

const cart = `import { taxOf } from "./tax";

export function totalOf(prices: number[]): number {
  let sum = 0;
  for (const price of prices) sum += price;
  return sum + taxOf(sum);
}

export function isEmpty(prices: number[]): boolean {
  return prices.length === 0;
}
`;

const tax = `/** Taxes are 19 percent since 2007. */
export function taxOf(sum: number): number {
  return sum * 0.19;
}
`;

const taxTest = `import { expect, test } from "vitest";
import { taxOf } from "./tax";

test("a tax is a share of the sum", () => {
  expect(taxOf(100)).toBe(19);
});
`;

const checkout = `import { totalOf } from "./cart";

export function checkOut(prices: number[]): string {
  return \`Total: \${totalOf(prices)}\`;
}
`;

const checkoutLine = checkout.split("\n")[3] ?? "";

const files = {
  "src/cart.ts": cart,
  "src/tax.ts": tax,
  "src/tax.test.ts": taxTest,
  "src/checkout.ts": checkout,
};

let answer: (request: ModelRequest) => ModelAnswer | Promise<ModelAnswer> = () => text("?");
let model: ModelServer;
let world: AssistWorld;
let experts: string;
/** What the transcription understands, and what was last spoken. */
let said = "";
let spoken = "";

beforeAll(async () => {
  model = await startModelServer({
    script: (request) => answer(request),
    speech: {
      transcribe: () => said,
      speak: ({ input }) => {
        spoken = input;
        return Buffer.from("sound");
      },
    },
    models: [{ id: "codellama-13b-instruct", max_model_len: 16_384 }],
  });
  experts = join(mkdtempSync(join(tmpdir(), "devflow-experts-")), "experts.yaml");
  const endpoint = `{ url: "${model.url}" }`;
  writeFileSync(
    experts,
    `experts:\n  review: { url: "${model.url}", window_tokens: 8192 }\nspeech:\n  transcription: ${endpoint}\n  synthesis: ${endpoint}\n`,
  );
  world = await openAssistWorld(files, { EXPERTS_FILE: experts });
}, 60_000);

afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
  await model?.close();
  rmSync(dirname(experts), { recursive: true, force: true });
});

beforeEach(() => {
  answer = () => text("?");
});

// biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is what it claims of it
const bodyOf = async (response: Response): Promise<any> => response.json();

const sent = (path: keyof typeof files, lines?: [number, number]) => ({
  path,
  text: files[path],
  ...(lines && { selection: { start_line: lines[0], end_line: lines[1] } }),
});

const block = (search: string, replace: string) =>
  `<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;

const lastRequest = () => model.requests.at(-1);

describe("explain", () => {
  test("shows what the code uses from the index, and cites it with its commit", async () => {
    answer = ({ user }) => {
      const number = /\[(\d+)\] [^\n]*\n<<<DATA\nfile: src\/tax\.ts/.exec(user)?.[1];
      return text(`It adds the tax, which is 19 percent [${number}].`);
    };
    const response = await world.post("/v1/explain", {
      repository: world.folder,
      files: [sent("src/cart.ts", [3, 7])],
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("x-devflow-model")).toBe("codellama-13b-instruct");
    const body = await bodyOf(response);
    const commit = world.git(["rev-parse", "HEAD"]).trim();
    expect(body.citations.find(({ is_cited }: { is_cited: boolean }) => is_cited)).toMatchObject({
      path: "src/tax.ts",
      commit,
      label: `src/tax.ts:${body.citations[1].start_line}@${commit.slice(0, 12)}`,
    });
    expect(lastRequest()?.user).toContain("return sum * 0.19;");
    expect(lastRequest()).toMatchObject({ temperature: 0.3, maxTokens: 512 });
  });

  test("comes in pieces, and then as a whole", async () => {
    answer = () => streamed(["It ", "adds ", "prices."]);
    const response = await world.post("/v1/explain", {
      files: [sent("src/cart.ts")],
      stream: true,
    });
    expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
    const events = await eventsOf(response);
    expect(events.map(({ event }) => event)).toEqual(["text", "text", "text", "done"]);
    expect(events.at(-1)?.data).toMatchObject({
      type: "done",
      answer: { text: "It adds prices.", not_read: [] },
    });
  });

  test("a follow-up question carries the conversation", async () => {
    answer = () => text("Because of the law.");
    await world.post("/v1/explain", {
      files: [sent("src/tax.ts")],
      question: "Why 19?",
      turns: [
        { role: "user", text: "What is it?" },
        { role: "assistant", text: "A tax." },
      ],
    });
    expect(lastRequest()?.user).toContain("developer: What is it?\n---\nyou: A tax.");
    expect(lastRequest()?.user).toContain("What the developer asks for:\n<<<DATA\nWhy 19?");
  });

  test("what has no room is said", async () => {
    answer = () => text("Much.");
    const long = Array.from({ length: 3_000 }, (_, at) => `export const value${at} = ${at};`);
    const response = await world.post("/v1/explain", {
      files: [
        {
          path: "src/long.ts",
          text: long.join("\n"),
          selection: { start_line: 1_500, end_line: 1_502 },
        },
      ],
    });
    const { text: said, not_read } = await bodyOf(response);
    expect(lastRequest()?.user).toContain("1501 export const value1500 = 1500;");
    expect(said).toMatch(
      /^Much\.\n\nNot read: `src\/long\.ts` lines 1-\d+ and \d+-3000 \(no room in the model's window\)\.$/,
    );
    expect(not_read).toHaveLength(2);
  });

  test("whoever may not read the repository is shown nothing of it, nor told that it is there", async () => {
    answer = () => text("It adds.");
    const ask = async (repository: string) => {
      const body = { repository, files: [sent("src/cart.ts")] };
      const response = await world.post("/v1/explain", body, { as: "stranger" });
      const { id: _id, ...rest } = await bodyOf(response);
      return { status: response.status, rest, prompt: lastRequest()?.user };
    };
    const foreign = await ask(world.folder);
    expect(foreign.prompt).not.toContain("0.19");
    expect(foreign).toEqual(await ask("/no/such/folder"));
  });

  test("a file of secrets goes to no model", async () => {
    const before = model.requests.length;
    const secret = { path: "config/.env", text: "KEY=1" };
    const response = await world.post("/v1/explain", { files: [sent("src/tax.ts"), secret] });
    expect(response.status).toBe(422);
    expect((await bodyOf(response)).error.code).toBe("secret_file");
    expect(model.requests).toHaveLength(before);
  });

  test("who goes away ends the request at the model server", async () => {
    answer = () => slow();
    const gone = new AbortController();
    const number = model.requests.length + 1;
    const response = world.post(
      "/v1/explain",
      { files: [sent("src/tax.ts")], stream: true },
      { signal: gone.signal },
    );
    const request = await model.received(number);
    gone.abort();
    await expect(response).rejects.toThrow("abort");
    expect(await request.ended).toBe("aborted");
  });

  test("who goes away in the middle of a stream ends it, too", async () => {
    answer = () => streamed(["It ", new Promise(() => {}), "never comes"]);
    const gone = new AbortController();
    const response = await world.post(
      "/v1/explain",
      { files: [sent("src/tax.ts")], stream: true },
      { signal: gone.signal },
    );
    const request = lastRequest();
    gone.abort();
    await expect(response.text()).rejects.toThrow();
    expect(await request?.ended).toBe("aborted");
    await expect
      .poll(async () => {
        const [row] = await world.database.query(
          "SELECT outcome FROM assist_uses ORDER BY used_at DESC LIMIT 1",
        );
        return row?.outcome;
      })
      .toBe("cancelled");
  });

  test("a model server that fails before the first word is a status, not a stream", async () => {
    answer = () => status(400);
    const response = await world.post("/v1/explain", { files: [sent("src/tax.ts")], stream: true });
    expect(response.status).toBe(502);
  });
});

describe("refactor", () => {
  test("changes several files by a patch that git applies", async () => {
    const renamed = [
      "FILE: src/cart.ts",
      block("export function totalOf(", "export function sumOf(").replaceAll(
        "Of(\n",
        "Of(prices: number[]): number {\n",
      ),
      "FILE: src/checkout.ts",
      block('import { totalOf } from "./cart";', 'import { sumOf } from "./cart";'),
      block(checkoutLine, checkoutLine.replace("totalOf", "sumOf")),
    ];
    answer = () => text(`I rename the function.\n\n${renamed.join("\n")}`);
    const response = await world.post("/v1/refactor", {
      repository: world.folder,
      files: [sent("src/cart.ts"), sent("src/checkout.ts")],
      instruction: "Rename totalOf to sumOf.",
      stream: true,
    });
    const events = await eventsOf(response);
    expect(events.map(({ event }) => event)).toEqual(["text", "patch", "done"]);
    const done = events.at(-1)?.data as {
      answer: { text: string; patch: { diff: string; files: unknown[] } };
    };
    expect(done.answer.text.trim()).toBe("I rename the function.");
    world.git(["apply", "--check", "-"], done.answer.patch.diff);
    world.git(["apply", "-"], done.answer.patch.diff);
    expect(world.git(["diff", "--stat"])).toContain("2 files changed");
    world.git(["checkout", "--quiet", "."]);
    expect(done.answer.patch.files).toMatchObject([
      { path: "src/cart.ts", is_new: false, syntax: "ok" },
      { path: "src/checkout.ts", is_new: false, syntax: "ok" },
    ]);
  });

  test("is asked once more where a place is not sure", async () => {
    answer = ({ user }) =>
      text(
        user.includes("Your last answer could not be used")
          ? `Now.\n\nFILE: src/tax.ts\n${block("  return sum * 0.19;", "  return sum * 0.2;")}`
          : `First.\n\nFILE: src/tax.ts\n${block("  return sum * 0.16;", "  return sum * 0.2;")}`,
      );
    const response = await world.post("/v1/refactor", {
      files: [sent("src/tax.ts")],
      instruction: "20 percent",
    });
    const body = await bodyOf(response);
    expect(lastRequest()?.user).toContain('no such lines, from "return sum * 0.16;" on');
    expect(body.patch.files[0].text).toBe(tax.replace("0.19", "0.2"));
    expect(body.text).toMatch(
      /^First\.\n\nThat answer could not be used .*Asked once more\.\n\nNow\.$/s,
    );
  });

  test.each([
    ["out of the repository", "../evil.ts"],
    ["into git's folder", ".git/hooks/pre-commit"],
    ["over a file that was not sent", "src/checkout.ts"],
    ["as a file of secrets", ".env"],
  ])("nothing is written %s", async (_, path) => {
    answer = () => text(`Done.\n\nFILE: ${path}\n\`\`\`\nconst x = 1;\n\`\`\`\n`);
    const response = await world.post("/v1/refactor", {
      repository: world.folder,
      files: [sent("src/tax.ts")],
      instruction: "Add it.",
    });
    const body = await bodyOf(response);
    expect(body.patch).toBeNull();
    expect(body.refused[0].path).toBe(path);
    expect(body.text).toContain("Nothing was changed:");
  });

  test("code that does not parse any more is refused", async () => {
    answer = () =>
      text(`Done.\n\nFILE: src/tax.ts\n${block("  return sum * 0.19;", "  return (sum * 0.19;")}`);
    const response = await world.post("/v1/refactor", {
      files: [sent("src/tax.ts")],
      instruction: "Brackets.",
    });
    expect(await bodyOf(response)).toMatchObject({
      patch: null,
      refused: [{ path: "src/tax.ts", reason: "the file would not parse any more" }],
    });
  });
});

describe("tests", () => {
  const written = `import { expect, test } from "vitest";
import { isEmpty } from "./cart";

test("no prices are an empty cart", () => {
  expect(isEmpty([])).toBe(true);
});
`;

  test("stand beside the code, in the framework of the tests there", async () => {
    answer = () => text(`They cover an empty cart.\n\n\`\`\`ts\n${written}\`\`\``);
    const response = await world.post("/v1/tests", {
      repository: world.folder,
      files: [sent("src/cart.ts", [9, 11])],
    });
    const body = await bodyOf(response);
    expect(body.tests).toEqual({ path: "src/cart.test.ts", framework: "vitest" });
    expect(body.patch.files).toEqual([
      { path: "src/cart.test.ts", text: written, is_new: true, syntax: "ok" },
    ]);
    world.git(["apply", "--check", "-"], body.patch.diff);
    expect(lastRequest()?.user).toContain("A test of this repository, to be like in form:");
    expect(lastRequest()?.user).toContain("a tax is a share of the sum");
    expect(body.text).toBe("They cover an empty cart.");
  });

  test("are corrected after a run that failed, and nothing else is", async () => {
    answer = () =>
      text(
        `The expectation was wrong.\n\nFILE: src/cart.test.ts\n${block("  expect(isEmpty([])).toBe(false);", "  expect(isEmpty([])).toBe(true);")}\nFILE: src/cart.ts\n${block("  return prices.length === 0;", "  return true;")}`,
      );
    const wrong = { path: "src/cart.test.ts", text: written.replace("true", "false") };
    const response = await world.post("/v1/tests", {
      files: [sent("src/cart.ts", [9, 11]), wrong],
      failure: { output: "AssertionError: expected true to be false", attempt: 1 },
    });
    const body = await bodyOf(response);
    expect(lastRequest()?.user).toContain("AssertionError: expected true to be false");
    expect(body.refused).toEqual([
      { path: "src/cart.ts", reason: "only src/cart.test.ts is written here" },
    ]);
  });

  test("a file that was there and was not sent is not overwritten", async () => {
    answer = () =>
      text(`They cover it.\n\n\`\`\`ts\n${taxTest.replace("a tax", "another tax")}\`\`\``);
    const response = await world.post("/v1/tests", {
      repository: world.folder,
      files: [sent("src/tax.ts")],
    });
    expect((await bodyOf(response)).tests.path).toBe("src/tax-2.test.ts");
  });
});

describe("docs", () => {
  test("comments are all that is taken", async () => {
    const declaration = "export function isEmpty(prices: number[]): boolean {";
    answer = () =>
      text(
        `Documented.\n\nFILE: src/cart.ts\n${block(declaration, `/** Whether there is nothing to pay. */\n${declaration}`)}${block("  let sum = 0;", "  let sum = 1;")}`,
      );
    const response = await world.post("/v1/docs", { files: [sent("src/cart.ts")] });
    const body = await bodyOf(response);
    expect(body.patch.files[0].text).toBe(
      cart.replace(declaration, `/** Whether there is nothing to pay. */\n${declaration}`),
    );
    expect(body.refused).toEqual([
      { path: "src/cart.ts", reason: "it changes code, not comments only" },
    ]);
  });

  test("in Python a docstring is a comment", async () => {
    const path = "shop/cart.py";
    const code = "def total_of(prices):\n    return sum(prices)\n";
    answer = () =>
      text(
        `Documented.\n\nFILE: ${path}\n${block("def total_of(prices):", 'def total_of(prices):\n    """The sum of all prices."""')}`,
      );
    const response = await world.post("/v1/docs", { files: [{ path, text: code }] });
    expect((await bodyOf(response)).patch.files[0].text).toBe(
      'def total_of(prices):\n    """The sum of all prices."""\n    return sum(prices)\n',
    );
  });
});

describe("review", () => {
  const diff = `diff --git a/src/tax.ts b/src/tax.ts
--- a/src/tax.ts
+++ b/src/tax.ts
@@ -1,4 +1,5 @@
 /** Taxes are 19 percent since 2007. */
 export function taxOf(sum: number): number {
+  const key = "AKIAIOSFODNN7EXAMPLQ";
   return sum * 0.19;
 }
`;

  test("finds what rules and the secret scan find, with progress", async () => {
    answer = () => text("NO FINDINGS");
    const response = await world.post("/v1/review", {
      repository: world.folder,
      diff,
      files: [{ path: "src/tax.ts", before: tax }],
      stream: true,
    });
    const events = await eventsOf(response);
    const done = events.at(-1)?.data as { answer: Record<string, unknown> };
    expect(events.at(-1)?.event).toBe("done");
    expect(done.answer).toMatchObject({
      findings: [{ path: "src/tax.ts", line: 3, side: "RIGHT" }],
      expert: { state: "used", model: "codellama-13b-instruct" },
    });
  });

  test("what holds secrets by its name is left out", async () => {
    const before = model.requests.length;
    const env = diff.replaceAll("src/tax.ts", ".env");
    const body = await bodyOf(await world.post("/v1/review", { diff: env }));
    expect(body).toMatchObject({
      findings: [],
      left_out: [{ path: ".env", reason: "by its name it holds secrets" }],
    });
    expect(model.requests).toHaveLength(before);
  });

  test("what is no diff is told", async () => {
    const response = await world.post("/v1/review", { diff: "hello" });
    expect(response.status).toBe(400);
  });

  test("the team's settings count", async () => {
    answer = () => text("NO FINDINGS");
    const response = await world.post("/v1/review", {
      diff,
      settings: [
        { path: ".devflow.yml", text: "review:\n  ignore_paths: ['src/**']\n  nonsense: 1\n" },
      ],
    });
    const body = await bodyOf(response);
    expect(body.files_reviewed).toEqual([]);
    expect(body.problems[0]).toContain("nonsense");
  });
});

describe("search", () => {
  test("finds code with its commit and age", async () => {
    const response = await world.post("/v1/search", { query: "taxOf", repository: world.folder });
    const { hits } = await bodyOf(response);
    expect(hits[0]).toMatchObject({
      path: "src/tax.ts",
      symbol: "taxOf",
      commit: world.git(["rev-parse", "HEAD"]).trim(),
    });
    expect(hits[0].age_seconds).toBeGreaterThanOrEqual(0);
  });

  test("by folder and language", async () => {
    const paths = async (filter: object) => {
      const response = await world.post("/v1/search", { query: "taxOf sum", ...filter });
      return (await bodyOf(response)).hits.map(({ path }: { path: string }) => path);
    };
    expect(await paths({ path: "src/*.test.ts" })).toEqual(["src/tax.test.ts"]);
    expect(await paths({ path: "lib" })).toEqual([]);
    expect(await paths({ language: "python" })).toEqual([]);
  });

  test("nothing of what somebody may not read", async () => {
    for (const repository of [world.folder, undefined]) {
      const body = { query: "taxOf", repository };
      const response = await world.post("/v1/search", body, { as: "stranger" });
      expect(await bodyOf(response)).toEqual({ hits: [] });
    }
  });
});

describe("chat, by OpenAI's own client", () => {
  const client = () => new OpenAI({ baseURL: `${world.url}/v1`, apiKey: "local", maxRetries: 0 });
  const messages = [
    { role: "system" as const, content: "Be short." },
    { role: "user" as const, content: "What is 19?" },
  ];

  test("an answer, with what was asked for passed on", async () => {
    answer = () => text("A number.");
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
    expect(lastRequest()?.body).toMatchObject({ temperature: 0.7, max_tokens: 40, stop: ["END"] });
    expect(lastRequest()?.body.messages).toEqual(messages);
  });

  test("a stream, with its usage at the end", async () => {
    answer = () => streamed(["A ", "number."], "length");
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
    const stranger = new OpenAI({ baseURL: `${world.url}/v1`, apiKey: "nobody", maxRetries: 0 });
    await expect(
      stranger.chat.completions.create({ model: "auto", messages }),
    ).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
  });

  test("a stream that breaks raises", async () => {
    answer = () => streamed(["A "], null);
    const stream = await client().chat.completions.create({
      model: "auto",
      messages,
      stream: true,
    });
    await expect(Array.fromAsync(stream)).rejects.toBeInstanceOf(OpenAI.APIError);
  });

  test("code of the repository goes with the question", async () => {
    answer = () => text("19 percent [1].");
    const devflow = { repository: world.folder, files: [] };
    await client().chat.completions.create({
      model: "auto",
      messages: [{ role: "user", content: "What does taxOf give?" }],
      ...{ devflow },
    });
    expect(lastRequest()?.system).toContain("return sum * 0.19;");
  });
});

describe("voice", () => {
  const speak = (words: string, about: readonly object[], url = world.url) => {
    said = words;
    const form = new FormData();
    form.set("audio", new File(["RIFF"], "question.webm", { type: "audio/webm" }));
    form.set("request", JSON.stringify({ repository: world.folder, files: about }));
    const headers = { authorization: "Bearer local" };
    return fetch(`${url}/v1/voice`, { method: "POST", headers, body: form });
  };

  test("who calls a function is said from the index, without a model", async () => {
    const before = model.requests.length;
    const body = await bodyOf(
      await speak("Hey DevFlow, what calls this?", [sent("src/cart.ts", [3, 4])]),
    );
    const commit = world.git(["rev-parse", "HEAD"]).slice(0, 12);
    expect(body).toMatchObject({
      transcript: "Hey DevFlow, what calls this?",
      intent: "callers",
      model: null,
      text: `\`totalOf\` is used in one place:\n- \`src/checkout.ts:4@${commit}\` in \`checkOut\``,
      audio: { content_type: "audio/mpeg", base64: Buffer.from("sound").toString("base64") },
    });
    expect(spoken).toBe("totalOf is used in one place: src/checkout.ts:4 in checkOut");
    expect(model.requests).toHaveLength(before);
  });

  test("German is answered in German", async () => {
    answer = () => text("Sie addiert die Preise.");
    const body = await bodyOf(
      await speak("Erklär mir diese Funktion", [sent("src/cart.ts", [3, 4])]),
    );
    expect(body).toMatchObject({ intent: "explain", text: "Sie addiert die Preise." });
    expect(lastRequest()?.user).toMatch(/Write in German\.$/);
  });

  test("what no rule knows is sorted by the expert, and done", async () => {
    const declaration = "export function isEmpty(prices: number[]): boolean {";
    answer = ({ system }) =>
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
    said = "not asked";
    const before = model.spoken.length;
    const response = await speak("Explain this", [{ path: ".env", text: "A=1" }]);
    expect(response.status).toBe(422);
    expect(model.spoken).toHaveLength(before);
  });

  test("without transcription it is not there, and without an expert search still is", async () => {
    const bare = await world.startAnother({ EXPERT_URL: "none" });
    try {
      expect((await speak("Explain this", [sent("src/cart.ts")], bare.url)).status).toBe(501);
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
  answer = () => text("Secret words.");
  const before = (await readAudit(world.database, { limit: 1_000 })).length;
  await world.post("/v1/explain", {
    repository: world.folder,
    files: [sent("src/cart.ts")],
    question: "Hidden question?",
  });
  const all = await readAudit(world.database, { limit: 1_000 });
  const rows = all.toReversed().slice(before);
  expect(rows.map(({ action, actor }) => [action, actor])).toEqual([
    ["code.retrieved", "local"],
    ["model.called", "local"],
  ]);
  expect(JSON.stringify(rows)).not.toMatch(/Secret|Hidden|totalOf/);
  expect(await verifyAudit(world.database)).toMatchObject({ isWhole: true });
});
