import { processed } from "../relay/outcome.ts";
import type { Handler } from "./handler.ts";
import { pullRequestEvent } from "./payloads.ts";
import { describeSettlement, settleNamedPull } from "./settle-named-pull.ts";

/**
 * opened, reopened, ready_for_review, synchronize, closed. A head that was skipped (a draft, say),
 * superseded or failed before is looked at again; one that was reviewed is not.
 */
export const onPullRequest: Handler = async (context, payload) => {
  const event = pullRequestEvent.parse(payload);
  const settlement = await settleNamedPull(context, event, event.pull_request.number, {
    trigger: "webhook",
    restartFrom: ["skipped", "superseded", "failed"],
  });
  return processed(describeSettlement(settlement));
};
