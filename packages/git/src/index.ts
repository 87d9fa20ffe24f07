export * from "./model.ts";
export { openRepository } from "./open-repository.ts";
