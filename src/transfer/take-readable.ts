import type { Desk } from "../api/contract/desk.ts";
import type { EventStore } from "../ledger/store.ts";
import { cardsOf, clientOf, tableOf } from "./clients.ts";
import type { ExportFolder } from "./folder.ts";
import { numbered, slug } from "./names.ts";
import { recordsAsCsv, recordsIn } from "./records.ts";
import { timelineOf } from "./timeline.ts";

/** What other programs and people read: derived from the history, and not read by `import`. */
export async function takeReadable(
  store: EventStore,
  desk: Desk,
  folder: ExportFolder,
  progress: (done: number, total: number) => void,
): Promise<{ forgotten: number }> {
  const facts = await store.find({ table: "fact" });
  for (const [kind, records] of recordsIn(facts)) {
    const what = { kind: "records", count: records.length } as const;
    const name = `records/${slug(kind)}`;
    await folder.write(`${name}.json`, what, `${JSON.stringify(records, null, 2)}\n`);
    await folder.write(`${name}.csv`, { ...what, count: 0 }, recordsAsCsv(records));
  }
  const parties = await store.find({ table: "party" });
  const clients = parties.filter((row) => row["forgotten"] === null).map(clientOf);
  await folder.write("clients.csv", { kind: "clients", count: clients.length }, tableOf(clients));
  await folder.write("clients.vcf", { kind: "clients", count: 0 }, cardsOf(clients));
  const runs = await desk.runs({ limit: Number.MAX_SAFE_INTEGER });
  let done = 0;
  for (const { number, runbook, client } of runs) {
    const run = await desk.run(number);
    const name = numbered(number, `${runbook} ${client}`, ".md");
    await folder.write(`jobs/${name}`, { kind: "jobs", count: 1 }, timelineOf(run));
    progress((done += 1), runs.length);
  }
  return { forgotten: parties.length - clients.length };
}
