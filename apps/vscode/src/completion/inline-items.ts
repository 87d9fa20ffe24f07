import * as vscode from "vscode";
import type { ShownItem } from "../events/showing.ts";
import type { Choice } from "./answer-cache.ts";
import type { Cursor } from "./cursor.ts";
import { fitToCursor } from "./fit-to-cursor.ts";

/** VS Code runs it when an item was accepted, which is the only thing it tells; called with the ShownItem. */
export const acceptedCommand = "devflow.completionAccepted";

/** The choices as VS Code shows them: fitted to what stands right of the cursor. */
export function itemsOf(cursor: Cursor, choices: readonly Choice[]): vscode.InlineCompletionItem[] {
  return choices.flatMap((choice) => {
    const fitted = fitToCursor(choice.text, cursor.place.after);
    if (fitted === null) return [];
    const { start, end } = cursor.replaced;
    const range = new vscode.Range(start, end.translate(0, fitted.replacedAfter));
    const accepted: ShownItem = {
      completionId: choice.completionId,
      choiceIndex: choice.index,
      uri: cursor.uri,
      offset: cursor.offset,
      text: fitted.text,
      ...(choice.clientMs !== undefined && { clientMs: choice.clientMs }),
    };
    const item = new vscode.InlineCompletionItem(`${cursor.selectedText}${fitted.text}`, range, {
      title: "Accepted",
      command: acceptedCommand,
      arguments: [accepted],
    });
    return [item];
  });
}
