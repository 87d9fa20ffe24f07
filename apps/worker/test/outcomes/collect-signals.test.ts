import type { ActivityThread } from "@devflow/github";
import { describe, expect, test } from "vitest";
import { collectSignals, type SignalSources } from "../../src/outcomes/collect-signals.ts";
import type { LinesFate } from "../../src/outcomes/follow-lines.ts";
import type { OutcomeRemark } from "../../src/outcomes/outcome-pull.ts";
import { remark as undecided } from "./remark.ts";

const at = (hour: number) => new Date(Date.UTC(2026, 4, 1, hour));
const remark: OutcomeRemark = { ...undecided, stateAt: at(9) };
const thread: ActivityThread = {
  id: "T",
  commentId: 10,
  isResolved: false,
  resolvedBy: null,
  reactions: [],
  replies: [],
};
const same: LinesFate = { now: "same", changedAt: null, committedAt: null, revertedAt: null };
const changed: LinesFate = { ...same, now: "changed", changedAt: at(3) };
const merged = { author: "mia", state: "merged", endedAt: at(5), mergedAt: at(5) } as const;
const open = { author: "mia", state: "open", endedAt: null, mergedAt: null } as const;

function kinds(more: Partial<SignalSources>): string[] {
  const sources: SignalSources = {
    remark,
    thread,
    lines: same,
    activity: merged,
    carriedOut: new Set(),
    slug: "devflow",
    mayWrite: (login) => login === "kim",
    ...more,
  };
  return collectSignals(sources).map(({ kind, actor }) => `${kind} ${actor ?? "-"}`);
}

const reply = (author: string, body: string) => ({
  ...thread,
  replies: [{ id: 7, author, body, createdAt: at(2), updatedAt: at(2) }],
});
const resolvedBy = (login: string, isSelf = false) => ({
  ...thread,
  isResolved: true,
  resolvedBy: { login, isSelf },
});

