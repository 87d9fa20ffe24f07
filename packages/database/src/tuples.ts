/** For threads that prepare rows and never open a database: loads no engine (150 ms). */
export type { CopyColumn } from "./model.ts";
export { TupleWriter } from "./tuple-writer.ts";
