import { gunzipSync, gzipSync } from "node:zlib";
import { type KeptContent, keptContent } from "./model.ts";

export function packContent(content: KeptContent): Buffer {
  return gzipSync(JSON.stringify(content));
}

/** What {@link packContent} wrote. */
export function unpackContent(packed: Uint8Array): KeptContent {
  return keptContent.parse(JSON.parse(gunzipSync(packed).toString("utf8")));
}
