import { randomUUID } from "node:crypto";
import type { Caller } from "@devflow/identity";
import { z } from "zod";
import { GatewayError } from "../http/gateway-error.ts";
import { defineRoute, type Route } from "../http/route.ts";
import { completionHeaders } from "./answer-headers.ts";
import {
  completionAnswer,
  completionRequest,
  languageSchema,
  samplingFields,
} from "./completion-schema.ts";
import { type CompletionServices, serveCompletion } from "./serve-completion.ts";

const shortRequest = z
  .object({
    prefix: z.string().optional().describe("The file up to the cursor."),
    code: z.string().optional().describe("The same, under its other name."),
    suffix: z.string().nullish().describe("The file behind the cursor."),
    language: languageSchema.nullish(),
    path: z.string().max(2_000).nullish(),
    ...samplingFields,
  })
  .meta({ id: "ShortCompletion" });

const shortAnswer = z
  .object({
    id: z.string(),
    completion: z.string().describe("Empty where nothing is worth showing."),
    model: z.string(),
    latency_ms: z.number().min(0).describe("At the server."),
  })
  .meta({ id: "ShortCompletionAnswer" });

export interface CompletionRouteOptions {
  timeoutMs: number;
}

/** Completions as Tabby's clients ask for them, and in one line of JSON. */
export function completionRoutes(
  services: CompletionServices,
  { timeoutMs }: CompletionRouteOptions,
): Route[] {
  const common = {
    method: "POST",
    scope: "complete",
    rate: "completion",
    timeoutMs,
    links: { sendEvents: { body: { completion_id: "/id" } } },
    answerHeaders: completionHeaders,
    errors: [422, 501],
  } as const;
  const tabby = defineRoute({
    ...common,
    path: "/v1/completions",
    operation: "createCompletion",
    summary: "What belongs at the cursor.",
    body: completionRequest,
    answer: completionAnswer,
    async handle({ body, ...request }) {
      refuseDebugging(request.caller, body.debug_options);
      if (body.mode === "next_edit_suggestion") return { body: nothing() };
      const { id, result, headers } = await serveCompletion(services, {
        ...{ ...request, timeoutMs },
        language: body.language ?? null,
        segments: body.segments,
        trigger: body.trigger ?? "automatic",
        temperature: body.temperature,
        seed: body.seed,
        isRetrievalWanted: body.debug_options?.disable_retrieval_augmented_code_completion !== true,
      });
      const choices = result.choices.map(({ index, text }) => ({ index, text }));
      return { headers, body: { id, choices, mode: "standard" as const, model: result.model } };
    },
  });
  const short = defineRoute({
    ...common,
    path: "/complete",
    operation: "complete",
    summary: "What belongs at the cursor, in short.",
    body: shortRequest,
    answer: shortAnswer,
    async handle({ body, ...request }) {
      const { id, result, headers } = await serveCompletion(services, {
        ...{ ...request, timeoutMs },
        language: body.language ?? null,
        segments: {
          prefix: body.prefix ?? body.code ?? "",
          suffix: body.suffix,
          filepath: body.path,
        },
        trigger: "automatic",
        temperature: body.temperature,
        seed: body.seed,
        isRetrievalWanted: true,
      });
      const completion = result.choices[0]?.text ?? "";
      const latency_ms = result.timings.totalMs;
      return { headers, body: { id, completion, model: result.model, latency_ms } };
    },
  });
  return [tabby, short];
}

function nothing() {
  return { id: `cmpl-${randomUUID()}`, choices: [], mode: "standard" as const, model: "" };
}

/** Words that go to a model as they are could have it say anything in the name of this server. */
function refuseDebugging(
  caller: Caller,
  options: z.output<typeof completionRequest>["debug_options"],
): void {
  if (!options?.raw_prompt && options?.return_prompt !== true) return;
  if (!caller.scopes.has("admin")) {
    throw new GatewayError(403, "raw_prompt and return_prompt are for administrators.", {
      code: "missing_scope",
    });
  }
  throw new GatewayError(400, "Prompts are neither taken nor shown here: see devflow doctor.", {
    code: "no_raw_prompts",
  });
}
