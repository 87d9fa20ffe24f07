import * as vscode from "vscode";
import type { DismissedAs } from "./dismissals.ts";
import { diagnosticSource, type FindingDiagnostics } from "./finding-diagnostics.ts";
import { stillStanding, type TrackedFinding } from "./tracked-findings.ts";

/** Beside a finding: take its suggestion, have it explained, or not hear it again. */
export class QuickFixes implements vscode.CodeActionProvider {
  readonly #findings: FindingDiagnostics;

  constructor(findings: FindingDiagnostics) {
    this.#findings = findings;
  }

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const own = context.diagnostics.filter(({ source }) => source === diagnosticSource);
    if (own.length === 0) return [];
    const standing = stillStanding(this.#findings.at(document.uri, range), document.getText());
    return standing.flatMap((each) => {
      const diagnostics = own.filter((one) => one.range.start.line === each.span.startLine);
      return actionsFor(document, each).map((action) => Object.assign(action, { diagnostics }));
    });
  }
}

function actionsFor(document: vscode.TextDocument, tracked: TrackedFinding): vscode.CodeAction[] {
  const { finding, span, edit } = tracked;
  const actions: vscode.CodeAction[] = [];
  if (edit) {
    const fix = quickFix(`Apply the suggestion: ${finding.title}`);
    fix.edit = new vscode.WorkspaceEdit();
    fix.edit.replace(document.uri, ...replacement(document, edit));
    fix.isPreferred = true;
    actions.push(fix);
  }
  const range = new vscode.Range(span.startLine, 0, span.endLine, Number.MAX_SAFE_INTEGER);
  const question = `A review says of this code: "${finding.title}". ${finding.body}\nIs that right, and what is the best way to put it right?`;
  const target = { uri: document.uri, range: document.validateRange(range) };
  const explain = quickFix("Explain this remark");
  explain.command = {
    title: explain.title,
    command: "devflow.explain",
    arguments: [target, question.slice(0, 4_000)],
  };
  return [
    ...actions,
    explain,
    dismissal("Dismiss: not a problem", "not_a_problem"),
    dismissal("Dismiss: not now", "not_now"),
  ];

  function dismissal(words: string, dismissed: DismissedAs): vscode.CodeAction {
    const dismiss = quickFix(words);
    dismiss.command = {
      title: dismiss.title,
      command: "devflow.review.dismiss",
      arguments: [document.uri, finding.fingerprint, dismissed],
    };
    return dismiss;
  }
}

function quickFix(words: string): vscode.CodeAction {
  return new vscode.CodeAction(`DevFlow: ${words}`, vscode.CodeActionKind.QuickFix);
}

/** Whole lines, with the line endings of the document. An empty text takes the lines away. */
function replacement(
  document: vscode.TextDocument,
  { span, text }: NonNullable<TrackedFinding["edit"]>,
): [vscode.Range, string] {
  const ending = document.eol === vscode.EndOfLine.CRLF ? "\r\n" : "\n";
  const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
  const isLast = span.endLine + 1 >= document.lineCount;
  const range = document.validateRange(new vscode.Range(span.startLine, 0, span.endLine + 1, 0));
  if (text === "") return [range, ""];
  return [range, lines.join(ending) + (isLast ? "" : ending)];
}
