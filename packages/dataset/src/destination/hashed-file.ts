import { createHash } from "node:crypto";
import type { FileFacts, OutputFile } from "./destination.ts";

/** Where the bytes of one file go. */
export interface ByteSink {
  /** Takes the bytes over: they are not used afterwards. */
  write(bytes: Buffer): Promise<void>;
  close(): Promise<void>;
}

/** Characters in memory before they are handed on: a line is a few thousand. */
const PIECE_CHARACTERS = 256 * 1024;

/** Collects lines to pieces, and counts and hashes what goes out. */
export function hashedFile(path: string, sink: ByteSink): OutputFile {
  const hash = createHash("sha256");
  let pending: string[] = [];
  let characters = 0;
  let bytes = 0;
  const flush = async () => {
    if (characters === 0) return;
    const piece = Buffer.from(pending.join(""), "utf8");
    pending = [];
    characters = 0;
    hash.update(piece);
    bytes += piece.length;
    await sink.write(piece);
  };
  return {
    async write(text) {
      pending.push(text);
      characters += text.length;
      if (characters >= PIECE_CHARACTERS) await flush();
    },
    async close(): Promise<FileFacts> {
      await flush();
      await sink.close();
      return { path, bytes, sha256: hash.digest("hex") };
    },
  };
}
