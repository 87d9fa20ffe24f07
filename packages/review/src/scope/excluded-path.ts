import picomatch from "picomatch";
import type { ReviewPolicy } from "../model.ts";

/** Written by a package manager; the manifest beside it is what people decide about. */
const lockFiles = [
  "**/package-lock.json",
  "**/npm-shrinkwrap.json",
  "**/yarn.lock",
  "**/pnpm-lock.yaml",
  "**/bun.lock",
  "**/bun.lockb",
  "**/deno.lock",
  "**/poetry.lock",
  "**/Pipfile.lock",
  "**/uv.lock",
  "**/pdm.lock",
  "**/Cargo.lock",
  "**/go.sum",
  "**/go.work.sum",
  "**/composer.lock",
  "**/Gemfile.lock",
  "**/gradle.lockfile",
  "**/mix.lock",
  "**/Podfile.lock",
  "**/pubspec.lock",
  "**/packages.lock.json",
  "**/flake.lock",
];

/** Other people's code, kept in the tree. */
const vendoredFiles = [
  "**/node_modules/**",
  "**/vendor/**",
  "**/_vendor/**",
  "**/third_party/**",
  "**/third-party/**",
  "**/bower_components/**",
  "**/.yarn/**",
  "**/site-packages/**",
  "**/jspm_packages/**",
];

/** Made by a program from something else that is reviewed. */
const generatedFiles = [
  "**/*.min.js",
  "**/*.min.css",
  "**/*.map",
  "**/*.snap",
  "**/*.pb.go",
  "**/*_pb2.py",
  "**/*_pb2.pyi",
  "**/*_pb2_grpc.py",
  "**/*.pb.ts",
  "**/*_pb.ts",
  "**/*_pb.js",
  "**/*.generated.*",
  "**/*.g.dart",
  "**/*.freezed.dart",
  "**/*.designer.cs",
  "**/*_generated.go",
  "**/zz_generated.*",
  "**/generated/**",
  "**/__generated__/**",
  "**/dist/**",
  "**/.next/**",
  "**/coverage/**",
];

const matchOptions = { dot: true, nocase: true };
const builtIn: { reason: string; matches: (path: string) => boolean }[] = [
  { reason: "lock file", matches: picomatch(lockFiles, matchOptions) },
  { reason: "vendored", matches: picomatch(vendoredFiles, matchOptions) },
  { reason: "generated", matches: picomatch(generatedFiles, matchOptions) },
];

/** Why a path is never reviewed, or null when it is. */
export function excludedPathReason(path: string, policy: ReviewPolicy): string | null {
  return (
    unwrittenPathReason(path) ??
    (policy.forPath(path).isIgnored ? "ignored by the configuration" : null)
  );
}

/** Why nobody of the team wrote what is at a path: lock file, vendored, generated; else null. */
export function unwrittenPathReason(path: string): string | null {
  return builtIn.find((group) => group.matches(path))?.reason ?? null;
}
