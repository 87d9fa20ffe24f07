import { FINDING_LIMITS } from "@devflow/expert";
import type { CommentFilter } from "./filter.ts";

/** The prompt asks for three sentences: whoever writes more than an answer may hold teaches another form. */
const MOST_CHARACTERS = 800;

export const length = {
  name: "length",
  reasons: ["too long"],
  reasonAgainst({ words: { text, suggestion } }) {
    const lines = suggestion?.split("\n").length ?? 0;
    const isOver = text.length > MOST_CHARACTERS || lines > FINDING_LIMITS.suggestionLines;
    return isOver ? "too long" : null;
  },
} as const satisfies CommentFilter;
