export * from "./github/index.ts";
export {
  type ModelServer,
  type ModelServerOptions,
  startModelServer,
} from "./model-server/index.ts";
