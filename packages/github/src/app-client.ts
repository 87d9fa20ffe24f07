import type { InstallationClient } from "./model.ts";

/** What GitHub sent the App, or tried to. */
export interface AppDelivery {
  id: number;
  guid: string;
  deliveredAt: Date;
  wasSuccessful: boolean;
}

/** Where the App was installed. */
export interface Installation {
  id: number;
  /** The organisation or person that installed the App. */
  account: string;
  isSuspended: boolean;
  createdAt: Date;
}

/** The App itself, beside its installations. */
export interface AppClient {
  forInstallation(installationId: number): InstallationClient;
  /** Who we are: the App's slug; comments of `slug[bot]` are our own. */
  identity(): Promise<{ appId: number; slug: string }>;
  listInstallations(): AsyncIterable<Installation>;
  /** Null once it was removed. */
  readInstallation(installationId: number): Promise<Installation | null>;
  listDeliveries(since: Date): AsyncIterable<AppDelivery>;
  redeliver(deliveryId: number): Promise<void>;
}
