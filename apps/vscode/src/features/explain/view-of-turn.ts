import type { Turn } from "./conversation.ts";
import type { TurnView } from "./panel-messages.ts";
import { parsePlace } from "./parse-place.ts";
import { renderMarkdown } from "./render-markdown.ts";

const MAX_SOURCES = 12;

/**
 * One turn as the panel shows it.
 * @param isAsked whether the person may say if it helped
 */
export function viewOfTurn(turn: Turn, isAsked: boolean): TurnView {
  const { question, answer, state, problem, model, citations, id, judged } = turn;
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
  const isJudged = isAsked && id !== null && state === "answered";
  return { question, html, state, problem, model, sources, ...(isJudged && { judged }) };
}
