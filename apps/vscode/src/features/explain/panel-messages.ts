import * as z from "zod";

/** What the panel's script tells the extension. Anything else is ignored. */
export const panelMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("ask"), question: z.string().trim().min(1).max(4000) }),
  z.object({ type: z.literal("stop") }),
  z.object({ type: z.literal("again") }),
  z.object({ type: z.literal("copy"), text: z.string().max(1_000_000) }),
  z.object({ type: z.literal("copyAnswer"), index: z.int().min(0) }),
  z.object({
    type: z.literal("judge"),
    index: z.int().min(0),
    judged: z.enum(["helpful", "unhelpful"]),
  }),
  z.object({
    type: z.literal("open"),
    path: z.string().max(1000),
    startLine: z.int().min(1).nullable(),
    endLine: z.int().min(1).nullable(),
  }),
]);

export type PanelMessage = z.infer<typeof panelMessage>;

/** One turn as the panel shows it. */
export interface TurnView {
  question: string;
  /** Rendered by `renderMarkdown`. */
  html: string;
  state: "answering" | "answered" | "stopped" | "failed";
  problem: string | null;
  model: string | null;
  /** What the person said of it; null where nothing yet, undefined where they are not asked. */
  judged?: "helpful" | "unhelpful" | null;
  /** Places that the answer refers to, or, where it refers to none, that it was made from. */
  sources: { label: string; reason: string; path: string; startLine: number; endLine: number }[];
}

/** What the extension tells the panel's script. */
export type PanelUpdate =
  | {
      type: "show";
      title: string;
      /** The place that is explained; opened by a click. */
      subject: { path: string; startLine: number | null; endLine: number | null };
      turns: TurnView[];
      /** Kept by the webview for the next start. */
      kept: unknown;
    }
  | { type: "turn"; index: number; turn: TurnView };
