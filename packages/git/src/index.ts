export { gitVersion } from "./git-version.ts";
export { type FetchRequest, fetchMirror, type Mirror, openMirror } from "./mirror.ts";
export * from "./model.ts";
export { openRepository } from "./open-repository.ts";
export { isPieceOfWork } from "./read-history.ts";
