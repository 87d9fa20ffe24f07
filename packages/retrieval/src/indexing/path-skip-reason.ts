import { matchesGlob } from "node:path";
import {
  type IsSecretFile,
  SECRET_FILES_VERSION,
  secretFilesWith,
  UNWRITTEN_VERSION,
  unwrittenPathReason,
} from "@devflow/syntax";

/** Counts up with every change of the rules: the whole tree is then compared with what is live. */
export const PATH_RULES_VERSION = 2 + UNWRITTEN_VERSION + SECRET_FILES_VERSION;

/** Larger files are data or bundles: not worth a reader's or a parser's time. */
export const LARGEST_FILE_BYTES = 1_000_000;

const BINARY =
  /\.(png|jpe?g|gif|webp|avif|ico|bmp|tiff?|psd|pdf|zip|gz|tgz|bz2|xz|zst|7z|rar|jar|war|class|so|dll|dylib|exe|o|a|lib|wasm|node|pyc|woff2?|ttf|otf|eot|mp[34]|m4a|mov|avi|webm|ogg|wav|flac|sqlite3?|db|bin|dat|parquet|onnx|pt|safetensors|npy|pkl)$/i;

/** Postgres indexes no text of more than 2,704 bytes. */
export const LONGEST_PATH_BYTES = 1_000;

const isUsuallySecret = secretFilesWith([]);

/** Why a file is not indexed, judged before its content is read; null when it is. */
export function pathSkipReason(
  file: { path: string; sizeBytes: number },
  ignorePaths: readonly string[],
  isSecretFile: IsSecretFile = isUsuallySecret,
): string | null {
  const unwritten = unwrittenPathReason(file.path);
  if (unwritten !== null) return unwritten;
  if (BINARY.test(file.path)) return "binary";
  // Their content is for nobody's eyes, a model's least of all.
  if (isSecretFile(file.path)) return "may hold secrets";
  if (Buffer.byteLength(file.path) > LONGEST_PATH_BYTES) return "path too long";
  if (file.sizeBytes > LARGEST_FILE_BYTES) return `larger than ${LARGEST_FILE_BYTES} bytes`;
  const ignored = ignorePaths.find((glob) => matchesGlob(file.path, glob));
  return ignored === undefined ? null : `ignored by ${ignored}`;
}
