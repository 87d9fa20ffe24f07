import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { machineUser } from "@devflow/audit";
import type { Database } from "@devflow/database";
import { UsageError } from "@devflow/errors";
import { probeExpert } from "@devflow/expert";
import { readEvidence } from "@devflow/indexer/rollout";
import {
  advanceRollout,
  canarySize,
  decide,
  defaultPlan,
  folderDigest,
  goBack,
  judgeAdapter,
  listAdapters,
  liveAdapter,
  mostListedRollouts,
  openRollout,
  openRollouts,
  promoteRollout,
  type Rollout,
  registerAdapter,
  requireAdapter,
  rolloutsOf,
  startRollout,
  stopRollout,
} from "@devflow/rollout";
import { exitCodes } from "../exit-codes.ts";
import { cutListText } from "../formats/cut-list.ts";
import { adapterToText, listToText, toJsonText } from "../formats/experts-to-text.ts";
import { loadCliSettings } from "../local/cli-settings.ts";
import { adapterAccess, requireSameBase } from "../local/experts-access.ts";
import { withLocalDatabase } from "../local/with-local-index.ts";
import { writeOut } from "../write-out.ts";
import type {
  ExpertsOptions,
  ReasonFlags,
  RegisterFlags,
  StartFlags,
  StepFlags,
} from "./experts.ts";

/** The only expert that has adapters in reviews so far. */
const expert = "review";

function say(options: ExpertsOptions, value: unknown, text: string): Promise<void> {
  return writeOut(options.json ? toJsonText(value) : `${text}\n`);
}

export async function runList(options: ExpertsOptions): Promise<void> {
  const found = await withLocalDatabase(loadCliSettings(options), async (database) => ({
    adapters: await listAdapters(database),
    rollouts: await openRollouts(database),
  }));
  await say(options, found, listToText(found.adapters, found.rollouts));
}

export async function runShow(name: string, options: ExpertsOptions): Promise<void> {
  const shown = await withLocalDatabase(loadCliSettings(options), async (database) => {
    const adapter = await requireAdapter(database, name);
    const rollouts = await rolloutsOf(database, name);
    const open = rollouts.find(({ endedAt }) => endedAt === null) ?? null;
    const evidence = open && (await readEvidence(database, open, new Date()));
    const decision = evidence && decide(evidence, defaultPlan);
    return { adapter, rollouts, evidence, decision };
  });
  await say(options, shown, adapterToText(shown));
  const next = `All are in \`devflow audit list --subject ${name}\`.`;
  process.stderr.write(cutListText(shown.rollouts.length, mostListedRollouts, "rollouts", next));
}

export async function runRegister(folder: string, options: RegisterFlags): Promise<void> {
  const { name, serverPath, maxRank } = options;
  const adapter = await withLocalDatabase(loadCliSettings(options), (database) =>
    registerAdapter(database, {
      name,
      folder: resolve(folder),
      actor: machineUser(),
      ...(serverPath !== undefined && { serverPath }),
      ...(maxRank !== undefined && { maxRank }),
    }),
  );
  const next = `Next: devflow experts propose ${name}`;
  await say(options, adapter, `${name} is registered (sha256 ${adapter.sha256}).\n${next}`);
}

export async function runJudge(
  name: string,
  isProposed: boolean,
  options: ReasonFlags,
): Promise<void> {
  const reason = options.reason ?? "by hand";
  const adapter = await withLocalDatabase(loadCliSettings(options), (database) =>
    judgeAdapter(database, name, { isProposed, reason, actor: machineUser() }),
  );
  await say(options, adapter, `${name} is ${adapter.state}.`);
}

