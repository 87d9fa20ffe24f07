export type { BotParts } from "./bot-parts.ts";
export { webhookPath } from "./http/create-router.ts";
export { type RunningBot, startBot } from "./start-bot.ts";
