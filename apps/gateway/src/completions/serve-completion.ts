import { randomUUID } from "node:crypto";
import type { AuditCounts } from "@devflow/audit";
import type { CompletionInput, CompletionResult } from "@devflow/completion";
import { ExternalError, isTimeout } from "@devflow/errors";
import type { Caller } from "@devflow/identity";
import type { GatewayServices } from "../gateway-services.ts";
import { GatewayError } from "../http/gateway-error.ts";
import { answerHeaders } from "./answer-headers.ts";
import type { Segments } from "./completion-schema.ts";
import { contentOfCompletion } from "./content-of-completion.ts";
import { inputOfSegments } from "./input-of-segments.ts";
import { meterFill } from "./meter-fill.ts";

/** A completion as any of the routes asks for it. */
export interface AskedCompletion {
  caller: Caller;
  editor: string;
  signal: AbortSignal;
  /** After which the signal ends it. */
  timeoutMs: number;
  language: string | null;
  segments: Segments;
  trigger: CompletionInput["trigger"];
  temperature?: number | null | undefined;
  seed?: number | null | undefined;
  /** False: the index is not asked. */
  isRetrievalWanted: boolean;
}

export interface ServedText {
  id: string;
  result: CompletionResult;
  headers: Record<string, string>;
}

export type CompletionServices = Pick<
  GatewayServices,
  | "identity"
  | "experts"
  | "completions"
  | "repositoryNames"
  | "usage"
  | "audit"
  | "isSecretFile"
  | "mayGoAlong"
>;

/**
 * One completion, from who asks to what is recorded. Raises GatewayError 422 for a file of secrets and
 * 501 where no expert can fill in, ExternalError as the experts do.
 */
export async function serveCompletion(
  services: CompletionServices,
  asked: AskedCompletion,
): Promise<ServedText> {
  refuseSecrets(services, asked.segments.filepath);
  const { caller, segments, signal } = asked;
  const id = `cmpl-${randomUUID()}`;
  const repositoryId = segments.git_url
    ? await services.identity.access.findReadable(caller, segments.git_url, signal)
    : null;
  const input = inputOfSegments(withoutSecrets(services, segments), {
    ...asked,
    repositoryId: asked.isRetrievalWanted ? repositoryId : null,
    temperature: asked.temperature,
    seed: asked.seed,
  });
  const repositoryName =
    repositoryId === null ? null : await services.repositoryNames.nameOf(repositoryId);
  const repository = { repositoryId, repositoryName };
  const count = (counts: AuditCounts) => countForAudit(services, caller, repositoryName, counts);
  let result: CompletionResult;
  try {
    result = await askExperts(services, asked, input, repository);
  } catch (thrown) {
    const isLate = isTimeout(asked.signal.reason);
    if (asked.signal.aborted && !isLate) count({ requests: 1, cancelled: 1 });
    else if (isLate || thrown instanceof ExternalError) count({ requests: 1, failed: 1 });
    throw thrown;
  }
  count(countsOf(result));
  record(services, asked, id, input, repositoryId, result);
  return { id, result, headers: answerHeaders(result) };
}

/** By the name alone: what is in it is not looked at. Raises GatewayError 422. */
export function refuseSecrets(
  { isSecretFile }: Pick<CompletionServices, "isSecretFile">,
  filepath: string | null | undefined,
): void {
  if (!filepath || !isSecretFile(filepath)) return;
  throw new GatewayError(422, "By its name this file holds secrets: it is not sent to a model.", {
    code: "secret_file",
  });
}

/** Snippets of such files, which another client than ours may send along, and snippets with credentials. */
function withoutSecrets({ mayGoAlong }: CompletionServices, segments: Segments): Segments {
  const harmless = <T extends { filepath: string; body: string }>(
    snippets: T[] | null | undefined,
  ) => snippets?.filter(({ filepath: path, body: text }) => mayGoAlong({ path, text }));
  const { clipboard } = segments;
  const mayClipboard = !clipboard || mayGoAlong({ path: "", text: clipboard });
  return {
    ...segments,
    clipboard: mayClipboard ? clipboard : null,
    declarations: harmless(segments.declarations),
    relevant_snippets_from_changed_files: harmless(segments.relevant_snippets_from_changed_files),
    relevant_snippets_from_recently_opened_files: harmless(
      segments.relevant_snippets_from_recently_opened_files,
    ),
  };
}