export async function runStart(name: string, options: StartFlags): Promise<void> {
  const settings = loadCliSettings(options);
  const access = await adapterAccess(settings);
  const { rollout, repositories } = await withLocalDatabase(settings, async (database) => {
    const adapter = await requireAdapter(database, name);
    if (existsSync(adapter.path) && (await folderDigest(adapter.path)) !== adapter.sha256) {
      throw new UsageError(
        `the files of ${name} in ${adapter.path} are not those that were registered`,
        "Put them back, or register the new files under another name.",
      );
    }
    const live = await liveAdapter(database, expert);
    if (live !== null)
      requireSameBase(adapter, [live.baseModel], `${live.name}, which reviews now, on`);
    if (options.probe) {
      await access.requireBase(adapter);
      await access.requireReadable(adapter);
    }
    const configuredModel = await access.configuredModel();
    const start = { adapter: name, configuredModel, canaryShare: options.share };
    const [row] = await database.query<{ repositories: number }>(
      "SELECT count(*)::integer AS repositories FROM repositories WHERE installation_id IS NOT NULL",
    );
    return {
      rollout: await startRollout(database, { ...start, actor: machineUser() }),
      repositories: row?.repositories ?? 0,
    };
  });
  const canary = Math.min(repositories, canarySize(repositories, options.share));
  await say(
    options,
    { rollout, repositories, canary },
    `${name} drafts in the shadow of ${rollout.baseline}. Its canary will be ${canary} of ${repositories} repositories.`,
  );
}

export async function runStep(
  verb: "advance" | "promote" | "stop" | "back",
  options: StepFlags,
): Promise<void> {
  const settings = loadCliSettings(options);
  const reason = options.reason ?? "by hand";
  if (verb === "back") {
    const went = await withLocalDatabase(settings, (database) =>
      goBack(database, expert, { actor: machineUser(), reason }),
    );
    const text = `Back from ${went.from} to ${went.to}. Reviews that begin now are its.`;
    return say(options, went, text);
  }
  const step = { advance: advanceRollout, promote: promoteRollout, stop: stopRollout }[verb];
  const rollout = await withLocalDatabase(settings, async (database) => {
    if (verb === "advance" && options.yes !== true) await requireCompared(database);
    return step(database, expert, { actor: machineUser(), reason });
  });
  await say(options, rollout, stepToText(rollout));
}

/** The shadow is there to compare: raises UsageError where the open rollout leaves it before it has. */
async function requireCompared(database: Database): Promise<void> {
  const rollout = await openRollout(database, expert);
  if (rollout?.stage !== "shadow") return;
  const { shadow } = await readEvidence(database, rollout, new Date());
  if (shadow.attempts > shadow.failures) return;
  const failed = shadow.failures === 0 ? "" : ` (${shadow.failures} failed)`;
  throw new UsageError(
    `0 reviews of ${rollout.adapter} were compared in the shadow${failed}: nothing is known of it`,
    "Let pull requests be reviewed first; `devflow experts advance --yes` goes on without.",
  );
}

function stepToText(rollout: Rollout | null): string {
  return rollout === null ? "Nothing was done." : `${rollout.adapter} is now: ${rollout.stage}.`;
}

export async function runLoad(name: string, options: ExpertsOptions): Promise<void> {
  const settings = loadCliSettings(options);
  const adapter = await withLocalDatabase(settings, (database) => requireAdapter(database, name));
  const access = await adapterAccess(settings);
  await access.requireReady(adapter);
  await say(options, { name, loaded: true }, `${name} is loaded and has answered.`);
}

export async function runUnload(name: string, options: ExpertsOptions): Promise<void> {
  const access = await adapterAccess(loadCliSettings(options));
  await access.server.unload(name);
  await say(options, { name, loaded: false }, `${name} is not loaded.`);
}

export async function runProbe(name: string, options: ExpertsOptions): Promise<void> {
  const settings = loadCliSettings(options);
  const adapter = await withLocalDatabase(settings, (database) => requireAdapter(database, name));
  const probe = await probeExpert(await (await adapterAccess(settings)).requireReady(adapter));
  const { isReadable, findings, durationMs, reason } = probe;
  await say(
    options,
    probe,
    isReadable
      ? `${name} answers readably: ${findings} findings in ${durationMs} ms.`
      : `${name}: ${reason}`,
  );
  if (!isReadable) process.exitCode = exitCodes.findings;
}
