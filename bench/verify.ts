import { hash } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Auditor } from "../src/store/sqlite/audit/audit.ts";
import { atLeast, atMost, type Figure, figure } from "./figure.ts";
import { fill } from "./fill.ts";
import { inFolder } from "./folder.ts";
import type { Scale } from "./measure.ts";
import { spreadOf } from "./spread.ts";

/** Full verification of a ledger as a company leaves it, beside a loop that reads and hashes the same bytes. */
export async function verification({ rounds, startEvents }: Scale): Promise<Figure[]> {
  const seen: { verify: number; bare: number }[] = [];
  const events = await inFolder(async (folder) => {
    const count = await fill(folder, startEvents);
    await verifyOnce(folder);
    for (let i = 0; i < rounds; i += 1) {
      seen.push({ verify: await verifyOnce(folder), bare: await bareOnce(folder) });
    }
    return count;
  });
  const group = `Verification of ${events.toLocaleString("en")} events, in CPU time of one core`;
  return [
    figure(
      group,
      ["verified", "events/s"],
      spreadOf(seen.map(({ verify }) => verify)),
      atLeast(200_000),
    ),
    figure(group, ["read and hashed only", "events/s"], spreadOf(seen.map(({ bare }) => bare))),
    figure(
      group,
      ["time, beside reading and hashing only", "×"],
      spreadOf(seen.map(({ verify, bare }) => bare / verify)),
      atMost(2),
    ),
  ];
}

/** Events per second of CPU. */
async function verifyOnce(folder: string): Promise<number> {
  const auditor = new Auditor(folder);
  try {
    return await perCpuSecond(() => {
      const { entries, findings } = auditor.run({ sizes: [], listed: [], progress: () => {} });
      if (findings.list.length > 0) throw new Error(findings.list[0]?.message);
      return entries;
    });
  } finally {
    auditor.close();
  }
}

export async function bareOnce(folder: string): Promise<number> {
  const db = new DatabaseSync(join(folder, "ledger.db"), { readOnly: true });
  try {
    return await perCpuSecond(() => {
      let events = 0;
      for (const table of ["event", "value"]) {
        for (const { bytes } of db.prepare(`SELECT bytes FROM ${table}`).iterate()) {
          if (bytes instanceof Uint8Array) hash("sha256", bytes, "hex");
          if (table === "event") events += 1;
        }
      }
      return events;
    });
  } finally {
    db.close();
  }
}

/** How much of what `work` counts a second of CPU does. */
export async function perCpuSecond(work: () => number | Promise<number>): Promise<number> {
  const began = process.cpuUsage();
  const done = await work();
  const { user, system } = process.cpuUsage(began);
  return (done / (user + system)) * 1e6;
}
