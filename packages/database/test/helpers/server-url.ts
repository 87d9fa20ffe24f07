/** The PostgreSQL that `.ci/services.sh start` started. Missing is a failure, never a skip. */
export function serverUrl(): string {
  const url = process.env.DEVFLOW_TEST_DATABASE_URL;
  if (!url) throw new Error("DEVFLOW_TEST_DATABASE_URL is not set: run .ci/services.sh start");
  return url;
}
