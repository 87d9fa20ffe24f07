import { AsyncLocalStorage } from "node:async_hooks";
import { ExternalError } from "@devflow/errors";
import { Probot } from "probot";
import { ignored, type Outcome } from "../relay/outcome.ts";
import type { TakenDelivery } from "../relay/take-delivery.ts";
import type { HandlerContext } from "./handler.ts";
import { handlerTable } from "./handler-table.ts";

export interface ReceiverOptions {
  appId: number;
  privateKey: string;
  webhookSecret: string;
  apiUrl: string;
  context: HandlerContext;
}

/**
 * Probot with our handlers: gives a delivery to `probot.webhooks.receive` and tells what became of
 * it. Probot does not say what its handlers return, so the outcome travels beside it.
 */
export async function createReceiver(
  options: ReceiverOptions,
): Promise<(delivery: TakenDelivery) => Promise<Outcome>> {
  const { context } = options;
  const probot = new Probot({
    appId: options.appId,
    privateKey: options.privateKey,
    secret: options.webhookSecret,
    baseUrl: options.apiUrl,
    // Failures reach the relay, which logs them once with the delivery's id.
    log: context.logger.child({ part: "probot" }, { level: "fatal" }),
  });
  await probot.ready();
  const outcomes = new AsyncLocalStorage<Outcome[]>();
  for (const [name, handler] of handlerTable) {
    probot.on(name, async (event: { payload: unknown }) => {
      const outcome = await handler(context, event.payload).catch(ignoreWhatIsGone);
      outcomes.getStore()?.push(outcome);
    });
  }
  return async (delivery) => {
    const collected: Outcome[] = [];
    await outcomes.run(collected, () => receive(probot, delivery));
    return collected[0] ?? ignored("nothing reacts to this event");
  };
}

/** A removed or suspended installation, a deleted repository: nothing is left to do, or to retry. */
function ignoreWhatIsGone(thrown: unknown): Outcome {
  const code = thrown instanceof ExternalError ? thrown.code : undefined;
  if (code === "gone") return ignored("GitHub says that it is gone");
  if (code === "forbidden") return ignored("GitHub does not let the App see it");
  throw thrown;
}

/** Probot gathers what handlers throw; the relay wants to see the failure itself. */
async function receive(probot: Probot, delivery: TakenDelivery): Promise<void> {
  const payload: unknown = JSON.parse(delivery.payload);
  try {
    const event = { id: delivery.guid, name: delivery.event, payload };
    await probot.webhooks.receive(event as Parameters<typeof probot.webhooks.receive>[0]);
  } catch (thrown) {
    throw thrown instanceof AggregateError ? thrown.errors[0] : thrown;
  }
}
