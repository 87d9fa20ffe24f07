import { startModelServer, text } from "@devflow/testkit/model-server";
import { describe, expect, test, vi } from "vitest";
import {
  budgetFor,
  countPrompt,
  createExpert,
  draftPrompt,
  estimateTokens,
  fitsWindow,
} from "../src/index.ts";
import { createTokenCounter } from "../src/tokens/token-counter.ts";
import { logger, recordingLogger, request, settingsFor } from "./support.ts";

/** Name, tokens in Llama-2's vocabulary as llama-tokenizer-js 1.2.2 counts them, lines. */
const measured: [string, number, string[]][] = [
  [
    "typescript",
    143,
    [
      "export async function settle(findings: Finding[], history: History): Promise<Settled> {",
      "  const seen = new Set(history.postedFingerprints);",
      "  const kept = findings.filter((finding) => !seen.has(finding.fingerprint));",
      "  for (const [index, finding] of kept.entries()) {",
      '    if (index >= policy.maxFindings) held.push({ ...finding, reason: "over the limit" + policy.maxFindings });',
      "  }",
      "  return { kept: kept.slice(0, policy.maxFindings), held };",
      "}",
      "",
    ],
  ],
  [
    "python",
    120,
    [
      "def normalise(rows, *, today=None):",
      '    """Drop rows without an id and give every date a time zone."""',
      "    today = today or datetime.now(tz=timezone.utc)",
      "    for row in rows:",
      '        if row.get("id") is None or row["deleted_at"] is not None:',
      "            continue",
      '        yield {**row, "seen_at": min(row["seen_at"], today), "score": float(row["score"]) / 100.0}',
      "",
    ],
  ],
  [
    "go",
    110,
    [
      "func (s *Server) handle(w http.ResponseWriter, r *http.Request) {",
      "\tctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)",
      "\tdefer cancel()",
      '\tif err := s.store.Save(ctx, r.Header.Get("X-GitHub-Delivery")); err != nil {',
      "\t\thttp.Error(w, err.Error(), http.StatusInternalServerError)",
      "\t\treturn",
      "\t}",
      "}",
      "",
    ],
  ],
  [
    "java",
    101,
    [
      "@Override",
      "public Optional<Account> findByEmail(String email) {",
      '    try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM accounts WHERE email = ?")) {',
      "        statement.setString(1, email.toLowerCase(Locale.ROOT));",
      "        ResultSet result = statement.executeQuery();",
      "        return result.next() ? Optional.of(Account.from(result)) : Optional.empty();",
      "    }",
      "}",
      "",
    ],
  ],
  [
    "constants in capitals",
    91,
    [
      "#define OSSL_CRMF_PUB_METHOD_DONTCARE 0",
      "#define OSSL_CRMF_PUB_METHOD_X500 1",
      "#define X509_V_FLAG_CRL_CHECK_ALL 0x8",
      "#define EVP_CTRL_AEAD_SET_IVLEN 0x9",
      "",
    ],
  ],
  [
    "JSON with hashes",
    131,
    [
      '{"name":"left-pad","version":"1.3.0","resolved":"https://registry.npmjs.org/left-pad/-/left-pad-1.3.0.tgz",',
      ' "integrity":"sha512-XI5MPzVNApjAyhQzphX8BkmKsKUxD4LdyK24iZeQGinBN9yTQT3bFlCBy/aVx2HrNcqQGsdot8ghrjyrvMCoEA=="}',
      "",
    ],
  ],
  [
    "prose",
    48,
    [
      "The worker reads the pull request again before it posts, because a push may have moved the head while the model",
      "was thinking. When it did, the review is dropped and a new job takes its place; nothing is posted twice.",
      "",
    ],
  ],
  [
    "numbered diff",
    105,
    [
      "  98  export function total(items: Item[]) {",
      "  99 -  return items.reduce((sum, item) => sum + item.price, 0);",
      "  99 +  let sum = 0;",
      " 100 +  for (let i = 0; i <= items.length; i++) sum += items[i].price * items[i].quantity;",
      " 101 +  return sum;",
      " 102  }",
      "",
    ],
  ],
];

describe("the estimate", () => {
  test.each(measured)(
    "of %s is not too low, and not more than 1.6 times too high",
    (_name, tokens, lines) => {
      const estimate = estimateTokens(lines.join("\n"));
      expect(estimate).toBeGreaterThanOrEqual(tokens);
      expect(estimate).toBeLessThanOrEqual(tokens * 1.6);
    },
  );

  test("of text outside of ASCII is one per byte at most", () => {
    const chinese =
      '// 用户可能为空,因此先检查再调用。\nconst message = "保存成功 ✅ 请稍后再试 🚀";\n';
    expect(estimateTokens(chinese)).toBeGreaterThanOrEqual(46);
    expect(estimateTokens(chinese)).toBeLessThanOrEqual(Buffer.byteLength(chinese) * 1.05);
  });

  test("of nothing is nothing", () => {
    expect(estimateTokens("")).toBe(0);
  });
});

