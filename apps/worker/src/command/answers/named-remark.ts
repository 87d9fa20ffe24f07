import { findMarkerKey } from "@devflow/github";
import { listRemarks, meantBy, type NumberedRemark } from "../../memory/remarks.ts";
import { type Answer, type CommandRun, refused } from "../command-run.ts";
import { renderRemarkList } from "../render-lists.ts";

export interface NamedRemark {
  /** The remarks that a word about it decides, see {@link meantBy}. */
  meant: number[];
  /** What stands after the number, or all of the argument where the thread names the remark. */
  rest: string;
}

/**
 * The remark that a command is about: the one of its thread, else the one whose number it names.
 * Without either, people get the list with the numbers. `2`, not `#2`: GitHub would link that to
 * another pull request, and tell it so.
 */
export async function namedRemark(run: CommandRun): Promise<NamedRemark | Answer> {
  const { context, command, thread, verb } = run;
  const remarks = await listRemarks(context.database, command);
  if (thread === null) {
    const [, digits, rest = ""] = /^#?(\d{1,6})\b[:.,]?\s*([\s\S]*)$/.exec(command.argument) ?? [];
    if (digits === undefined) {
      const text = `Write \`/${verb}\` in the thread of a remark, or name one: \`/${verb} 1\`.`;
      return refused("no remark named", `${text}\n\n${listOf(remarks)}`);
    }
    const remark = remarks.find(({ number }) => number === Number(digits));
    if (remark !== undefined) return { meant: meantBy(remark, remarks), rest };
    return refused("no such remark", `There is no remark ${digits} here.\n\n${listOf(remarks)}`);
  }
  const { root } = thread;
  const fingerprint = root.author.isSelf ? findMarkerKey("comment", root.body) : null;
  const remark =
    remarks.find((each) => each.githubCommentId === root.id && each.namedBy === null) ??
    remarks.find((each) => each.fingerprint === fingerprint);
  if (remark !== undefined) return { meant: meantBy(remark, remarks), rest: command.argument };
  return refused("no remark here", "This thread is not about a remark of mine.");
}

function listOf(remarks: readonly NumberedRemark[]): string {
  return renderRemarkList(remarks.filter(({ state }) => state === "open"));
}

export function isAnswer(named: NamedRemark | Answer): named is Answer {
  return "outcome" in named;
}
