import { enableCompileCache } from "node:module";
import { join } from "node:path";
import type { Start } from "./start.ts";

/** A process that opens a workspace, says when it was ready, then idles: see start.ts. */
const [folder = "", idleMs = "0"] = process.argv.slice(2);
// As the program itself does; the parent's first start fills the cache.
enableCompileCache(join(folder, "compiled"));
const { openCompany } = await import("./company.ts");
const { Wakes } = await import("./wakes.ts");

const wakes = new Wakes();
const began = performance.now();
const company = await openCompany(folder);
const ready = performance.now();
const residentMb = process.memoryUsage.rss() / 1_000_000;
await company.owner.floor.settled();
await company.owner.office.book.committed();
const watched = await wakes.during(Number(idleMs));
const start: Start = {
  readyMs: ready,
  openMs: ready - began,
  residentMb,
  timers: watched.armed,
  wakes: watched.fired,
  watchedMs: Number(idleMs),
};
await company.close();
process.stdout.write(JSON.stringify(start));
