export * from "./answers/index.ts";
export * from "./code/index.ts";
export * from "./completions/index.ts";
export type * from "./model.ts";
export * from "./outcomes/index.ts";
export * from "./review/index.ts";
export { signalKinds } from "./signal-kinds.ts";
