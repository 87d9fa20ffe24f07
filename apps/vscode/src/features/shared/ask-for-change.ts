import type { Host } from "../../host/host.ts";
import { assistTimeoutMs } from "../../settings/settings.ts";
import type { Proposal } from "../patches/proposal-preview.ts";
import { type ChangeAnswer, changeAnswer, type FileToSend } from "./answers.ts";
import { repositoryOf } from "./files-to-send.ts";
import type { LocatedFile } from "./located-file.ts";
import { readAnswer } from "./read-answer.ts";
import type { Work } from "./running-work.ts";

export interface ChangeRequest {
  path: "/v1/tests" | "/v1/refactor" | "/v1/docs";
  file: LocatedFile;
  files: readonly FileToSend[];
  /** Fields of the route beside those of all. */
  fields?: Record<string, unknown>;
}

/** Asks for a change over files and says in the notice how far it is. */
export async function askForChange(
  host: Host,
  { path, file, files, fields }: ChangeRequest,
  { signal, say }: Work,
): Promise<ChangeAnswer> {
  const repository = repositoryOf(file.folder);
  const body = { ...fields, repository, files, stream: true };
  say("reading the code…");
  const stream = await host.gateway.open({ path, body, signal, timeoutMs: assistTimeoutMs() });
  return await readAnswer(stream.events, changeAnswer, {
    text: (sofar) => say(`writing, ${sofar.split("\n").length} lines so far…`),
  });
}

/** The proposal of an answer; raises an Error fit to be shown where nothing can be applied. */
export function proposalOf(
  title: string,
  { file, files }: Pick<ChangeRequest, "file" | "files">,
  answer: ChangeAnswer,
): Proposal {
  if (!answer.patch || answer.patch.files.length === 0) throw new Error(nothingApplies(answer));
  return {
    answerId: answer.id,
    title,
    folder: file.folder,
    sent: files.map(({ path, text }) => ({ path, text })),
    files: answer.patch.files.map(({ path, text, is_new }) => ({ path, text, isNew: is_new })),
  };
}

function nothingApplies({ refused, text }: ChangeAnswer): string {
  const [first] = refused;
  if (first) return `no edit of the model could be applied (${first.path}: ${first.reason}).`;
  const said = text.trim().split("\n")[0]?.slice(0, 200);
  return said ? `the model proposed no change: ${said}` : "the model proposed no change.";
}
