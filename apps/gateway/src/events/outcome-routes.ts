import { assistOutcomes } from "@devflow/usage";
import { z } from "zod";
import type { GatewayServices } from "../gateway-services.ts";
import { GatewayError } from "../http/gateway-error.ts";
import { defineRoute, type Route } from "../http/route.ts";

const outcomeRequest = z
  .object({
    id: z
      .string()
      .regex(/^[a-z]{2,20}-[0-9a-f-]{8,40}$/, "is no id of an answer")
      .describe("Of the answer, as it came."),
    outcome: z
      .enum(assistOutcomes)
      .describe(
        "The last one that is sent counts: applied, then whether the tests passed, or undone, which tests that end later do not change. `helpful` and `unhelpful` are people's own word on an explanation.",
      ),
  })
  .meta({ id: "Outcome" });

const outcomeAnswer = z.object({ id: z.string() }).meta({ id: "OutcomeAnswer" });

/** What became of an answer: never a word of it. */
export function outcomeRoutes({ usage }: Pick<GatewayServices, "usage">): Route[] {
  return [
    defineRoute({
      method: "POST",
      path: "/v1/outcomes",
      operation: "sendOutcome",
      summary:
        "Tells what became of an explanation, tests, a refactoring or documentation in the editor.",
      description: "An answer of somebody else and one that does not exist are the same.",
      scope: "assist",
      rate: "event",
      body: outcomeRequest,
      answer: outcomeAnswer,
      errors: [404],
      async handle({ caller, body: { id, outcome } }) {
        if (await usage.outcome(id, caller.personId, outcome)) return { body: { id } };
        throw new GatewayError(404, "There is no such answer of yours.", {
          code: "no_such_answer",
        });
      },
    }),
  ];
}
