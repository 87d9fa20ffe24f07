export type * from "./model.ts";
export { createCompletionService } from "./serve/create-completion-service.ts";
export type * from "./serve/model.ts";
