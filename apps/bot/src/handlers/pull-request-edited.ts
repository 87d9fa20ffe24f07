import { ignored, processed } from "../relay/outcome.ts";
import type { Handler } from "./handler.ts";
import { pullRequestEditedEvent } from "./payloads.ts";
import { describeSettlement, settleNamedPull } from "./settle-named-pull.ts";

/**
 * Against another base branch the same head is another change: it is reviewed again, also when it
 * was before, also while it is reviewed or its review waits: that one knows the other base. A new
 * title or description changes nothing that was read.
 */
export const onPullRequestEdited: Handler = async (context, payload) => {
  const event = pullRequestEditedEvent.parse(payload);
  if (event.changes.base == null) return ignored("the base branch is as it was");
  const settlement = await settleNamedPull(context, event, event.pull_request.number, {
    trigger: "webhook",
    restartFrom: ["running", "held", "posted", "skipped", "superseded", "failed"],
  });
  return processed(describeSettlement(settlement));
};
