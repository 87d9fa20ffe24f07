import * as vscode from "vscode";
import { suggestionsFor, withRecent } from "./suggestions.ts";

const recentKey = "devflow.refactor.recent";

/** Lets the person type or choose what shall change; undefined where they thought better of it. */
export async function askInstruction(
  memory: vscode.Memento,
  languageId: string,
  what: string,
): Promise<string | undefined> {
  const recent = memory.get<string[]>(recentKey, []);
  const pick = vscode.window.createQuickPick();
  pick.title = `DevFlow: refactor ${what}`;
  pick.placeholder = "What shall change? Type it, or choose.";
  const show = () => {
    const labels = suggestionsFor(languageId, pick.value, recent);
    // What is typed stays on top, whatever of the rest is like it.
    pick.items = labels.map((label, index) => ({
      label,
      alwaysShow: index === 0 && pick.value.trim() !== "",
    }));
  };
  try {
    const chosen = await new Promise<string | undefined>((resolve) => {
      pick.onDidChangeValue(show);
      pick.onDidAccept(() => resolve(pick.selectedItems[0]?.label ?? pick.value.trim()));
      pick.onDidHide(() => resolve(undefined));
      show();
      pick.show();
    });
    if (!chosen) return undefined;
    await memory.update(recentKey, withRecent(recent, chosen));
    return chosen;
  } finally {
    pick.dispose();
  }
}
