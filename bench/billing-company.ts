import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { readClients } from "../src/bring/clients.ts";
import { VirtualClock } from "../src/engine/clock.ts";
import { type Opened, open } from "../src/host/open.ts";
import { mailFolder } from "../src/host/tour/play.ts";
import { instantOf } from "../src/value/local-time.ts";

/** The example company on a clock of its own, with its own files, books and outbox, below `folder`. */
export type Billing = { opened: Opened; clock: VirtualClock; data: string };

const zone = "Europe/Berlin";
const workspace = join(import.meta.dirname, "..", "examples", "studio");

/** What retainer `n` is, net, in whole euros: with 19 % VAT no cent is rounded. */
export const netOf = (n: number): number => 100 * (1 + (n % 20));
export const emailOf = (n: number): string => `office@client-${n}.example`;

export async function openBilling(folder: string): Promise<Billing> {
  const data = join(folder, "data");
  await mkdir(join(data, mailFolder), { recursive: true });
  const clock = new VirtualClock(instantOf("2026-01-20 09:00", zone));
  const fail = (error: unknown): never => {
    throw error;
  };
  const opened = await open({
    places: { workspace, data },
    mode: "run",
    clock,
    watch: false,
    onFault: fail,
    onFailure: fail,
    env: {},
    // Its own mails are another story.
    adjust: (settings) => {
      const { inbox } = settings.connectors;
      if (inbox === undefined) return settings;
      const moved = { ...inbox, settings: { ...inbox.settings, folder: mailFolder } };
      return { ...settings, connectors: { ...settings.connectors, inbox: moved } };
    },
  });
  const applied = await opened.desk.apply({ dryRun: false, runs: "finish" });
  if (!applied.ok) throw new Error(JSON.stringify(applied.problems));
  await opened.owner.start();
  return { opened, clock, data };
}

/** Clients come as a list of hers, and a retainer of each is agreed as she would: by the process. */
export async function agree({ opened }: Billing, retainers: number): Promise<void> {
  const { desk, owner } = opened;
  const lines = Array.from(
    { length: retainers },
    (_, n) => `Client ${n} GmbH,Person ${n},${emailOf(n)},Street ${n},20095,Hamburg`,
  );
  const list = ["name,person,email,street,postcode,city", ...lines].join("\n");
  const { rows } = readClients(Buffer.from(list));
  const brought = await desk.bring({ what: "clients", rows, dryRun: false });
  if (brought.taken !== retainers) throw new Error(JSON.stringify(brought.refused));
  for (let n = 0; n < retainers; n += 1) {
    const input = {
      client: emailOf(n),
      amount: `${netOf(n)}.00 EUR`,
      text: "Design support",
      alone: true,
    };
    const outcome = await desk.start({ runbook: "agree-retainer", input, requestId: `agree-${n}` });
    if (!outcome.ok) throw new Error(outcome.message);
  }
  await owner.quiet();
}

/** Everything that falls due until then has happened. */
export async function reach({ opened, clock }: Billing, local: string): Promise<void> {
  const at = instantOf(local, zone);
  await opened.owner.quiet();
  for (let due = clock.next(); due !== null && due <= at; due = clock.next()) {
    clock.moveTo(due);
    await opened.owner.quiet();
  }
  clock.moveTo(at);
  await opened.owner.quiet();
}
