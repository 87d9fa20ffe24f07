import type { Client } from "pg";

interface Order {
  id: string;
  customer: string;
  totalCents: number;
}

export async function findOrders(client: Client, customer: string): Promise<Order[]> {
  const result = await client.query(`SELECT * FROM orders WHERE customer = '${customer}'`);
  return result.rows;
}

export async function shipAll(orders: Order[], ship: (order: Order) => Promise<void>): Promise<void> {
  orders.forEach(async (order) => {
    await ship(order);
  });
}

export function parseTotals(cells: string[]): number[] {
  return cells.map(parseInt);
}
