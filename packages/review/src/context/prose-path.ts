/**
 * Prose: a 13B model's remarks on it are noise, so it is only scanned for secrets. Plain `.txt`
 * with a meaning for machines (requirements.txt, CMakeLists.txt) is not prose.
 */
const prose =
  /\.(md|mdx|markdown|rst|adoc|asciidoc|txt|tex|po|pot)$|(^|\/)(LICENSE|NOTICE|AUTHORS|CHANGELOG)[^/]*$/i;
const machineReadText = /(^|\/)(requirements[^/]*|constraints[^/]*|CMakeLists|robots|llms)\.txt$/i;

export function isProse(path: string): boolean {
  return prose.test(path) && !machineReadText.test(path);
}
