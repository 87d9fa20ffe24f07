/** Where an adapter is on its way from registered to relied on, or away. */
export type AdapterState =
  | "registered"
  | "refused"
  | "proposed"
  | "rolling"
  | "live"
  | "retired"
  | "rolled_back";

/** A trained adapter. Its name is its version, for example `review@2026-11-22`; files never change. */
export interface Adapter {
  name: string;
  expert: string;
  baseModel: string;
  /** The folder, as the model server sees it. */
  path: string;
  /** Of all files of the folder, by name and content; hex. */
  sha256: string;
  exportId: string | null;
  /** Of the data set that it was trained on. */
  dataManifest: Readonly<Record<string, unknown>>;
  /** Of its training and its evaluation, as `run.json` says. */
  metrics: Readonly<Record<string, unknown>>;
  state: AdapterState;
  reason: string;
  createdAt: Date;
}

/**
 * `shadow`: drafts are made and compared, never posted. `canary`: a share of the repositories is
 * reviewed by it. `all`: every repository, still watched. The others have ended.
 */
export type RolloutStage = "shadow" | "canary" | "all" | "promoted" | "rolled_back" | "stopped";

export interface Rollout {
  id: number;
  expert: string;
  adapter: string;
  /** The model it is compared with. */
  baseline: string;
  stage: RolloutStage;
  /** 0..1 of the repositories, in the stage `canary`. */
  canaryShare: number;
  /** What the last look at the outcomes came to. */
  evidence: Readonly<Record<string, unknown>>;
  startedAt: Date;
  stageAt: Date;
  endedAt: Date | null;
}