interface NamedRepository {
  repositoryId: number | null;
  repositoryName: string | null;
}

/** Completions come a hundred times a minute: an entry of the log is about all of a minute. */
function countForAudit(
  { audit }: CompletionServices,
  caller: Caller,
  repositoryName: string | null,
  counts: AuditCounts,
): void {
  const subject = repositoryName ?? "no known repository";
  const details = { person: caller.personId };
  audit.count({ actor: caller.name, action: "completions.served", subject, details }, counts);
}

/** Which model it was, whether it was asked now, and whether it was shown code of the index. */
function countsOf({ source, model, retrieval }: CompletionResult): AuditCounts {
  return {
    requests: 1,
    [`model ${model}`]: 1,
    ...(source !== "expert" && { not_asked_again: 1 }),
    ...(source === "expert" && retrieval === "used" && { with_code_of_index: 1 }),
  };
}

/**
 * Of the time that is left, what an expert has until its first word: a server that takes requests and is
 * silent must neither keep the next one from being asked nor itself from being left alone.
 */
const firstWordShare = { withOthers: 0.25, last: 0.75 };

/** The first expert that answers, in the order of the routes and fallbacks. */
async function askExperts(
  services: CompletionServices,
  { caller, signal, timeoutMs }: AskedCompletion,
  input: CompletionInput,
  { repositoryId, repositoryName }: NamedRepository,
): Promise<CompletionResult> {
  const candidates = await services.experts.route("completion", {
    language: input.language,
    repository: repositoryName,
    repositoryId,
    teams: caller.teams,
  });
  let failure: unknown = null;
  const endAt = performance.now() + timeoutMs;
  for (const [index, { expert, model }] of candidates.entries()) {
    const share = firstWordShare[index === candidates.length - 1 ? "last" : "withOthers"];
    const firstPieceMs = Math.max(1, Math.round(share * (endAt - performance.now())));
    try {
      // Who asks first pays, also when somebody else waits for the same answer until its end.
      const spend = (tokens: number) => services.identity.spend(caller, tokens);
      const metered = meterFill(expert, spend, { firstPieceMs });
      return await services.completions.complete(input, {
        signal,
        expert: metered,
        repositoryName,
        askedBy: `person ${caller.personId}`,
        ...(model !== null && { model }),
      });
    } catch (thrown) {
      signal.throwIfAborted();
      if (!(thrown instanceof ExternalError)) throw thrown;
      failure = thrown;
    }
  }
  throw failure ?? noExpert();
}

function noExpert(): GatewayError {
  return new GatewayError(
    501,
    "No expert for completions is configured. Name one whose model fills in the middle in experts.yaml (docs/experts.md), or by EXPERT_URL and EXPERT_MODEL.",
    { code: "no_expert" },
  );
}

function record(
  { usage }: CompletionServices,
  asked: AskedCompletion,
  id: string,
  input: CompletionInput,
  repositoryId: number | null,
  result: CompletionResult,
): void {
  const at = new Date();
  usage.completion({
    id,
    personId: asked.caller.personId,
    teams: asked.caller.teams,
    repositoryId,
    language: asked.language?.toLowerCase() ?? input.language ?? "unknown",
    editor: asked.editor,
    trigger: asked.trigger,
    source: result.source,
    expert: result.expert,
    model: result.model,
    prefixChars: input.prefix.length,
    suffixChars: input.suffix.length,
    choices: result.choices.map(({ index, text }) => ({
      index,
      chars: text.length,
      lines: text.split("\n").length,
    })),
    timings: result.timings,
    filters: result.filters,
    at,
  });
  if (!usage.keepsContent || result.choices.length === 0) return;
  const content = contentOfCompletion(input, result);
  usage.content({ id, personId: asked.caller.personId, repositoryId, content, at });
}
