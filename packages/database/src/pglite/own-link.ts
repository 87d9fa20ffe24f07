import { FairLock } from "./fair-lock.ts";
import type { PgliteLink, Turn } from "./link.ts";
import type { PgliteThreadClient } from "./pglite-thread-client.ts";

/**
 * Properties wanted: one caller at a time; nobody sees another's search_path.
 * Design: a first-come-first-served lock around the thread. Each statement says its search_path, and
 * the thread switches before the first one of a turn that wants another: outside any transaction,
 * so no rollback undoes it.
 */
export class OwnLink implements PgliteLink {
  readonly isOwn = true;
  private readonly thread: PgliteThreadClient;
  private readonly lock = new FairLock();

  constructor(thread: PgliteThreadClient) {
    this.thread = thread;
  }

  async take(schema: string): Promise<Turn> {
    const release = await this.lock.acquire();
    return { execute: (statement) => this.thread.execute(statement, schema), release };
  }

  onNotification(listener: (channel: string, payload: string) => void): () => void {
    this.thread.on("notification", listener);
    return () => this.thread.off("notification", listener);
  }

  async dump(): Promise<Uint8Array<ArrayBuffer>> {
    const { release } = await this.take("public");
    return this.thread.dump().finally(release);
  }

  async close(): Promise<void> {
    const release = await this.lock.acquire();
    await this.thread.close().finally(release);
  }
}
