import * as z from "zod";
import { citation } from "../shared/answers.ts";
import { fileName } from "../shared/file-name.ts";

const turn = z.object({
  /** What was asked, in the person's words; empty for the first explanation. */
  question: z.string(),
  /** Markdown, as far as it has come. */
  answer: z.string(),
  state: z.enum(["answering", "answered", "stopped", "failed"]),
  /** Why it failed, fit to be shown. */
  problem: z.string().nullable(),
  /** The model that answered. */
  model: z.string().nullable(),
  /** Of the answer, as the gateway knows it; null until it is whole, and of older versions. */
  id: z.string().nullable().default(null),
  /** What the person said of it. */
  judged: z.enum(["helpful", "unhelpful"]).nullable().default(null),
  /** What the model was shown; the answer refers to it by number. */
  citations: z.array(citation),
});

const subject = z.object({
  /** Of the folder that the path is below, as a URI. */
  folder: z.string(),
  /** From the folder, with forward slashes. */
  path: z.string(),
  selection: z.object({ startLine: z.int().min(1), endLine: z.int().min(1) }).nullable(),
});

const conversation = z.object({ subject, turns: z.array(turn).max(100) });

/** What is explained: a file, or some lines of it. */
export type Subject = z.infer<typeof subject>;
export type Turn = z.infer<typeof turn>;
/** Everything that a panel shows and that is kept over a reload of the window. */
export type Conversation = z.infer<typeof conversation>;

/** Turns that a follow-up question is sent with: the newest say most, and windows are finite. */
const MAX_HISTORY_TURNS = 6;
/** The server takes no longer ones. */
const MAX_TURN_CHARACTERS = 20_000;

/** A conversation that a panel kept, or null where it is not one (of an older version, for example). */
export function restoreConversation(kept: unknown): Conversation | null {
  const parsed = conversation.safeParse(kept);
  if (!parsed.success) return null;
  // What was under way when the window went is not any more.
  const turns = parsed.data.turns.map((each) =>
    each.state === "answering" ? { ...each, state: "stopped" as const } : each,
  );
  return { ...parsed.data, turns };
}

/** Adds a turn that waits for its answer. */
export function begin(talk: Conversation, question: string): Conversation {
  const waiting: Turn = {
    question,
    answer: "",
    state: "answering",
    problem: null,
    model: null,
    id: null,
    judged: null,
    citations: [],
  };
  return { ...talk, turns: [...talk.turns, waiting] };
}

/** Changes the newest turn. */
export function withLast(talk: Conversation, change: Partial<Turn>): Conversation {
  const last = talk.turns.at(-1);
  if (!last) return talk;
  return { ...talk, turns: [...talk.turns.slice(0, -1), { ...last, ...change }] };
}

/** Notes what the person says of an answer; null where it is not one that can be judged, or was judged so before. */
export function judge(
  talk: Conversation,
  index: number,
  judged: "helpful" | "unhelpful",
): { talk: Conversation; id: string } | null {
  const turn = talk.turns[index];
  if (!turn?.id || turn.judged === judged) return null;
  return { talk: { ...talk, turns: talk.turns.with(index, { ...turn, judged }) }, id: turn.id };
}

/** One message of a chat, as models take it. */
export interface HistoryMessage {
  role: "user" | "assistant";
  text: string;
}

/** What was said before the newest turn, oldest first; turns without an answer are left out. */
export function historyOf(talk: Conversation): HistoryMessage[] {
  return talk.turns
    .slice(0, -1)
    .filter(({ answer }) => answer.trim() !== "")
    .slice(-MAX_HISTORY_TURNS)
    .flatMap(({ question, answer }): HistoryMessage[] => [
      { role: "user", text: question === "" ? "Explain this code." : question },
      { role: "assistant", text: answer.slice(0, MAX_TURN_CHARACTERS) },
    ]);
}

/** The title of the panel: the file's name, with the lines where there are some. */
export function titleOf({ path, selection }: Subject): string {
  const name = fileName(path);
  if (!selection) return name;
  const { startLine, endLine } = selection;
  return startLine === endLine ? `${name}:${startLine}` : `${name}:${startLine}-${endLine}`;
}
