import { matchComments, truthsOf } from "../../match.ts";
import type { BacktestRun, Comment, Replay, Truth } from "../../model.ts";
import { sideName } from "../render-text.ts";
import { fateOf, range } from "../words.ts";
import { type Html, html, nothing } from "./html.ts";

/** Characters of a body or a remark that are shown. */
const mostWords = 1_500;

/** One pull request: what would have been said, on its code, and what people said or fixed. */
export function pullCard(replay: Replay, run: BacktestRun, isOpen: boolean): Html {
  const { change, reviews } = replay;
  const truths = truthsOf(replay, "any") ?? [];
  const matched = reviews.map(({ comments }) => matchComments(comments, truths, run.settings.near));
  const agreed = new Set(matched.flatMap(({ agreements }) => agreements.map(({ truth }) => truth)));
  const said = reviews.reduce((sum, { comments }) => sum + comments.length, 0);
  const sides = reviews.map(({ comments, expertFailure }, side) => {
    const heading =
      run.sides.length > 1
        ? html`<h3><span class="key side-${"ab"[side] ?? ""}"></span>${sideName(run.sides[side] ?? "", side)}</h3>`
        : nothing;
    const failure =
      expertFailure === null
        ? nothing
        : html`<p class="small soft">The expert did not read all of it: ${expertFailure}</p>`;
    const agreements = matched[side]?.agreements ?? [];
    const cards = comments.map((comment) =>
      commentCard(
        comment,
        agreements.filter((each) => each.comment === comment).map(({ truth }) => truth),
      ),
    );
    return html`${heading}${failure}${cards.length > 0 ? cards : html`<p class="soft">Nothing.</p>`}`;
  });
  const missed = truths.filter((truth) => !agreed.has(truth));
  const fate = fateOf(replay);
  return html`<details class="pull"${isOpen ? html` open` : nothing}><summary><span class="mono soft">${change.name}</span><span class="title">${change.title}</span><span class="push"></span>${agreed.size > 0 ? html`<span class="tag agrees">agrees at ${agreed.size}</span>` : nothing}<span class="tag">${said} ${said === 1 ? "comment" : "comments"}</span>${fate === "" ? nothing : html`<span class="tag">${fate}</span>`}<span class="soft small">${change.landedAt.slice(0, 10)}</span></summary><div class="body">${sides}${missed.map((truth) => truthBox(truth, false))}</div></details>`;
}

function commentCard(comment: Comment, truths: readonly Truth[]): Html {
  const { path, severity, source, title, body, suggestion } = comment;
  return html`<div class="comment${truths.length > 0 ? " right" : ""}"><div class="where"><span class="tag ${/^[a-z]+$/.test(severity) ? severity : ""}">${severity}</span><b>${title}</b><span class="soft mono">${path}:${range(comment)}</span><span class="soft small">${source}</span></div>${excerpt(comment)}<div class="words">${inlineCode(body)}</div>${
    suggestion === null
      ? nothing
      : html`<pre class="code">${suggestion.split("\n").map((line) => html`<span class="added">${line}</span>`)}</pre>`
  }${truths.map((truth) => truthBox(truth, true))}</div>`;
}

function excerpt({ excerpt: lines, startLine, line }: Comment): Html {
  if (lines === null)
    return html`<p class="small soft">The code holds a credential and is not shown.</p>`;
  const rows = lines.map(({ kind, number, text }) => {
    const isAt = number !== null && number >= startLine && number <= line;
    return html`<span class="${kind}${isAt ? " at" : ""}"><i>${number ?? ""}</i>${text}</span>`;
  });
  return html`<pre class="code">${rows}</pre>`;
}

function truthBox(truth: Truth, isFound: boolean): Html {
  const who =
    truth.kind === "human"
      ? html`<b>${truth.author} wrote</b>`
      : html`<b>Fixed ${truth.daysLater} days later</b> <span class="mono">${truth.sha.slice(0, 9)}</span>`;
  const words = truth.kind === "human" ? truth.body : truth.subject;
  const mark = isFound
    ? html`<span class="tag agrees">agrees</span>`
    : html`<span class="tag warn">not found</span>`;
  return html`<div class="truth${isFound ? "" : " missed"}">${mark} ${who} <span class="mono soft">${truth.path}:${range(truth)}</span><div class="words">${inlineCode(words)}</div></div>`;
}

/** Text with what stands between backticks as code. */
function inlineCode(text: string): Html[] {
  const shown = text.length > mostWords ? `${text.slice(0, mostWords)} …` : text;
  return shown
    .split(/(`[^`\n]+`)/)
    .map((part) => (/^`.+`$/.test(part) ? html`<code>${part.slice(1, -1)}</code>` : html`${part}`));
}
