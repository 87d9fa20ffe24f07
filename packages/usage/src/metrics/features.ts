/**
 * Where GitHub's reports have what our features do: what is asked and answered in words is its chat,
 * what proposes a change that a person then applies its edit mode. Null: in none of them. A review has
 * fields of its own there, and a search asks no model.
 */
export function featureNameOf(feature: string): string | null {
  switch (feature) {
    case "chat":
    case "explain":
    case "voice":
      return "chat_panel_ask_mode";
    case "tests":
    case "refactor":
    case "docs":
      return "chat_panel_edit_mode";
    case "review":
    case "search":
      return null;
    default:
      return "chat_panel_unknown_mode";
  }
}

export const completionFeature = "code_completion";
