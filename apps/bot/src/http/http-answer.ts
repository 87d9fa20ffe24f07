/** One answer of the bot's server. */
export interface HttpAnswer {
  status: number;
  type: string;
  body: string;
  headers?: Record<string, string>;
}

export function textAnswer(
  status: number,
  body: string,
  headers: Record<string, string> = {},
): HttpAnswer {
  return { status, type: "text/plain; charset=utf-8", body: `${body}\n`, headers };
}
