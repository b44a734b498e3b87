import type { Owner } from "../../engine/owner.ts";
import { subjectOf } from "../../engine/streams.ts";
import { nowhere } from "../../engine/named.ts";
import type { Row } from "../../ledger/table.ts";
import type { Finding } from "../contract/status.ts";
import { dayText } from "./days.ts";
import { numbersOf } from "./ending-jobs.ts";
import { partyName } from "./names.ts";

/** Who is to be forgotten and is not yet, and the jobs that hold it up. */
type Begun = { name: string; since: number; jobs: readonly string[]; numbers: readonly number[] };

async function begun(owner: Owner): Promise<Begun[]> {
  const { store, forgetting } = owner;
  const where = { forgotten: null, into: null };
  const rows = await store.find({ table: "party", where, above: { leaving: -1 } });
  const found: Begun[] = [];
  for (const row of rows) {
    const subject = String(row["subject"]);
    const members = await forgetting.membersOf(subject);
    const own = await forgetting.openJobs(members, nowhere);
    const jobs = [...new Set([...own, ...forgetting.awaited(subject)])];
    if (jobs.length === 0) continue;
    const known = await partyName(store, subject);
    const name = known === "" ? "a client" : known;
    found.push({
      name,
      since: Number(row["leaving"]),
      jobs,
      numbers: await numbersOf(owner, jobs),
    });
  }
  return found;
}

/** Told before anything else: until it is decided, all that is known of them can be read. */
export async function toForgetWarnings(owner: Owner): Promise<string[]> {
  return (await begun(owner)).map(
    ({ name, since, numbers }) =>
      `Forgetting ${name}, begun on ${dayText(owner, since)}, waits for ${jobs(numbers)}: see ${shows(numbers)}`,
  );
}

export async function toForgetFindings(owner: Owner): Promise<Finding[]> {
  return (await begun(owner)).map(({ name, since, numbers }) => ({
    ok: false,
    name: "forgetting",
    line: `${name} is not forgotten yet, though it was begun on ${dayText(owner, since)}`,
    effect: "Until then all that is known of them can be read, and later backups hold it.",
    remedy: `Decide what is asked in ${jobs(numbers)}: ${shows(numbers)}`,
  }));
}

/** Whether what is asked in a job holds up that its client, or whom it names, is forgotten. */
export async function holdsUpForgetting(owner: Owner, { run, subject }: Row): Promise<boolean> {
  if (typeof run !== "string") return false;
  if (typeof subject === "string") {
    const { leaving } = await owner.office.book.read(subjectOf(subject));
    return leaving !== null && leaving.at === null;
  }
  return (await begun(owner)).some(({ jobs: held }) => held.includes(run));
}

function jobs(numbers: readonly number[]): string {
  return `${numbers.length === 1 ? "job" : "jobs"} ${numbers.join(", ")}`;
}

function shows(numbers: readonly number[]): string {
  return numbers.map((number) => `"mainstay show ${number}"`).join(" and ");
}
