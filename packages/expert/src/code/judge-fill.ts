import type { FimFamily } from "../fim/fim-families.ts";
import type { FimProbe } from "./probe-fim.ts";
import { PROBE_ANSWER } from "./probe-holes.ts";

/** Words that only a chat template brings. */
const TEMPLATE_WORD =
  /<\|(?:im_start|im_end|assistant|user|system|start_header_id|eot_id)\|>|\[\/?INST\]|<<SYS>>|<\/?(?:start|end)_of_turn>|<\|start_of_role\|>|<think>/i;
/** How a chat model begins: it greets, or opens a fence around its code. */
const CHAT_VOICE =
  /^\s*(?:```|(?:sure|certainly|of course|absolutely|great|here(?:'s| is| are)|i(?:'m| am| can|'d| see)|it (?:looks|seems)|let(?:'s| me)|to (?:complete|fill|implement|return))\b)/i;
/** A sentence: five words of letters in a row, with nothing of code between them. */
const SENTENCE = /(?:^|\n)\s*(?:#|\/\/)?\s*[A-Za-z][a-z]*(?:,?\s+[A-Za-z][A-Za-z'-]*){4,}/;

/** What an answer to the probe says about the server. */
export function judgeFill(
  text: string,
  middle: string,
  url: string,
  family: FimFamily,
): Pick<FimProbe, "verdict" | "problem" | "nextStep"> {
  if (text.trim() === "") {
    return {
      verdict: "empty",
      problem: "the answer is empty",
      nextStep: `Check that the server runs the model that its name says: the words sent are those of ${family}. If they are another family's, set \`fim\` of the expert.`,
    };
  }
  if (TEMPLATE_WORD.test(text) || CHAT_VOICE.test(text)) {
    return {
      verdict: "chat_template",
      problem: `the answer is a conversation: what was sent to ${url} seems to have been put into a chat template`,
      nextStep:
        "Use a server that completes raw text at this route (vLLM, llama.cpp; with `server: ollama` Ollama), without a proxy that turns it into chat. If it does, name the base model instead of the one for instructions.",
    };
  }
  if (PROBE_ANSWER.test(middle)) return { verdict: "fits", problem: null, nextStep: null };
  if (SENTENCE.test(middle)) {
    return {
      verdict: "explanation",
      problem: "the answer is words about the code",
      nextStep: `Name a model that was trained to fill in the middle; if it was, check \`fim\`: the words sent are those of ${family}.`,
    };
  }
  return {
    verdict: "other_code",
    problem: "the answer is not what belongs there",
    nextStep: `If completions are poor: check \`fim\` (the words sent are those of ${family}), and the model.`,
  };
}
