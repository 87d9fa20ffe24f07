/** Files whose words are for models: prompts, guides and skills of agents, tests of injections. */
const promptPath =
  /(?:^|\/)(?:AGENTS|CLAUDE|GEMINI|SKILL|REVIEW|SECURITY)\.md$|\.cursorrules$|(?:^|\/)\.(?:cursor|claude|windsurf)\/|copilot-instructions|prompt|jailbreak|guardrail|adversarial|red-?team|evals?\//i;

/** Data with words for people, translations above all. */
const textPath = /\.(?:json5?|xml|html?|csv|tsv|strings|arb|resx|xlf|xliff|ftl|properties|svg)$/i;

export function isPromptPath(path: string): boolean {
  return promptPath.test(path);
}

export function isTextPath(path: string): boolean {
  return textPath.test(path);
}