describe("counting", () => {
  test.each(["vllm", "llama.cpp"] as const)("asks %s once for the same text", async (tokenizer) => {
    await using server = await startModelServer({ script: [], tokenizer });
    const expert = createExpert(settingsFor(server.url, { tokenizer: "server" }), logger);
    const counts = [
      await expert.countTokens("const a = 1;"),
      await expert.countTokens("const a = 1;"),
    ];
    expect(counts).toEqual([estimateTokens("const a = 1;"), estimateTokens("const a = 1;")]);
    expect(server.tokenized).toEqual(["const a = 1;"]);
  });

  test("takes the server's number, not the estimate", async () => {
    await using server = await startModelServer({
      script: [],
      routes: { "/tokenize": { count: 7 } },
    });
    const expert = createExpert(settingsFor(server.url, { tokenizer: "server" }), logger);
    expect(await expert.countTokens("one two three")).toBe(7);
  });

  test("estimates when the server has no tokenizer, and does not ask again", async () => {
    const routes: Record<string, unknown> = {};
    await using server = await startModelServer({ script: [], routes });
    const expert = createExpert(settingsFor(server.url, { tokenizer: "server" }), logger);
    expect(await expert.countTokens("one")).toBe(estimateTokens("one"));
    routes["/tokenize"] = { count: 99 };
    expect(await expert.countTokens("two")).toBe(estimateTokens("two"));
  });

  test("estimates while the server is silent, and asks again after half a minute", async () => {
    const server = await startModelServer({ script: [], tokenizer: "vllm" });
    const port = Number(new URL(server.url).port);
    await server.close();
    const expert = createExpert(settingsFor(server.url, { tokenizer: "server" }), logger);
    expect(await expert.countTokens("one")).toBe(estimateTokens("one"));
    await using back = await startModelServer({
      script: [],
      routes: { "/tokenize": { count: 5 } },
      port,
    });
    expect(back.url).toBe(server.url);
    expect(await expert.countTokens("one")).toBe(estimateTokens("one"));
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 30_001 });
    try {
      expect(await expert.countTokens("one")).toBe(5);
    } finally {
      vi.useRealTimers();
    }
  });

  test("estimates when the settings say so, without a request", async () => {
    await using server = await startModelServer({ script: [], tokenizer: "vllm" });
    const expert = createExpert(settingsFor(server.url, { tokenizer: "estimate" }), logger);
    expect(await expert.countTokens("one")).toBe(estimateTokens("one"));
    expect(server.tokenized).toEqual([]);
  });

  test("says once when the server's window is smaller than the settings think", async () => {
    const { logger: recording, lines } = recordingLogger();
    await using server = await startModelServer({
      script: [text("ok")],
      tokenizer: "vllm",
      models: [{ id: "scripted-reviewer", max_model_len: 2_048 }],
    });
    const expert = createExpert(settingsFor(server.url, { tokenizer: "server" }), recording);
    await expert.complete(request);
    const warnings = lines.filter((line) => line.includes("smaller than window_tokens"));
    expect(warnings).toHaveLength(1);
    expect(JSON.parse(warnings[0]!)).toMatchObject({
      windowTokens: 4_096,
      serverWindowTokens: 2_048,
    });
  });
});

describe("the budget", () => {
  const change = {
    repository: "acme/shop",
    title: "t",
    description: "d",
    instructions: "",
    language: "",
    facts: [],
  };
  const expert = createExpert(settingsFor("http://127.0.0.1:1/v1"), logger);

  test("leaves most of a 4,096-token window to code", async () => {
    const budget = await budgetFor(expert, change);
    expect(budget).toMatchObject({ windowTokens: 4_096, maxOutputTokens: 1_024 });
    expect(budget.availableTokens).toBe(4_096 - 1_024 - budget.overheadTokens);
    expect(budget.availableTokens).toBeGreaterThan(2_300);
  });

  test("holds: hunks and context packed into it fit the window", async () => {
    const { availableTokens, blockOverheadTokens } = await budgetFor(expert, change);
    const rendered = "99 +  const value = compute(input);\n";
    const each = (await expert.countTokens(rendered.repeat(20))) + blockOverheadTokens;
    const hunks = Array.from({ length: Math.floor(availableTokens / each) }, () => ({
      path: "src/a.ts",
      language: "typescript",
      rendered: rendered.repeat(20),
    }));
    expect(hunks.length).toBeGreaterThan(3);
    expect(await fitsWindow(expert, draftPrompt({ ...change, hunks, context: [] }))).toBe(true);
  });

  test("is nothing when the window is too small for the instructions", async () => {
    const small = { ...expert, windowTokens: 512, maxOutputTokens: 128 };
    expect((await budgetFor(small, change)).availableTokens).toBe(0);
  });

  test("counts a whole prompt with its template", async () => {
    const tokens = (await expert.countTokens("a b")) + (await expert.countTokens("c"));
    expect(await countPrompt(expert, { system: "a b", user: "c" })).toBe(tokens + 32);
  });
});

test("a server that is slow to count three times in a row is left alone for a while", async () => {
  await using server = await startModelServer({ script: [], tokenizer: "vllm" });
  const count = (slowMs: number) =>
    createTokenCounter({
      url: server.url,
      headers: {},
      model: () => null,
      isServerAsked: true,
      slowMs,
    });
  const [slow, quick] = [count(0), count(60_000)];
  for (let index = 0; index < 6; index++) expect(await slow(`slow ${index}`)).toBeGreaterThan(0);
  for (let index = 0; index < 6; index++) await quick(`quick ${index}`);
  const asked = (word: string) => server.tokenized.filter((each) => each.startsWith(word)).length;
  expect([asked("slow"), asked("quick")]).toEqual([3, 6]);
});
