import { ownArgument, readCommand } from "@devflow/commands";
import type { SignalKind } from "@devflow/dataset";
import type { ActivityThread, PullActivity } from "@devflow/github";
import { droppedBeforePosted } from "../store/held-rows.ts";
import type { LinesFate } from "./follow-lines.ts";
import type { OutcomeRemark } from "./outcome-pull.ts";

/** A signal as GitHub and our rows show it now. */
export interface FoundSignal {
  kind: SignalKind;
  /** What makes it the same one when it is seen again. */
  sourceKey: string;
  actor: string | null;
  detail: string | null;
  happenedAt: Date;
  /**
   * Words of a person that only an expert can read: a reply, or the reason of a dismissal. Until one
   * has, its kind is what is certain.
   */
  words?: { of: "reply" | "dismissal"; text: string };
}

export interface SignalSources {
  remark: OutcomeRemark;
  /** Null: it has none, or none any more. */
  thread: ActivityThread | null;
  lines: LinesFate;
  activity: Pick<PullActivity, "author" | "state" | "endedAt" | "mergedAt">;
  /** Comments whose slash-command was carried out: what it decided stands in the remark. */
  carriedOut: ReadonlySet<number>;
  /** The App's name, by which people may call it. */
  slug: string;
  mayWrite(login: string): boolean;
}

/** GitHub's reactions that are a word about the comment; a rocket or eyes are none. */
const thumbs: Readonly<Record<string, "reaction_up" | "reaction_down">> = {
  THUMBS_UP: "reaction_up",
  HEART: "reaction_up",
  HOORAY: "reaction_up",
  THUMBS_DOWN: "reaction_down",
};

export function isThumb(content: string): boolean {
  return thumbs[content] !== undefined;
}

/** Kept of a reply or a reason. */
const maxDetail = 2_000;

/**
 * All signals of a remark that hold now, from state alone: in whatever order things happened or were
 * told, the same state gives the same signals. What is stored and not among them holds no longer. A
 * remark whose rule was switched off says nothing about itself.
 */
export function collectSignals(sources: SignalSources): FoundSignal[] {
  const { remark, activity } = sources;
  if (remark.isSwitchedOff) return [];
  const told = [...ofLines(sources), ...ofDecisions(sources), ...ofThread(sources)];
  const { endedAt, mergedAt } = activity;
  const isSettled = told.some(({ kind }) => settling.has(kind));
  const end = (kind: SignalKind, happenedAt: Date): FoundSignal => ({
    ...{ kind, sourceKey: "", actor: null, detail: null, happenedAt },
  });
  if (endedAt !== null && told.length === 0) told.push(end("unanswered", endedAt));
  if (mergedAt !== null && sources.lines.now === "same" && !isSettled) {
    told.push(end("unfixed_after_merge", mergedAt));
  }
  return told;
}

const settling: ReadonlySet<SignalKind> = new Set([
  "dismissed",
  "resolved_by_fix",
  "resolved_without_change",
]);

function ofLines({ lines, remark }: SignalSources): FoundSignal[] {
  const { changedAt, committedAt, revertedAt } = lines;
  const signal = (kind: SignalKind, happenedAt: Date | null): FoundSignal[] =>
    happenedAt === null
      ? []
      : [{ ...{ kind, sourceKey: "", actor: null, detail: null, happenedAt } }];
  const isFixedElsewhere = remark.state === "fixed" && changedAt === null;
  return [
    ...signal("suggestion_committed", committedAt),
    ...signal("lines_changed", committedAt === null ? changedAt : null),
    ...signal("change_reverted", revertedAt),
    // By our own look at a later head: the problem is gone, though its lines stand.
    ...signal("resolved_by_fix", isFixedElsewhere ? remark.stateAt : null),
  ];
}

/** What a command decided, here or under the pull request, and a person's click on the thread. */
function ofDecisions({ remark, thread, lines }: SignalSources): FoundSignal[] {
  const { state, stateActor, stateReason, stateAt } = remark;
  // Opened again by a person, and the webhook was lost: it no longer holds.
  if (remark.wasResolved && thread?.isResolved === false) return [];
  // Of a dropped draft the reason is in our words: nothing for an expert to read.
  const reason = stateReason === droppedBeforePosted ? "" : (stateReason ?? "");
  if (state === "dismissed") return [dismissal(stateActor, reason, stateAt)];
  const resolver = thread?.isResolved === true ? thread.resolvedBy : null;
  const isByPerson = resolver?.isSelf === false && !resolver.login.endsWith("[bot]");
  const isByCommand = state === "resolved" && thread?.resolvedBy?.isSelf !== false;
  if (!isByPerson && !isByCommand) return [];
  const isFixed = lines.now === "changed";
  return [
    {
      kind: isFixed ? "resolved_by_fix" : "resolved_without_change",
      sourceKey: "",
      actor: isByPerson ? resolver.login : stateActor,
      detail: null,
      happenedAt: stateAt,
    },
  ];
}

function dismissal(actor: string | null, reason: string, happenedAt: Date): FoundSignal {
  const detail = reason.slice(0, maxDetail);
  return {
    kind: "dismissed",
    sourceKey: "",
    actor,
    detail: detail === "" ? null : detail,
    happenedAt,
    ...(detail === "" ? {} : { words: { of: "dismissal", text: detail } }),
  };
}

/**
 * Only of the author of the pull request and of who may write: on a public repository anybody can
 * answer and react, and what they say becomes labels. Of others nothing is stored, and no expert reads it.
 */
function ofThread(sources: SignalSources): FoundSignal[] {
  const { thread, activity, mayWrite } = sources;
  if (thread === null) return [];
  const pullAuthor = activity.author?.toLowerCase();
  const counts = (login: string) => login.toLowerCase() === pullAuthor || mayWrite(login);
  const reactions = thread.reactions.flatMap(({ id, content, author, createdAt }) => {
    const kind = thumbs[content];
    if (kind === undefined || !counts(author)) return [];
    const found = { kind, sourceKey: String(id), actor: author, detail: null };
    return [{ ...found, happenedAt: createdAt }];
  });
  const replies = thread.replies.filter((reply) => counts(reply.author));
  return [...reactions, ...replies.flatMap((reply) => ofReply(reply, sources))];
}

type Reply = ActivityThread["replies"][number];

/**
 * A slash-command says what it says. `/dismiss` that was not carried out, since its webhook was lost
 * until the pull request was merged, is a dismissal where its author may write, and elsewhere a word
 * against the comment.
 */
function ofReply(
  reply: Reply,
  { remark, carriedOut, slug, mayWrite }: SignalSources,
): FoundSignal[] {
  const detail = reply.body.slice(0, maxDetail);
  const found = {
    sourceKey: String(reply.id),
    actor: reply.author,
    detail,
    happenedAt: reply.createdAt,
  };
  const command = readCommand(reply.body, slug);
  if (command === null) {
    return [{ ...found, kind: "reply_other", words: { of: "reply", text: detail } }];
  }
  if (command.verb === "dismiss") {
    if (remark.state === "dismissed" || carriedOut.has(reply.id)) return [];
    const reason = ownArgument(command.argument).own.replace(/\s+/g, " ").trim();
    return mayWrite(reply.author)
      ? [{ ...dismissal(reply.author, reason, reply.createdAt), sourceKey: found.sourceKey }]
      : [{ ...found, kind: "reply_disagreed" }];
  }
  if (command.verb === "resolve") return [];
  const isQuestion = command.verb === "ask" || command.verb === "explain";
  return [{ ...found, kind: isQuestion ? "reply_question" : "reply_other" }];
}
