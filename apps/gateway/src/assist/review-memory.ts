import type { Caller } from "@devflow/identity";
import {
  type FilterInUse,
  type Held,
  type History,
  type Remark,
  type ReviewPolicy,
  type ReviewResult,
  severityRank,
} from "@devflow/review";
import {
  type EditorMemory,
  readDismissedInEditor,
  recallBranch,
  recordSaidInEditor,
} from "@devflow/team-memory";
import type { AssistServices } from "./assist-services.ts";
import { embedderOf, type KnownRepository } from "./known-repository.ts";

/** What a review in the editor knows of what was said before: of the team's, only of code that the person may read. */
export interface ReviewMemory {
  history: History;
  /** Absent: no repository that the person may read. */
  filter?: FilterInUse;
  withRules(policy: ReviewPolicy): ReviewPolicy;
  pullNumber: number | null;
  editor: EditorMemory;
}

/** An open remark of the branch's pull request, where it stands now. */
export interface SaidOnPull {
  remark: Remark;
  at: { path: string; side: "LEFT" | "RIGHT"; startLine: number; line: number };
  pullNumber: number;
  /** What this review suggests there; null where it did not say it again, or suggests nothing. */
  edit: NonNullable<Held["edit"]> | null;
}

export interface AskedMemory {
  caller: Caller;
  /** As the request names it. */
  name: string | null;
  /** Null: unknown, or nothing that the caller may read. */
  repository: KnownRepository | null;
  commits: readonly string[];
  /** Of the diff, the old names of renamed files too. */
  paths: readonly string[];
}

/** The same as the bot remembers when it reviews a pull request, and what the person dismissed in editors. */
export async function readReviewMemory(
  services: AssistServices,
  { caller, name, repository, commits, paths }: AskedMemory,
): Promise<ReviewMemory> {
  const { database } = services.parts;
  const editor = { personId: caller.personId, repository: name };
  const dismissed = await readDismissedInEditor(database, editor, paths);
  if (repository === null) {
    return {
      history: { remarks: dismissed },
      withRules: (policy) => policy,
      pullNumber: null,
      editor,
    };
  }
  const embedder = await embedderOf(services);
  const recalled = await recallBranch(database, repository.id, { commits, embedder });
  const { remarks: onPull, dismissals, filter, withRules, pullNumber } = recalled;
  // A remark that was dismissed in the editor is known better by what the pull request has of it.
  const known = new Set(onPull.map(({ fingerprint }) => fingerprint));
  const own = new Set(dismissed.map(({ fingerprint }) => fingerprint));
  return {
    history: {
      remarks: [
        ...onPull.map((remark) => (own.has(remark.fingerprint) ? dismissedByYou(remark) : remark)),
        ...dismissed.filter(({ fingerprint }) => !known.has(fingerprint)),
      ],
      dismissals,
    },
    ...{ filter, withRules, pullNumber, editor },
  };
}

function dismissedByYou(remark: Remark): Remark {
  return { ...remark, state: "dismissed", stateActor: "you", stateReason: null };
}

/** What the bot said on the pull request, is open, and stands in the lines of this diff. The worst first. */
export function saidOnPull(
  { remarkChanges, held }: ReviewResult,
  { history, pullNumber }: ReviewMemory,
): SaidOnPull[] {
  if (pullNumber === null) return [];
  const remarks = new Map(history.remarks?.map((remark) => [remark.id, remark]));
  const edits = new Map(held.map(({ remarkId, edit = null }) => [remarkId, edit]));
  const open = remarkChanges.flatMap(({ remarkId, state, at }) => {
    const remark = remarks.get(remarkId);
    return remark === undefined || state !== "open" || at === null
      ? []
      : [{ remark, at, pullNumber, edit: edits.get(remarkId) ?? null }];
  });
  return open.sort((a, b) => severityRank(a.remark.severity) - severityRank(b.remark.severity));
}

/** Keeps by hashes what is said, so that the person can dismiss it. */
export async function rememberSaid(
  { parts }: Pick<AssistServices, "parts">,
  result: ReviewResult,
  memory: ReviewMemory,
): Promise<void> {
  const { history, editor } = memory;
  const remarks = new Map(history.remarks?.map((remark) => [remark.id, remark]));
  const fresh = result.findings.flatMap((finding) => {
    const trace = result.traces[finding.fingerprint];
    return trace === undefined ? [] : [{ ...finding, trace }];
  });
  const open = saidOnPull(result, memory).map(({ remark, at }) => ({ ...remark, ...at }));
  const met = result.held.flatMap(({ remarkId }) => {
    const remark = remarkId === undefined ? undefined : remarks.get(remarkId);
    return remark?.state === "dismissed" ? [remark.fingerprint] : [];
  });
  await recordSaidInEditor(parts.database, editor, [...fresh, ...open], met);
}
