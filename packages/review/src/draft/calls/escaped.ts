/** A name as a regular expression that means nothing but it, also for ast-grep. */
export function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
