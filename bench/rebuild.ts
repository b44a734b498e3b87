import { openCompany } from "./company.ts";
import { atLeast, atMost, type Figure, figure } from "./figure.ts";
import { fill } from "./fill.ts";
import { inFolder } from "./folder.ts";
import type { Scale } from "./measure.ts";
import { spreadOf } from "./spread.ts";
import { bareOnce, perCpuSecond } from "./verify.ts";

/** Every projection derived anew, beside a loop that reads and hashes the same bytes. */
export async function rebuilding({ rounds, startEvents }: Scale): Promise<Figure[]> {
  const seen: { rebuild: number; bare: number }[] = [];
  const events = await inFolder(async (folder) => {
    const count = await fill(folder, startEvents);
    const company = await openCompany(folder);
    const { journal } = company.owner;
    await journal.rebuild();
    for (let i = 0; i < rounds; i += 1) {
      const rebuild = await perCpuSecond(async () => {
        await journal.rebuild();
        return count;
      });
      seen.push({ rebuild, bare: await bareOnce(folder) });
    }
    await company.close();
    return count;
  });
  const group = `Rebuild from ${events.toLocaleString("en")} events, in CPU time of one core`;
  return [
    figure(
      group,
      ["rebuilt", "events/s"],
      spreadOf(seen.map(({ rebuild }) => rebuild)),
      atLeast(200_000),
    ),
    figure(group, ["read and hashed only", "events/s"], spreadOf(seen.map(({ bare }) => bare))),
    figure(
      group,
      ["time, beside reading and hashing only", "×"],
      spreadOf(seen.map(({ rebuild, bare }) => bare / rebuild)),
      atMost(2),
    ),
  ];
}
