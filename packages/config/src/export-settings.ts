import { resolve } from "node:path";
import type { z } from "zod";
import type { Environment } from "./environment.ts";
import type { Kind } from "./kind.ts";
import type { ConfigurationProblem } from "./problem.ts";
import type { Secret } from "./secret.ts";
import type { settingsSchema } from "./settings-schema.ts";

/** Where data sets for training go, and when they are written. */
export interface ExportSettings {
  /** An absolute folder or `s3://bucket/prefix`; null: `exports` in the data folder. */
  destination: string | null;
  isNightly: boolean;
  /** Whole data sets that are kept. */
  keep: number;
  /** SPDX ids that are allowed beside permissive ones. */
  licences: readonly string[];
  /** Undocumented functions that the expert is asked about, at most. */
  synthetic: number;
  s3: {
    /** Null: Amazon's own. */
    endpoint: string | null;
    region: string;
    /** Null: what the machine has, as every AWS client finds it. */
    accessKeyId: string | null;
    secretAccessKey: Secret | null;
  };
}

const BUCKET = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/.*)?$/;

/** A folder, or a bucket with a prefix. */
export const exportDestination: Kind<string> = {
  expected: "the path of a folder, or s3://bucket/prefix",
  isSecret: false,
  read(value) {
    if (!value.includes("://")) return { value: resolve(value) };
    return BUCKET.test(value)
      ? { value: value.replace(/\/+$/, "") }
      : { wrong: "is neither a folder nor s3://bucket/prefix" };
  },
};

/** A key without its secret, or a secret without its key, can only be a mistake. */
export function exportProblems(
  written: Environment,
  expectedOf: (name: string) => string,
): ConfigurationProblem[] {
  const names = ["EXPORT_S3_ACCESS_KEY_ID", "EXPORT_S3_SECRET_ACCESS_KEY"];
  const missing = names.filter((name) => written[name] === undefined);
  if (missing.length !== 1) return [];
  return missing.map((path) => ({
    path,
    line: null,
    message: "is missing, although the other half of the key is given",
    expected: expectedOf(path),
  }));
}

export function toExportSettings(values: z.output<typeof settingsSchema>): ExportSettings {
  const destination = values.EXPORT_DESTINATION;
  const schedule = values.EXPORT_SCHEDULE ?? (destination === null ? "off" : "nightly");
  return {
    destination,
    isNightly: schedule === "nightly",
    keep: values.EXPORT_KEEP,
    licences: values.EXPORT_LICENCES.split(",").flatMap((id) => id.trim() || []),
    synthetic: values.EXPORT_SYNTHETIC,
    s3: {
      endpoint: values.EXPORT_S3_ENDPOINT,
      region: values.EXPORT_S3_REGION,
      accessKeyId: values.EXPORT_S3_ACCESS_KEY_ID,
      secretAccessKey: values.EXPORT_S3_SECRET_ACCESS_KEY,
    },
  };
}
