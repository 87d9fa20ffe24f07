import type { AppDelivery } from "./app-client.ts";
import { pages } from "./pages.ts";
import { anything, deliverySchema } from "./schemas.ts";
import type { Session } from "./session.ts";

/** Newest first, back to `since`. GitHub keeps them for 3 days (GHES 7). */
export async function* listDeliveries(session: Session, since: Date): AsyncGenerator<AppDelivery> {
  for await (const delivery of pages(session, deliverySchema, "GET /app/hook/deliveries", {})) {
    if (delivery.delivered_at < since) return;
    yield {
      id: delivery.id,
      guid: delivery.guid,
      deliveredAt: delivery.delivered_at,
      wasSuccessful: delivery.status_code >= 200 && delivery.status_code < 300,
    };
  }
}

/** Asking twice is harmless: the second delivery has the same GUID. */
export async function redeliver(session: Session, deliveryId: number): Promise<void> {
  const route = "POST /app/hook/deliveries/{delivery_id}/attempts";
  await session.rewrite(anything, route, { delivery_id: deliveryId });
}
