import type { Host } from "../../host/host.ts";
import type { ProposalPreview } from "../patches/proposal-preview.ts";
import { askForChange, proposalOf } from "../shared/ask-for-change.ts";
import { codeUnderCursor } from "../shared/code-under-cursor.ts";
import { fileName } from "../shared/file-name.ts";
import { fileToSend } from "../shared/files-to-send.ts";
import { reportOutcome } from "../shared/report-outcome.ts";
import type { RunningWork } from "../shared/running-work.ts";
import { wordsFor } from "../shared/words-for.ts";

/** Asks for comments that document the code under the cursor, and shows them before they are written. */
export async function document(
  host: Host,
  work: RunningWork,
  preview: ProposalPreview,
  argument?: unknown,
): Promise<void> {
  const target = await codeUnderCursor(argument);
  if (!target) return;
  const { file } = target;
  const proposal = await work.run(`documenting ${wordsFor(target)}`, async (running) => {
    const files = [await fileToSend(file, target.selection)];
    const answer = await askForChange(host, { path: "/v1/docs", file, files }, running);
    return proposalOf(`Document ${fileName(file.path)}`, { file, files }, answer);
  });
  if (proposal) reportOutcome(host, proposal.answerId, await preview.show(proposal));
}
