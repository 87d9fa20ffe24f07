import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ModelAnswer,
  type ModelRequest,
  type ModelServer,
  startModelServer,
  text,
} from "@devflow/testkit/model-server";
import { type AssistWorld, openAssistWorld } from "./assist-world.ts";

export const cart = `import { taxOf } from "./tax";

export function totalOf(prices: number[]): number {
  let sum = 0;
  for (const price of prices) sum += price;
  return sum + taxOf(sum);
}

export function isEmpty(prices: number[]): boolean {
  return prices.length === 0;
}
`;

export const tax = `/** Taxes are 19 percent since 2007. */
export function taxOf(sum: number): number {
  return sum * 0.19;
}
`;

export const taxTest = `import { expect, test } from "vitest";
import { taxOf } from "./tax";

test("a tax is a share of the sum", () => {
  expect(taxOf(100)).toBe(19);
});
`;

export const checkout = `import { totalOf } from "./cart";

export function checkOut(prices: number[]): string {
  return \`Total: \${totalOf(prices)}\`;
}
`;

export const checkoutLine = checkout.split("\n")[3] ?? "";

export const files = {
  "src/cart.ts": cart,
  "src/tax.ts": tax,
  "src/tax.test.ts": taxTest,
  "src/checkout.ts": checkout,
};

/** A gateway over a small shop, with a model server that answers as a test says. */
export interface AssistShop extends AsyncDisposable {
  world: AssistWorld;
  model: ModelServer;
  /** What the model answers; set anew by each test. */
  answer: (request: ModelRequest) => ModelAnswer | Promise<ModelAnswer>;
  /** What the transcription understands, and what was last spoken. */
  said: string;
  spoken: string;
  lastRequest(): ModelServer["requests"][number] | undefined;
}

export async function openShop(): Promise<AssistShop> {
  const state = { answer: (() => text("?")) as AssistShop["answer"], said: "", spoken: "" };
  const model = await startModelServer({
    script: (request) => state.answer(request),
    speech: {
      transcribe: () => state.said,
      speak: ({ input }) => {
        state.spoken = input;
        return Buffer.from("sound");
      },
    },
    models: [{ id: "codellama-13b-instruct", max_model_len: 16_384 }],
  });
  const folder = mkdtempSync(join(tmpdir(), "devflow-experts-"));
  const experts = join(folder, "experts.yaml");
  const endpoint = `{ url: "${model.url}" }`;
  writeFileSync(
    experts,
    `experts:\n  review: { url: "${model.url}", window_tokens: 8192 }\nspeech:\n  transcription: ${endpoint}\n  synthesis: ${endpoint}\n`,
  );
  const world = await openAssistWorld(files, { EXPERTS_FILE: experts });
  return Object.assign(state, {
    world,
    model,
    lastRequest: () => model.requests.at(-1),
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      await model.close();
      rmSync(folder, { recursive: true, force: true });
    },
  });
}

// biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is what it claims of it
export const bodyOf = async (response: Response): Promise<any> => response.json();

export const sent = (path: keyof typeof files, lines?: [number, number]) => ({
  path,
  text: files[path],
  ...(lines && { selection: { start_line: lines[0], end_line: lines[1] } }),
});

export const block = (search: string, replace: string) =>
  `<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;
