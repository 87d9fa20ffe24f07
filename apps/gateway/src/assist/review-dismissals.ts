import { dismissInEditor } from "@devflow/team-memory";
import { GatewayError } from "../http/gateway-error.ts";
import { defineRoute, type Route } from "../http/route.ts";
import type { AssistServices } from "./assist-services.ts";
import { dismissalAnswer, dismissalRequest } from "./schemas/review.ts";

/** `POST /v1/review/dismissals`: what the caller does not want to hear again in the editor. Ids only. */
export function dismissalRoute({ parts }: Pick<AssistServices, "parts">): Route {
  return defineRoute({
    method: "POST",
    path: "/v1/review/dismissals",
    operation: "dismissFinding",
    summary: "Tells that a finding of a review shall not be said again.",
    description:
      "It holds for the caller's reviews of that repository in editors, also when the lines move. The bot on pull requests and the team's filter hear nothing of it.",
    scope: "assist",
    rate: "event",
    body: dismissalRequest,
    answer: dismissalAnswer,
    errors: [404],
    async handle({ caller, body: { repository, fingerprint, dismissed } }) {
      const memory = { personId: caller.personId, repository: repository ?? null };
      if (await dismissInEditor(parts.database, memory, fingerprint, dismissed)) {
        return { body: { fingerprint } };
      }
      throw new GatewayError(404, "No review told you such a finding there.", {
        code: "no_such_finding",
      });
    },
  });
}
