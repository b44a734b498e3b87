import { mkdirSync } from "node:fs";
import { openCompany } from "./company.ts";
import { runFor } from "./five-steps.ts";

/**
 * Fills a folder with at least so many events, by running the company: many at once, so that few
 * syncs are needed. Some jobs are left waiting for an approval, as they are on any morning.
 */
export async function fill(folder: string, events: number, open = 0): Promise<number> {
  mkdirSync(folder, { recursive: true });
  const company = await openCompany(folder);
  const { journal, floor, office } = company.owner;
  while (journal.nextSeq <= events) await runFor(company, 512, 250);
  for (let i = 0; i < open; i += 1) await company.start("asking", { text: "Shall it go out?" });
  await floor.settled();
  await office.book.committed();
  await company.close();
  return journal.nextSeq - 1;
}
