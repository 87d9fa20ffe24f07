/** How another process finds the store. */
export type StoreAddress =
  | { redisUrl: string; namespace: string }
  | { databaseUrl: string }
  | { folder: string };
