import { matchesGlob } from "node:path";
import { UNWRITTEN_VERSION, unwrittenPathReason } from "@devflow/syntax";

/** Counts up with every change of the rules: the whole tree is then compared with what is live. */
export const PATH_RULES_VERSION = 2 + UNWRITTEN_VERSION;

/** Larger files are data or bundles: not worth a reader's or a parser's time. */
export const LARGEST_FILE_BYTES = 1_000_000;

const BINARY =
  /\.(png|jpe?g|gif|webp|avif|ico|bmp|tiff?|psd|pdf|zip|gz|tgz|bz2|xz|zst|7z|rar|jar|war|class|so|dll|dylib|exe|o|a|lib|wasm|node|pyc|woff2?|ttf|otf|eot|mp[34]|m4a|mov|avi|webm|ogg|wav|flac|sqlite3?|db|bin|dat|parquet|onnx|pt|safetensors|npy|pkl)$/i;

/** Their content is for nobody's eyes, a model's least of all. Examples of them say nothing secret. */
const SECRET =
  /(^|\/)(\.env(\.(?!(example|sample|template|dist|defaults?)$)[^/]+)?|\.netrc|\.npmrc|\.pypirc|\.pgpass|\.htpasswd|id_(rsa|dsa|ecdsa|ed25519)|[^/]+\.(pem|key|p12|pfx|jks|keystore|kdbx|ppk|tfstate|tfstate\.backup))$/i;
/** Postgres indexes no text of more than 2,704 bytes. */
export const LONGEST_PATH_BYTES = 1_000;

const RULES: readonly (readonly [RegExp, string])[] = [
  [BINARY, "binary"],
  [SECRET, "may hold secrets"],
];

/** Why a file is not indexed, judged before its content is read; null when it is. */
export function pathSkipReason(
  file: { path: string; sizeBytes: number },
  ignorePaths: readonly string[],
): string | null {
  const unwritten = unwrittenPathReason(file.path);
  if (unwritten !== null) return unwritten;
  const rule = RULES.find(([pattern]) => pattern.test(file.path));
  if (rule !== undefined) return rule[1];
  if (Buffer.byteLength(file.path) > LONGEST_PATH_BYTES) return "path too long";
  if (file.sizeBytes > LARGEST_FILE_BYTES) return `larger than ${LARGEST_FILE_BYTES} bytes`;
  const ignored = ignorePaths.find((glob) => matchesGlob(file.path, glob));
  return ignored === undefined ? null : `ignored by ${ignored}`;
}
