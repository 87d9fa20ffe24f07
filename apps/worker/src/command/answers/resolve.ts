import { resolveRemarks } from "../../memory/remarks.ts";
import { applyThreadStates } from "../../review/apply-thread-states.ts";
import { refreshShownOf } from "../../review/refresh-shown.ts";
import { type Answer, acknowledged, type CommandRun } from "../command-run.ts";
import { isAnswer, namedRemark } from "./named-remark.ts";

/** `/resolve [N]`. */
export async function resolve(run: CommandRun): Promise<Answer> {
  const named = await namedRemark(run);
  if (isAnswer(named)) return named;
  const decision = { actor: run.command.author, reason: "" };
  await resolveRemarks(run.context.database, named.meant, decision);
  await applyThreadStates(run.context, run.github, run.command);
  await refreshShownOf(run.context, run.github, run.command);
  return acknowledged("resolved");
}
