/** Every job carries ids only: no diff, no prompt, no token (invariant 3). */
export interface JobData {
  /** A row of `reviews`. */
  review: { reviewId: string };
  /** A row of `commands`. */
  command: { commandId: string };
  /** Bring one repository's index to its default branch. */
  index: { repositoryId: number };
  /** Ask GitHub for failed deliveries and for open pull requests without a review. */
  reconcile: { scope: "deliveries" | "pull_requests" };
  /** Train the filters of all repositories that have new outcomes. */
  train_filter: { scope: "all" };
  /** Ask GitHub what became of the findings of one pull request. */
  outcomes: { repositoryId: number; pullNumber: number };
  /** Look for pull requests whose outcomes have to be read again. */
  sweep_outcomes: { scope: "all" };
  /** Read a repository's past pull requests on from where the last run stopped. */
  backfill: { repositoryId: number };
  /** Read what people wrote on pull requests of a repository that were reviewed and have ended. */
  follow: { repositoryId: number };
  /** Write the training data of all repositories. */
  export: { scope: "all" };
  /** Look at the outcomes of open rollouts and take the next step. */
  rollout: { scope: "all" };
  /** Export, train, evaluate and propose. */
  retrain: { scope: "all" };
}

export type JobName = keyof JobData;

export interface Job<N extends JobName> {
  id: string;
  data: JobData[N];
  /** 1 for the first try. Stalls do not count. */
  attempt: number;
  isLastAttempt: boolean;
  /** Aborted when the process shuts down and the job must hand itself back. */
  signal: AbortSignal;
}

export interface EnqueueOptions {
  /** While a job with this key waits or runs, a further one is not added, but runs once afterwards. */
  deduplicationKey?: string;
  delayMs?: number;
}

/**
 * Typed queues. A handler that throws ExternalError with `retryable: true` is run again with
 * back-off up to the job's attempts; any other error fails the job at once.
 */
export interface Queues {
  readonly backend: "redis" | "postgres" | "pglite";
  enqueue<N extends JobName>(name: N, data: JobData[N], options?: EnqueueOptions): Promise<void>;
  work<N extends JobName>(
    name: N,
    handler: (job: Job<N>) => Promise<void>,
    options: { concurrency: number },
  ): Promise<void>;
  /** Runs the job every `everyMs`; the same id replaces the former schedule. */
  schedule<N extends JobName>(
    id: string,
    name: N,
    data: JobData[N],
    everyMs: number,
  ): Promise<void>;
  counts(): Promise<
    Record<JobName, { waiting: number; active: number; delayed: number; failed: number }>
  >;
  /** Stops intake, lets running jobs end, after `timeoutMs` aborts their signals and hands them back. */
  close(timeoutMs: number): Promise<void>;
}
