import { renderHunk } from "@devflow/diff";
import { ExternalError } from "@devflow/errors";
import { type Expert, judgeCommentPrompt, parseCommentGrade } from "@devflow/expert";
import { languageOf } from "@devflow/syntax";
import { type CommentJudge, readHunk } from "./comment-examples.ts";

/** An answer is one line. */
const ANSWER_TOKENS = 32;

/**
 * Asks an expert about each comment whether it is valid, and how grave and what about. In public
 * measurements such a filter was right in 66 to 85 % of what it kept (arXiv 2502.02757); an answer that
 * cannot be read keeps the comment with the defaults, and so does a hunk that is too long for the
 * expert. Raises what else `complete` raises.
 */
export function judgeByExpert(expert: Expert, signal?: AbortSignal): CommentJudge {
  return async ({ body, path, hunk }) => {
    const parsed = readHunk(hunk);
    if (parsed === null) return null;
    const rendered = renderHunk(parsed, { numbered: true });
    const language = languageOf(path) ?? "";
    const answer = await expert
      .complete({
        ...judgeCommentPrompt({ comment: body, hunk: { path, language, rendered } }),
        maxOutputTokens: ANSWER_TOKENS,
        temperature: 0,
        purpose: "verify",
        ...(signal && { signal }),
      })
      .catch(tooLong);
    if (answer === null) return null;
    const grade = parseCommentGrade(answer.text);
    if (grade.verdict === "none") return null;
    if (grade.verdict === "noisy") return { isValid: false };
    return { isValid: true, severity: grade.severity, category: grade.category };
  };
}

function tooLong(thrown: unknown): null {
  if (thrown instanceof ExternalError && thrown.code === "prompt_too_long") return null;
  throw thrown;
}
