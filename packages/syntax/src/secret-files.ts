/**
 * Which files hold secrets: no editor sends their text and the gateway refuses it, no index has it, no review
 * shows it to an expert, no training example is made of it. A module of its own without imports: the
 * extension's bundle holds it.
 */

/**
 * Patterns as in .gitignore, without its exceptions: `*` and `?` stop at a slash, `**` does not, a pattern
 * without a slash is about a file or folder of that name anywhere. Upper and lower case are the same.
 */
export const defaultSecretFiles: readonly string[] = [
  // Environments, and what tools keep beside them.
  ".env",
  ".env.*",
  "*.env",
  ".envrc",
  ".env-*",
  ".env_*",
  ".dev.vars",
  "local.settings.json",
  ".flaskenv",
  // Keys and certificates with keys.
  "*.pem",
  "*.key",
  "*.p8",
  "*.p12",
  "*.pfx",
  "*.ppk",
  "*.jks",
  "*.keystore",
  "*.kdbx",
  "*.asc",
  "*.gpg",
  "*.keytab",
  "*.jceks",
  "*.bks",
  "key.properties",
  "id_rsa*",
  "id_dsa*",
  "id_ecdsa*",
  "id_ed25519*",
  ".ssh",
  ".gnupg",
  // Credentials of tools.
  ".netrc",
  "_netrc",
  ".npmrc",
  ".yarnrc.yml",
  ".pypirc",
  ".pgpass",
  ".my.cnf",
  ".htpasswd",
  ".git-credentials",
  ".dockercfg",
  ".docker/config.json",
  ".aws",
  ".azure",
  ".kube",
  "kubeconfig",
  "*.kubeconfig",
  ".config/gcloud",
  ".config/gh",
  ".m2/settings*.xml",
  ".cargo/credentials*",
  ".gem/credentials",
  ".composer/auth.json",
  ".dockerconfigjson",
  ".terraformrc",
  "terraform.rc",
  "credentials.tfrc.json",
  ".boto",
  ".s3cfg",
  "rclone.conf",
  ".databrickscfg",
  ".sentryclirc",
  ".mylogin.cnf",
  ".htdigest",
  ".*_history",
  "application_default_credentials.json",
  "credentials.json",
  "credentials.xml",
  "credentials.y*ml*",
  "client_secret*.json",
  "service-account*.json",
  "service_account*.json",
  "serviceaccount*.json",
  "*-adminsdk-*.json",
  // Not every file of that name: secrets.py is code.
  "secret*.y*ml",
  "secret*.y*ml.*",
  "secret*.json",
  "secret*.toml",
  "secret*.properties",
  "secret*.txt",
  "secrets/*.txt",
  "secrets/**/*.y*ml",
  "secrets/**/*.json",
  "*.secret",
  "*.secrets",
  "vault.y*ml",
  ".vault-token",
  ".vault_pass*",
  "vault_pass*",
  "*.tfvars",
  "*.tfvars.json",
  "*.tfstate",
  "*.tfstate.*",
  "*.ovpn",
  "master.key",
  "wp-config.php",
];

/** Names of examples, which have no values: `.env.example` is code like any other, unless somebody names it. */
const exampleFile = /(^|[./_-])(example|sample|template|dist|defaults)($|[._-][^/]*$)/;

export type IsSecretFile = (path: string) => boolean;

/** Counts up with every change of the list: what indexes hold is then compared with it. */
export const SECRET_FILES_VERSION = 1;

/** A path takes about 15 µs to be held against a hundred patterns, and completions ask for the same ones with every key. */
const mostRemembered = 5_000;
const longestRemembered = 500;

/** Compiles the patterns. The paths may be absolute or not, with either slash. */
export function secretFileMatcher(patterns: readonly string[] = defaultSecretFiles): IsSecretFile {
  const named = patterns.map((pattern) => pattern.trim()).filter((pattern) => pattern !== "");
  const isBuiltIn = (pattern: string) => defaultSecretFiles.includes(pattern);
  const builtIn = named.filter(isBuiltIn).map(expressionOf);
  const own = named.filter((pattern) => !isBuiltIn(pattern)).map(expressionOf);
  const isSecret = (path: string) => {
    const normal = path.replaceAll("\\", "/").toLowerCase();
    if (own.some((expression) => expression.test(normal))) return true;
    const name = normal.slice(normal.lastIndexOf("/") + 1);
    return !exampleFile.test(name) && builtIn.some((expression) => expression.test(normal));
  };
  const known = new Map<string, boolean>();
  return (path) => {
    const remembered = known.get(path);
    if (remembered !== undefined) return remembered;
    const found = isSecret(path);
    if (path.length > longestRemembered) return found;
    if (known.size >= mostRemembered) known.clear();
    known.set(path, found);
    return found;
  };
}

/** The built-in list with what the operator names in SECRET_FILES. */
export function secretFilesWith(more: readonly string[]): IsSecretFile {
  return secretFileMatcher([...defaultSecretFiles, ...more]);
}

/** A matched folder takes everything below it. */
function expressionOf(pattern: string): RegExp {
  const anchoredNowhere = pattern
    .toLowerCase()
    .replace(/^\.?\//, "")
    .replace(/\/$/, "");
  const parts = anchoredNowhere.split(/(\*\*\/|\*\*|\*|\?)/).map((part) => {
    if (part === "**/") return "(?:.*/)?";
    if (part === "**") return ".*";
    if (part === "*") return "[^/]*";
    if (part === "?") return "[^/]";
    return part.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`(?:^|/)${parts.join("")}(?:/|$)`);
}
