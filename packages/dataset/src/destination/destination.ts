import { UsageError } from "@devflow/errors";

/** What was written to one file. */
export interface FileFacts {
  /** From the folder of the data set, with slashes. */
  path: string;
  bytes: number;
  /** Hex. */
  sha256: string;
}

/** A file that is written once, front to back. */
export interface OutputFile {
  write(text: string): Promise<void>;
  close(): Promise<FileFacts>;
}

/** A data set while it is written: nobody takes it for a whole one before `complete`. */
export interface OpenDataSet {
  open(path: string): Promise<OutputFile>;
  /** Puts the manifest beside the files, and makes the data set visible: both or neither. */
  complete(manifest: string): Promise<void>;
  /** Removes what was written. Does nothing after `complete`. */
  abandon(): Promise<void>;
}

/** What the database knows of a run: only what a dead one left is removed. */
export type RunState = "alive" | "dead" | "unknown";

/** Where data sets are kept, each under its id. Raises ExternalError when it cannot be reached. */
export interface Destination {
  /** As a person writes it: an absolute folder, or `s3://bucket/prefix`. */
  readonly name: string;
  /** Sees that it can be written to: before hours of work. Raises UsageError, or ExternalError. */
  prepare(): Promise<void>;
  create(id: string): Promise<OpenDataSet>;
  /** The manifest of a whole data set, null when there is none. */
  manifestOf(id: string): Promise<string | null>;
  /** The id that `latest` names, null without one. */
  latest(): Promise<string | null>;
  /** Replaces `latest`: a reader sees the former id or this one. */
  point(id: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Removes what dead runs left, and gives their ids. */
  removeLeftovers(stateOf: (id: string) => RunState): Promise<string[]>;
  close(): void;
}

/** The file that names the newest whole data set. */
export const latestName = "latest";
export const manifestName = "manifest.json";

/** What `create` raises for an id that is taken. */
export function thereAlready(where: string): UsageError {
  return new UsageError(
    `${where} is there already`,
    "A data set is never changed: give another --id, or none.",
  );
}
