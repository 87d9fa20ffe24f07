import { z } from "zod";
import { ignored, processed } from "../relay/outcome.ts";
import { type Handler, type HandlerContext, rememberFromEvent } from "./handler.ts";
import { checkRunEvent } from "./payloads.ts";
import { describeSettlement, settleNamedPull } from "./settle-named-pull.ts";

const numberSchema = z.object({ pull_number: z.number() });

/** Somebody pressed "Re-run" on our check: the head is reviewed again, also when it was before. */
export const onCheckRunRerequested: Handler = async (context, payload) => {
  const event = checkRunEvent.parse(payload);
  const { appId } = await context.client.identity();
  if (event.check_run.app?.id !== appId) return ignored("another App's check run");
  const repositoryId = await rememberFromEvent(context, event);
  // GitHub names no pull requests of forks; our own rows know them.
  const named = event.check_run.pull_requests.map((pull) => pull.number);
  const known = await pullsOfHead(context, repositoryId, event.check_run.head_sha);
  const outcomes: string[] = [];
  for (const number of new Set([...named, ...known])) {
    const settlement = await settleNamedPull(context, event, number, {
      trigger: "check_run",
      restartFrom: ["held", "posted", "skipped", "superseded", "failed"],
    });
    outcomes.push(`#${number}: ${describeSettlement(settlement)}`);
  }
  return outcomes.length === 0
    ? ignored("no pull request has this head")
    : processed(outcomes.join("; "));
};

async function pullsOfHead(
  context: HandlerContext,
  repositoryId: number,
  headSha: string,
): Promise<number[]> {
  const rows = await context.database.query(
    "SELECT DISTINCT pull_number FROM reviews WHERE repository_id = $1 AND head_sha = $2",
    [repositoryId, headSha],
  );
  return rows.map((row) => numberSchema.parse(row).pull_number);
}
