import { resolve } from "node:path";
import type { Destination } from "./destination.ts";
import { folderDestination } from "./folder-destination.ts";
import type { S3Access } from "./s3-destination.ts";

/** A folder, or `s3://bucket/prefix`. The client of stores is loaded only where one is used. */
export async function openDestination(name: string, access: S3Access): Promise<Destination> {
  if (!name.startsWith("s3://")) return folderDestination(resolve(name));
  const { s3Destination } = await import("./s3-destination.ts");
  return s3Destination(name, access);
}
