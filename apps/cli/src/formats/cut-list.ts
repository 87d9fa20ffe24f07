/**
 * A line for standard error where a list may have been cut; empty where it was not. What reads the list
 * from standard output is not to stumble over it.
 */
export function cutListText(shown: number, most: number, what: string, next: string): string {
  return shown < most ? "" : `Only the newest ${most} ${what} are shown. ${next}\n`;
}
