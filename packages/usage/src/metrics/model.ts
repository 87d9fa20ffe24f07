import type { CompletionSource } from "@devflow/completion";

/** What use is counted by, beside the day. `all`: everybody's together. */
export const usageGroups = ["all", "person", "team", "language", "expert", "model"] as const;

export type UsageGroup = (typeof usageGroups)[number];

export interface UsageQuery {
  /** UTC days, `2026-11-22`, both included. */
  from: string;
  to: string;
  by: UsageGroup;
  /** Only of this person; null: of everybody. */
  personId: number | null;
}

/** The counts that GitHub's reports have at every level. */
export interface ActivityCounts {
  user_initiated_interaction_count: number;
  code_generation_activity_count: number;
  code_acceptance_activity_count: number;
  loc_suggested_to_add_sum: number;
  loc_suggested_to_delete_sum: number;
  loc_added_sum: number;
  loc_deleted_sum: number;
}

type Uncounted = "user_initiated_interaction_count";

export interface IdeTotals extends ActivityCounts {
  ide: string;
  last_known_ide_version?: { ide_version: string; sampled_at: string };
  last_known_plugin_version?: { plugin: string; plugin_version: string; sampled_at: string };
}

/** Nearest-rank percentiles; null where nothing was measured. Milliseconds. */
export interface Percentiles {
  count: number;
  p50: number | null;
  p90: number | null;
  p99: number | null;
}

/** What was left of accepted text at one look. */
export interface Retained {
  /** Accepted completions whose text was looked at then. */
  measured: number;
  /** Their accepted characters, and how many of these were still there. */
  chars: number;
  kept_chars: number;
  /** kept_chars / chars. */
  share: number | null;
  /** Of the measured: at least 67 % of the text was there. */
  mostly_kept: number;
}

export interface CompletionMeasures {
  served: number;
  /** Served with at least one choice. */
  with_text: number;
  /** Seen for 750 ms, or taken. */
  shown: number;
  /** Taken whole. */
  accepted: number;
  /** Taken in part only. */
  partly_accepted: number;
  /** Accepts of a part: several of one completion count each. */
  partial_accepts: number;
  dismissed: number;
  shown_chars: number;
  accepted_chars: number;
  /** CAR: accepted / shown. */
  acceptance_rate: number | null;
  /** wCAR: accepted_chars / shown_chars. */
  acceptance_rate_by_chars: number | null;
  retained: {
    "30s": Retained;
    "2min": Retained;
    "5min": Retained;
    "10min": Retained;
    last: Retained;
  };
  /** Served completions by where the answer came from. */
  sources: Record<CompletionSource, number>;
  /** Requests for which no expert was asked, and their share of all. */
  requests_saved: number;
  requests_saved_share: number | null;
  /** How often each filter dropped or trimmed an answer. */
  filters: Record<string, number>;
  server_ms: {
    total: Percentiles;
    by_expert: Percentiles;
    without_expert: Percentiles;
    retrieval: Percentiles;
    first_text: Percentiles;
  };
  client_ms: Percentiles;
}

export interface AssistMeasures {
  used: number;
  answered: number;
  cancelled: number;
  failed: number;
  applied: number;
  discarded: number;
  /** Of those that were applied. */
  undone: number;
  tests_passed: number;
  tests_failed: number;
  helpful: number;
  unhelpful: number;
  prompt_tokens: number;
  completion_tokens: number;
  server_ms: { total: Percentiles; first_text: Percentiles };
}

/** One line of a report: GitHub's fields, and ours under `devflow`. */
export interface UsageRecord extends ActivityCounts {
  day: string;
  enterprise_id: string;
  daily_active_users?: number;
  weekly_active_users?: number;
  monthly_active_users?: number;
  monthly_active_chat_users?: number;
  monthly_active_agent_users?: number;
  daily_active_copilot_code_review_users?: number;
  user_id?: number;
  user_login?: string;
  used_agent?: boolean;
  used_chat?: boolean;
  used_cli?: boolean;
  used_copilot_code_review_active?: boolean;
  used_copilot_code_review_passive?: boolean;
  team?: string | null;
  language?: string;
  expert?: string | null;
  model?: string | null;
  totals_by_ide: IdeTotals[];
  totals_by_feature: ({ feature: string } & ActivityCounts)[];
  totals_by_language_feature: ({ language: string; feature: string } & Omit<
    ActivityCounts,
    Uncounted
  >)[];
  totals_by_language_model: ({ language: string; model: string } & Omit<
    ActivityCounts,
    Uncounted
  >)[];
  totals_by_model_feature: ({ model: string; feature: string } & ActivityCounts)[];
  devflow: {
    /** Of this layout; grows when a field changes its meaning. */
    version: 1;
    completions: CompletionMeasures;
    /** By feature of ours. */
    assist: Record<string, AssistMeasures>;
  };
}
