import { type Company, stepsPerRun } from "./company.ts";

export type Round = {
  runsPerSecond: number;
  stepsPerSecond: number;
  /** CPU of the whole process, its collector and the kernel's share of the syncs included. */
  cpuMicrosPerStep: number;
  syncsPerStep: number;
};

/** Runs of five durable steps for `ms`, `atOnce` of them side by side, each awaited to its synced end. */
export async function runFor(company: Company, atOnce: number, ms: number): Promise<Round> {
  const { flushed } = company.owner.journal;
  const before = { syncs: flushed.syncs, cpu: process.cpuUsage(), at: performance.now() };
  let runs = 0;
  // Each lane is about a client of its own, under whose key all that is said is sealed.
  const lane = async (_: unknown, i: number): Promise<void> => {
    while (performance.now() - before.at < ms) {
      const run = await company.start("five", { text: "A line for the client" }, `client-${i}`);
      await company.ended(run);
      runs += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  const tookMs = performance.now() - before.at;
  const cpu = process.cpuUsage(before.cpu);
  const steps = runs * stepsPerRun;
  return {
    runsPerSecond: (runs / tookMs) * 1000,
    stepsPerSecond: (steps / tookMs) * 1000,
    cpuMicrosPerStep: (cpu.user + cpu.system) / steps,
    syncsPerStep: (flushed.syncs - before.syncs) / steps,
  };
}
