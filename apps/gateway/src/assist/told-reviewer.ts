import { type AskedTask, questionLog } from "@devflow/audit";
import { askableExpertOf, type Expert } from "@devflow/expert";
import type { AssistServices } from "./assist-services.ts";
import type { Retrieved } from "./known-repository.ts";

/**
 * Who reviews, told to the audit log question by question, with the code of the index that went along. What cannot be
 * written is told as soon as it can.
 */
export function toldReviewer(
  { parts, audit }: Pick<AssistServices, "parts" | "audit">,
  reviewer: Expert,
  task: AskedTask,
  retrieved: Retrieved | null,
): Expert {
  const shown = retrieved && {
    repository: retrieved.repository,
    take: async () => {
      const { pieces, commit } = retrieved;
      retrieved.pieces = 0;
      return { pieces, commit };
    },
  };
  const tell = questionLog(parts.database, task, shown, (unwritten) => {
    for (const entry of unwritten) audit.count(entry, { told_late: 1 });
  });
  return askableExpertOf(reviewer).askedBy(tell);
}
