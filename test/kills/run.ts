import { commandLine, counted, whole, wrong } from "../command-line.ts";
import type { Report } from "./killed.ts";

/** Each is loaded when it is played: who asks for help waits for none of them. */
const works: Record<string, (times: number, seed: number) => Promise<Report>> = {
  billing: async (...how) => (await killed())((await import("./billing.ts")).billing, ...how),
  intake: async (...how) => (await killed())((await import("./intake.ts")).intake, ...how),
  tour: async (...how) => (await killed())((await import("./tour.ts")).tour, ...how),
};
const killed = async () => (await import("./killed.ts")).killed;
const names = Object.keys(works).join(", ");

const help = `Kills processes of the example company (SIGKILL) while they work, begins them again until the
work is done, and compares what they leave with what an undisturbed process leaves.

  npm run kills                        50 kills each of ${names}
  npm run kills -- billing             of this work only:
                                         billing  the first of a month: an invoice with its PDF, an
                                                  entry and a mail for each of 30 clients
                                         intake   a mailbox over IMAP (needs dovecot) and a maildir
                                         tour     the example company's first month
  npm run kills -- billing --times 10  so many kills

  --seed N   another draw of moments (1)

Exit code: 0 if all left the same, 1 if something differs or cannot be played, 2 for a wrong command.`;

const { values, positionals } = commandLine(
  {
    options: { times: { type: "string" }, seed: { type: "string" } },
    allowPositionals: true,
  },
  help,
);
const times = whole("times", values.times ?? "50", 1);
const seed = whole("seed", values.seed ?? "1");
const unheard = positionals.find((name) => !Object.hasOwn(works, name));
if (unheard !== undefined) wrong(`Cannot kill "${unheard}": it is one of ${names}`);

for (const [name, play] of Object.entries(works)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const began = performance.now();
  try {
    const report = await play(times, seed);
    console.log(told(name, report, performance.now() - began));
    if (report.findings.length > 0) process.exitCode = 1;
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

function told(name: string, report: Report, tookMs: number): string {
  const { calmMs, plays, blows, doubts, findings, folder } = report;
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  const percent = (far: number) => Math.round(far * 100);
  const doubtful = doubts.done + doubts.notDone;
  const lookedUp = `  ${counted(doubtful, "act")} in doubt were looked up: ${doubts.done} done, ${doubts.notDone} not`;
  const lines = [
    `${name}: ${counted(blows.length, "kill")} in ${counted(plays, "play")}, seed ${seed}, in ${seconds(tookMs)}`,
    `  at ${percent(Math.min(...blows))} to ${percent(Math.max(...blows))} % of the work, which takes ${seconds(calmMs)} undisturbed`,
    ...(doubtful === 0 ? [] : [lookedUp]),
  ];
  const found =
    findings.length === 0
      ? ["  all left the same: nothing lost, nothing twice"]
      : [
          `  ${counted(findings.length, "finding")}; what they left lies in "${folder}"`,
          JSON.stringify(findings, null, 2),
        ];
  return [...lines, ...found].join("\n");
}
