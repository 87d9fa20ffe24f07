import type { Turn } from "./conversation.ts";
import type { TurnView } from "./panel-messages.ts";
import { parsePlace } from "./parse-place.ts";
import { renderMarkdown } from "./render-markdown.ts";

const MAX_SOURCES = 12;

/** One turn as the panel shows it. */
export function viewOfTurn({ question, answer, state, problem, model, citations }: Turn): TurnView {
  const cited = citations.filter((each) => each.is_cited);
  const sources = (cited.length > 0 ? cited : citations)
    .filter(({ path }) => parsePlace(path) !== null)
    .slice(0, MAX_SOURCES)
    .map(({ number, path, start_line, end_line, reason }) => ({
      label: `[${number}] ${path}:${start_line}`,
      reason,
      path,
      startLine: start_line,
      endLine: end_line,
    }));
  const html = renderMarkdown(answer, citations);
  return { question, html, state, problem, model, sources };
}
