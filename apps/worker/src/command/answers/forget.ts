import { forget, listKnown, matching } from "../../memory/forget.ts";
import { type Answer, acknowledged, type CommandRun, refused, said } from "../command-run.ts";
import { renderKnownList } from "../render-lists.ts";

/** `/forget [NUMBER or TEXT]`: the list, or one thing less on it. */
export async function forgetKnown({ context, command }: CommandRun): Promise<Answer> {
  const known = await listKnown(context.database, command.repositoryId);
  const wanted = command.argument.trim();
  if (wanted === "") return said("listed", renderKnownList(known));
  const [only, ...others] = matching(known, wanted);
  if (only === undefined) {
    return refused(
      "nothing like it",
      `Nothing here has this number or these words.\n\n${renderKnownList(known)}`,
    );
  }
  if (others.length > 0) {
    const list = renderKnownList([only, ...others]);
    return refused("not clear", `Several fit; name one by its number.\n\n${list}`);
  }
  await forget(context.database, only, command.author);
  return acknowledged(`forgot ${only.kind} ${only.id}`);
}
