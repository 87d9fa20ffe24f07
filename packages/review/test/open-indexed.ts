import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { type CodeIndex, ensureLocalRepository, openCodeIndex } from "@devflow/retrieval";

/** An index of these files, by their paths; who opens it closes its database. */
export async function openIndexed(
  files: Readonly<Record<string, string>>,
): Promise<{ database: Database; index: CodeIndex }> {
  const database = await createTestDatabase();
  const index = openCodeIndex(database, await ensureLocalRepository(database, import.meta.dirname));
  const blobs = Object.entries(files).map(([path, text], at) => ({
    path,
    blobSha: String(at + 1).repeat(40),
    sizeBytes: text.length,
    text,
  }));
  await index.update({
    commitSha: "c".repeat(40),
    async *entries() {
      for (const { path, blobSha, sizeBytes } of blobs) yield { path, blobSha, sizeBytes };
    },
    async *readBlobs(wanted) {
      for (const { blobSha, text } of blobs) {
        if (wanted.includes(blobSha)) yield { blobSha, content: Buffer.from(text) };
      }
    },
  });
  return { database, index };
}
