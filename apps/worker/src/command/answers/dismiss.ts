import { dismissRemarks } from "../../memory/remarks.ts";
import { applyThreadStates } from "../../review/apply-thread-states.ts";
import { refreshShownOf } from "../../review/refresh-shown.ts";
import { type Answer, acknowledged, type CommandRun } from "../command-run.ts";
import { isAnswer, namedRemark } from "./named-remark.ts";

/** Kept of a reason: one is read by people, and by nobody else. */
const maxReason = 500;

/** `/dismiss [N] [REASON]`. */
export async function dismiss(run: CommandRun): Promise<Answer> {
  const named = await namedRemark(run);
  if (isAnswer(named)) return named;
  const reason = named.rest.replace(/\s+/g, " ").trim().slice(0, maxReason);
  const actor = run.command.author;
  await dismissRemarks(run.context.database, named.meant, { actor, reason });
  await applyThreadStates(run.context, run.github, run.command);
  await refreshShownOf(run.context, run.github, run.command);
  return acknowledged(reason === "" ? "dismissed" : "dismissed with a reason");
}
