import { matchesGlob } from "node:path";

/** Counts up with every change of the rules: the whole tree is then compared with what is live. */
export const PATH_RULES_VERSION = 2;

/** Larger files are data or bundles: not worth a reader's or a parser's time. */
export const LARGEST_FILE_BYTES = 1_000_000;

const VENDORED =
  /(^|\/)(node_modules|bower_components|vendor|third_party|third-party|\.yarn|\.venv|venv|site-packages|Godeps)\//;
const BUILT = /(^|\/)(dist|build|out|target|coverage|\.next|\.turbo|__pycache__|\.devflow)\//;
const LOCK =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|Cargo\.lock|Gemfile\.lock|composer\.lock|poetry\.lock|uv\.lock|Pipfile\.lock|go\.sum|gradle\.lockfile|flake\.lock)$/;
const MINIFIED = /([.-]min\.(js|css|mjs|cjs)|\.bundle\.js|\.map)$/;
const GENERATED =
  /(\.pb\.go|\.pb\.(h|cc)|_pb2(_grpc)?\.pyi?|_pb\.(js|d\.ts)|\.g\.dart|\.generated\.[a-z]+|\.designer\.cs|\.snap)$/i;
const BINARY =
  /\.(png|jpe?g|gif|webp|avif|ico|bmp|tiff?|psd|pdf|zip|gz|tgz|bz2|xz|zst|7z|rar|jar|war|class|so|dll|dylib|exe|o|a|lib|wasm|node|pyc|woff2?|ttf|otf|eot|mp[34]|m4a|mov|avi|webm|ogg|wav|flac|sqlite3?|db|bin|dat|parquet|onnx|pt|safetensors|npy|pkl)$/i;

/** Their content is for nobody's eyes, a model's least of all. Examples of them say nothing secret. */
const SECRET =
  /(^|\/)(\.env(\.(?!(example|sample|template|dist|defaults?)$)[^/]+)?|\.netrc|\.npmrc|\.pypirc|\.pgpass|\.htpasswd|id_(rsa|dsa|ecdsa|ed25519)|[^/]+\.(pem|key|p12|pfx|jks|keystore|kdbx|ppk|tfstate|tfstate\.backup))$/i;
/** Postgres indexes no text of more than 2,704 bytes. */
export const LONGEST_PATH_BYTES = 1_000;

const RULES: readonly (readonly [RegExp, string])[] = [
  [VENDORED, "vendored"],
  [BUILT, "build output"],
  [LOCK, "lock file"],
  [MINIFIED, "minified"],
  [GENERATED, "generated"],
  [BINARY, "binary"],
  [SECRET, "may hold secrets"],
];

/** Why a file is not indexed, judged before its content is read; null when it is. */
export function pathSkipReason(
  file: { path: string; sizeBytes: number },
  ignorePaths: readonly string[],
): string | null {
  const rule = RULES.find(([pattern]) => pattern.test(file.path));
  if (rule !== undefined) return rule[1];
  if (Buffer.byteLength(file.path) > LONGEST_PATH_BYTES) return "path too long";
  if (file.sizeBytes > LARGEST_FILE_BYTES) return `larger than ${LARGEST_FILE_BYTES} bytes`;
  const ignored = ignorePaths.find((glob) => matchesGlob(file.path, glob));
  return ignored === undefined ? null : `ignored by ${ignored}`;
}
