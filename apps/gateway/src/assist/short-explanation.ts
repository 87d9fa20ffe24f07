import { explain } from "@devflow/assist";
import { z } from "zod";
import { modelHeader } from "../completions/answer-headers.ts";
import { languageSchema } from "../completions/completion-schema.ts";
import { defineRoute, type Route } from "../http/route.ts";
import type { AssistServices } from "./assist-services.ts";
import { askedOf } from "./code-routes.ts";
import { startAssist } from "./run-assist.ts";
import { finishReasonSchema } from "./schemas/answers.ts";
import { assistLimits } from "./schemas/files.ts";

/** What files of a language are called, so that code without a name goes to its expert. */
const extensions: Readonly<Record<string, string>> = {
  python: "py",
  typescript: "ts",
  typescriptreact: "tsx",
  javascript: "js",
  javascriptreact: "jsx",
  rust: "rs",
  ruby: "rb",
  csharp: "cs",
  kotlin: "kt",
};

const request = z
  .object({
    code: z.string().max(assistLimits.fileChars),
    language: languageSchema.nullish(),
    question: z.string().max(assistLimits.instructionChars).nullish(),
  })
  .meta({ id: "ShortExplanation" });

const answer = z
  .object({
    explanation: z.string().describe("Markdown."),
    finish_reason: finishReasonSchema,
    model: z.string(),
  })
  .meta({ id: "ShortExplanationAnswer" });

/** `POST /explain`: code in, words out; `/v1/explain` knows files, follow-ups and streams. */
export function shortExplanationRoute(services: AssistServices): Route {
  return defineRoute({
    method: "POST",
    path: "/explain",
    operation: "explain",
    summary: "Explains code, in short.",
    scope: "assist",
    rate: "assist",
    maxBodyBytes: assistLimits.bodyBytes,
    errors: [501],
    body: request,
    answer,
    async handle({ body, ...asked }) {
      const language = body.language?.toLowerCase() ?? "txt";
      const path = `code.${extensions[language] ?? language}`;
      const files = [{ path, text: body.code, selection: null }];
      const task = { files, question: body.question ?? "", turns: [], answerLanguage: "" };
      const { events, model } = await startAssist(
        services,
        askedOf("explain", asked, { files }),
        (ports) => explain(task, ports),
      );
      let next = await events.next();
      while (!next.done) next = await events.next();
      return {
        headers: modelHeader(model),
        body: {
          explanation: next.value.text,
          finish_reason: next.value.finishReason,
          model: next.value.model,
        },
      };
    },
  });
}
