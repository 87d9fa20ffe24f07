export const calls: {
  texts: string[];
  task?: string;
  model?: string;
  options?: unknown;
  wish?: unknown;
}[];
