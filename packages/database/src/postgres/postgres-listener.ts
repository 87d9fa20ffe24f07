import { setTimeout as delay } from "node:timers/promises";
import { coerceError } from "@devflow/errors";
import type { Logger } from "@devflow/logging";
import { Client, type ClientConfig } from "pg";
import { databaseError } from "../database-error.ts";
import { quoteName } from "../sql-names.ts";

/**
 * Properties wanted: one connection for all channels; a lost connection comes back by itself and
 * listens to everything again; nobody waits for a notification that was lost meanwhile.
 * Design: the connection is opened with the first channel and kept. When it ends, it is opened
 * again with growing waits until it works or the listener is closed. After that, every listener is
 * called once with an empty payload, because notifications in the gap are gone.
 * Race accepted: a notification sent between the server's restart and our LISTEN is covered by the
 * same empty payload. A payload is a hint to look at the tables, never the work itself.
 */
export class PostgresListener {
  private readonly config: ClientConfig;
  private readonly logger: Logger;
  private readonly callbacks = new Map<string, Set<(payload: string) => void>>();
  private readonly closing = new AbortController();
  private connection: Promise<Client> | undefined;

  constructor(config: ClientConfig, logger: Logger) {
    // LISTEN waits for ever by design.
    this.config = { ...config, statement_timeout: 0, application_name: "devflow listener" };
    this.logger = logger;
  }

  async listen(
    channel: string,
    onPayload: (payload: string) => void,
  ): Promise<() => Promise<void>> {
    const known = this.callbacks.get(channel) ?? new Set();
    this.callbacks.set(channel, known.add(onPayload));
    try {
      const client = await this.connected();
      await client.query(`LISTEN ${quoteName(channel)}`);
    } catch (thrown) {
      known.delete(onPayload);
      throw databaseError(thrown);
    }
    return () => this.stop(channel, onPayload);
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.callbacks.clear();
    const client = await this.connection?.catch(() => undefined);
    await client?.end();
  }

  private async stop(channel: string, onPayload: (payload: string) => void): Promise<void> {
    const callbacks = this.callbacks.get(channel);
    callbacks?.delete(onPayload);
    if (callbacks?.size !== 0) return;
    this.callbacks.delete(channel);
    const client = await this.connection?.catch(() => undefined);
    // A connection that is just being lost has stopped listening by itself.
    await client?.query(`UNLISTEN ${quoteName(channel)}`).catch(() => undefined);
  }

  private connected(): Promise<Client> {
    this.connection ??= this.connect().catch((thrown) => {
      this.connection = undefined;
      throw thrown;
    });
    return this.connection;
  }

  private async connect(): Promise<Client> {
    const client = new Client(this.config);
    client.on("notification", ({ channel, payload }) => this.deliver(channel, payload ?? ""));
    client.on("error", (error) => this.logger.warn({ error }, "listening connection failed"));
    await client.connect();
    for (const channel of this.callbacks.keys()) await client.query(`LISTEN ${quoteName(channel)}`);
    client.once("end", () => void this.reconnect());
    return client;
  }

  private async reconnect(): Promise<void> {
    this.connection = undefined;
    for (let attempt = 0; !this.closing.signal.aborted; attempt += 1) {
      try {
        await this.connected();
        this.logger.info({ attempt }, "listening connection is back");
        for (const channel of [...this.callbacks.keys()]) this.deliver(channel, "");
        return;
      } catch (thrown) {
        this.logger.debug({ error: coerceError(thrown), attempt }, "listening not possible yet");
        const waitMs = Math.min(5_000, 100 * 2 ** attempt);
        await delay(waitMs, undefined, { signal: this.closing.signal }).catch(() => undefined);
      }
    }
  }

  private deliver(channel: string, payload: string): void {
    for (const onPayload of [...(this.callbacks.get(channel) ?? [])]) onPayload(payload);
  }
}
