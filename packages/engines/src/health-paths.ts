/** Where every app answers about itself. Compose, Helm and Prometheus use the same paths. */
export const HEALTH_PATHS = { live: "/healthz", ready: "/readyz", metrics: "/metrics" } as const;
