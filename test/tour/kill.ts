import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { type Left, leftIn } from "./left.ts";
import { randomFrom } from "../fixtures/random.ts";

/**
 * Plays tours that are killed with SIGKILL at random moments and started again until they end, and
 * compares what each left with what an undisturbed tour leaves.
 *
 * By command: node test/tour/kill.ts --times 50 [--seed 1]
 */
export type Report = {
  /** How long the undisturbed tour took, ms. */
  tookMs: number;
  tours: number;
  kills: number;
  undisturbed: Left;
  /** Tours that left something else; empty when the promise holds. */
  differing: { tour: number; killedAt: number[]; left: Left }[];
};

const root = path.resolve(import.meta.dirname, "../..");

export async function killed(times: number, seed: number): Promise<Report> {
  const random = randomFrom(seed);
  const place = await mkdtemp(path.join(tmpdir(), "mainstay-kill-"));
  try {
    const calm = path.join(place, "calm");
    const begun = performance.now();
    await played(calm, null);
    const tookMs = performance.now() - begun;
    const report: Report = {
      tookMs,
      tours: 0,
      kills: 0,
      undisturbed: await leftIn(calm),
      differing: [],
    };
    while (report.kills < times)
      await playOne(report, path.join(place, `tour-${report.tours}`), times, random);
    return report;
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

async function playOne(
  report: Report,
  data: string,
  times: number,
  random: () => number,
): Promise<void> {
  report.tours += 1;
  const killedAt: number[] = [];
  for (;;) {
    // Beginning takes a third of the time and writes nothing: less of the blows fall there.
    const after = report.kills < times ? report.tookMs * (0.25 + 0.75 * random()) : null;
    if (await played(data, after)) break;
    report.kills += 1;
    killedAt.push(Math.round(after ?? 0));
  }
  const left = await leftIn(data);
  if (!isDeepStrictEqual(left, report.undisturbed)) {
    report.differing.push({ tour: report.tours, killedAt, left });
  }
}

/** True if it ended by itself before it was killed. */
async function played(data: string, killAfterMs: number | null): Promise<boolean> {
  const child = spawn(
    process.execPath,
    [path.join(root, "bin/mainstay.js"), "tour", "--json", "--data", data],
    { cwd: root, stdio: ["ignore", "ignore", "pipe"] },
  );
  let said = "";
  child.stderr.on("data", (bytes: Buffer) => (said += bytes.toString()));
  const timer = killAfterMs === null ? null : setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.once("close", (code) => resolve(code));
  const code = await promise;
  if (timer !== null) clearTimeout(timer);
  if (code === null) return false;
  if (code !== 0 || said !== "")
    throw new Error(`The tour in "${data}" ended with ${code}: ${said}`);
  return true;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { times: { type: "string" }, seed: { type: "string" } },
  });
  const seed = Number(values.seed ?? Date.now() % 100_000);
  const report = await killed(Number(values.times ?? 50), seed);
  const { tookMs, kills, tours, differing } = report;
  console.log(
    `Undisturbed ${Math.round(tookMs)} ms; killed ${kills} times in ${tours} tours, seed ${seed}`,
  );
  console.log(
    differing.length === 0 ? "All left the same" : JSON.stringify({ ...report }, null, 2),
  );
  process.exitCode = differing.length === 0 ? 0 : 1;
}
