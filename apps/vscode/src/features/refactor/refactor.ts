import type { Host } from "../../host/host.ts";
import type { ProposalPreview } from "../patches/proposal-preview.ts";
import { askForChange, proposalOf } from "../shared/ask-for-change.ts";
import { codeUnderCursor } from "../shared/code-under-cursor.ts";
import { fileName } from "../shared/file-name.ts";
import { fileToSend, openFilesToSend } from "../shared/files-to-send.ts";
import { reportOutcome } from "../shared/report-outcome.ts";
import type { RunningWork } from "../shared/running-work.ts";
import { wordsFor } from "../shared/words-for.ts";
import { askInstruction } from "./ask-instruction.ts";

/** Asks what shall change, shows the change over all files that it takes, and applies it or not. */
export async function refactor(
  host: Host,
  work: RunningWork,
  preview: ProposalPreview,
  argument?: unknown,
): Promise<void> {
  const target = await codeUnderCursor(argument);
  if (!target) return;
  const { document, file } = target;
  const instruction = await askInstruction(
    host.context.workspaceState,
    document.languageId,
    wordsFor(target),
  );
  if (!instruction) return;

  const proposal = await work.run(`refactoring ${wordsFor(target)}`, async (running) => {
    const files = [await fileToSend(file, target.selection), ...(await openFilesToSend(file))];
    const fields = { instruction };
    const answer = await askForChange(host, { path: "/v1/refactor", file, files, fields }, running);
    return proposalOf(`Refactor ${fileName(file.path)}: ${instruction}`, { file, files }, answer);
  });
  if (proposal) reportOutcome(host, proposal.answerId, await preview.show(proposal));
}
