import { ignored, processed } from "../relay/outcome.ts";
import { enqueueIndex } from "../work/enqueue-index.ts";
import { type Handler, rememberFromEvent } from "./handler.ts";
import { pushEvent } from "./payloads.ts";

/** A push to the default branch changes what reviews can look up. */
export const onPush: Handler = async (context, payload) => {
  const event = pushEvent.parse(payload);
  if (event.ref !== `refs/heads/${event.repository.default_branch}`) {
    return ignored("not the default branch");
  }
  if (event.deleted) return ignored("the default branch was deleted");
  const repositoryId = await rememberFromEvent(context, event);
  await enqueueIndex(context.queues, repositoryId);
  return processed(`queued index of repository ${repositoryId}`);
};
