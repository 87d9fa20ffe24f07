import { existsSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type { Concern, ExpertTraining } from "../model.ts";

/**
 * Whether the base is there and, where there are conversations, knows how to put messages into a prompt. Of a name on the hub nothing is
 * said: looking it up would need the network.
 */
export function checkBase(expert: ExpertTraining, hasConversations: boolean): Concern[] {
  const { base, chatTemplate } = expert;
  const error = (key: string, message: string): Concern[] => [
    { level: "error", key: `${expert.key}.${key}`, message },
  ];
  if (chatTemplate !== null && !existsSync(chatTemplate)) {
    return error("chat_template", `names ${chatTemplate}, which does not exist`);
  }
  // A folder with special tokens would make TRL train lm_head, and vLLM refuse the adapter.
  if (chatTemplate !== null && statSync(chatTemplate).isDirectory()) {
    return error("chat_template", "is a folder; a Jinja file is needed");
  }
  if (!isAbsolute(base)) return [];
  if (!existsSync(join(base, "config.json"))) {
    return error("base", `is ${base}, which has no config.json: no model is there`);
  }
  if (hasConversations && chatTemplate === null && !hasChatTemplate(base)) {
    return error(
      "base",
      `is ${base}, which has no chat template; name a Jinja file as chat_template`,
    );
  }
  return [];
}

function hasChatTemplate(base: string): boolean {
  if (existsSync(join(base, "chat_template.jinja"))) return true;
  const file = join(base, "tokenizer_config.json");
  return existsSync(file) && /"chat_template"\s*:/.test(readFileSync(file, "utf8"));
}
