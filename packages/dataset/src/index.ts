export type * from "./model.ts";
export * from "./outcomes/index.ts";