describe("signals of a finding", () => {
  test("nobody said or did anything", () => {
    expect(kinds({})).toEqual(["unanswered -", "unfixed_after_merge -"]);
    expect(kinds({ activity: open })).toEqual([]);
    expect(kinds({ activity: { ...merged, state: "closed", mergedAt: null } })).toEqual([
      "unanswered -",
    ]);
    expect(kinds({ lines: { ...same, now: null } })).toEqual(["unanswered -"]);
  });

  test("a switched-off rule is no finding that nobody acted on", () => {
    expect(kinds({ remark: { ...remark, state: "resolved", isSwitchedOff: true } })).toEqual([]);
  });

  test("what a review settled with the lines as they were is a fix elsewhere", () => {
    expect(kinds({ remark: { ...remark, state: "fixed" } })).toEqual(["resolved_by_fix -"]);
    expect(kinds({ remark: { ...remark, state: "fixed" }, lines: changed })).toEqual([
      "lines_changed -",
    ]);
  });

  test("a committed suggestion is told once, a reverted change with what was reverted", () => {
    expect(kinds({ lines: { ...changed, committedAt: at(3) } })).toEqual([
      "suggestion_committed -",
    ]);
    const reverted = { ...same, changedAt: at(3), revertedAt: at(4) };
    expect(kinds({ lines: reverted })).toEqual([
      "lines_changed -",
      "change_reverted -",
      "unfixed_after_merge -",
    ]);
  });

  test("a person's click counts, our own does not", () => {
    expect(kinds({ thread: resolvedBy("kim") })).toEqual(["resolved_without_change kim"]);
    expect(kinds({ thread: resolvedBy("kim"), lines: changed })).toEqual([
      "lines_changed -",
      "resolved_by_fix kim",
    ]);
    const ours = resolvedBy("devflow", true);
    expect(kinds({ thread: ours, lines: changed, remark: { ...remark, state: "fixed" } })).toEqual([
      "lines_changed -",
    ]);
    const byCommand = { ...remark, state: "resolved", stateActor: "lee" } as const;
    expect(kinds({ thread: ours, remark: byCommand })).toEqual(["resolved_without_change lee"]);
  });

  test("a bot's click says nothing of the finding", () => {
    expect(kinds({ thread: resolvedBy("stale[bot]") })).toEqual([
      "unanswered -",
      "unfixed_after_merge -",
    ]);
  });

  test("a dropped draft is dismissed, with no words for an expert to read", () => {
    const dropped = {
      ...remark,
      state: "dismissed",
      stateActor: "kim",
      stateReason: "dropped before it was posted",
    } as const;
    const [signal] = collectSignals({
      remark: dropped,
      thread: null,
      lines: same,
      activity: merged,
      carriedOut: new Set(),
      slug: "devflow",
      mayWrite: () => true,
    });
    expect(signal).toMatchObject({ kind: "dismissed", actor: "kim", detail: null });
    expect(signal).not.toHaveProperty("words");
  });

  test("what was settled and opened again counts no longer, told or not", () => {
    const settled = { ...remark, state: "resolved", stateActor: "kim", wasResolved: true } as const;
    expect(kinds({ activity: open, remark: settled })).toEqual([]);
    expect(kinds({ activity: open, remark: { ...settled, state: "dismissed" } })).toEqual([]);
  });

  test("a dismissal counts with its reason, once", () => {
    const dismissed = {
      ...remark,
      state: "dismissed",
      stateActor: "kim",
      stateReason: "guarded",
    } as const;
    expect(kinds({ remark: dismissed, thread: reply("kim", "/dismiss guarded") })).toEqual([
      "dismissed kim",
    ]);
  });

  test("/dismiss whose webhook was lost counts for whoever may write, else as a word", () => {
    expect(kinds({ thread: reply("kim", "/dismiss guarded") })).toEqual(["dismissed kim"]);
    expect(kinds({ thread: reply("mia", "/dismiss guarded") })).toEqual([
      "reply_disagreed mia",
      "unfixed_after_merge -",
    ]);
    // Carried out, and opened again since.
    const carriedOut = new Set([7]);
    expect(kinds({ thread: reply("kim", "/dismiss no"), carriedOut })).toEqual([
      "unanswered -",
      "unfixed_after_merge -",
    ]);
  });

  test("replies are not guessed at; a question by command is one", () => {
    expect(kinds({ activity: open, thread: reply("mia", "This is not wrong") })).toEqual([
      "reply_other mia",
    ]);
    expect(kinds({ activity: open, thread: reply("mia", "/ask why?") })).toEqual([
      "reply_question mia",
    ]);
  });

  test("a stranger's words and thumbs are none; those of the author and of who may write are", () => {
    const by = (author: string) => ({
      ...thread,
      reactions: [{ id: 3, content: "THUMBS_DOWN", author, createdAt: at(1) }],
      replies: [{ id: 7, author, body: "Agreed!", createdAt: at(2), updatedAt: at(2) }],
    });
    expect(kinds({ activity: open, thread: by("zoe") })).toEqual([]);
    expect(kinds({ activity: open, thread: reply("zoe", "/dismiss wrong") })).toEqual([]);
    expect(kinds({ activity: open, thread: by("kim") })).toEqual([
      "reaction_down kim",
      "reply_other kim",
    ]);
    expect(kinds({ activity: open, thread: by("Mia") })).toEqual([
      "reaction_down Mia",
      "reply_other Mia",
    ]);
    // Of an author whose account is gone nobody says who it was.
    expect(kinds({ activity: { ...open, author: null }, thread: by("mia") })).toEqual([]);
  });

  test("reactions that say nothing about the comment are none", () => {
    const reactions = ["THUMBS_UP", "HEART", "HOORAY", "THUMBS_DOWN", "EYES", "ROCKET", "CONFUSED"];
    const reacted = {
      ...thread,
      reactions: reactions.map((content, id) => ({ id, content, author: "kim", createdAt: at(1) })),
    };
    expect(kinds({ activity: open, thread: reacted })).toEqual([
      "reaction_up kim",
      "reaction_up kim",
      "reaction_up kim",
      "reaction_down kim",
    ]);
  });
});
