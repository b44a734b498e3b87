import type { Models } from "../../agent/contract.ts";
import type { Health } from "../../connectors/contract.ts";
import type { Owner } from "../../engine/owner.ts";
import { breakerOf, controlStream } from "../../engine/streams.ts";
import { timeText } from "./days.ts";
import { modelFindings, modelsView } from "./models.ts";
import { failing, failingFindings } from "./failing.ts";
import { silent, silentFindings } from "./silent.ts";
import { spendingFindings } from "./spending.ts";
import type { Finding } from "../contract/status.ts";
import { pausedIn, quarantineOf, resumeCommand, targetWords } from "./held.ts";
import { embedderFinding } from "./memory/meaning.ts";
import { lookingFinding } from "./looking.ts";
import { toForgetFindings } from "./to-forget.ts";

/** What is well and what is not; each with its effect on clients and money, and what to do. */
export async function doctor(owner: Owner, models: Models): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [name, connector] of owner.office.connectors) {
    const failing = await breakerFinding(owner, name);
    if (failing !== null) findings.push(failing);
    const health: Health = await connector.health(owner.office.files).catch((error: unknown) => ({
      ok: false,
      note: error instanceof Error ? error.message : String(error),
    }));
    if (health.amiss !== undefined) findings.push({ ok: false, name, ...health.amiss });
    findings.push(
      health.ok
        ? fine(name, health.note)
        : {
            ok: false,
            name,
            line: health.note,
            ...(health.mend ?? {
              effect: `Nothing comes in or goes out by "${name}" until this is mended.`,
              remedy: `Mend it, or look into connectors/${name}.yaml and run "mainstay apply"`,
            }),
          },
    );
  }
  findings.push(
    await history(owner),
    await stopped(owner),
    ...(await quarantined(owner)),
    ...(await lookingFinding(owner)),
    await unsure(owner),
    ...(await toForgetFindings(owner)),
    await schedule(owner),
    ...(await modelHealth(owner, models)),
    ...(await spendingFindings(owner)),
    ...(await embedderFinding(owner, models)),
  );
  return findings.toSorted((a, b) => Number(a.ok) - Number(b.ok));
}

/** A model is fine where nothing is told of it. */
async function modelHealth(owner: Owner, models: Models): Promise<Finding[]> {
  const left = await silent(owner);
  const names = new Set(left.map(({ name }) => name));
  const ailing = new Set([...names, ...(await failing(owner)).map(({ name }) => name)]);
  return [
    ...(await silentFindings(owner, left)),
    ...(await failingFindings(owner, models, names)),
    ...modelFindings(await modelsView(owner, models), ailing),
  ];
}

/** B8: what keeps failing is left alone for a while, and said. */
async function breakerFinding(owner: Owner, name: string): Promise<Finding | null> {
  const { failures, openUntil } = await owner.office.book.read(breakerOf(name));
  if (openUntil <= owner.office.clock.now()) return null;
  const time = timeText(owner, openUntil);
  return {
    ok: false,
    name,
    line: `It failed ${failures} times in a row`,
    effect: `Acts by "${name}" wait until ${time}, then one is tried. Nothing is lost.`,
    remedy: `If it matters now: do the step by hand with "mainstay take", or mend what "${name}" needs`,
  };
}

async function history(owner: Owner): Promise<Finding> {
  const problems = await owner.store.check();
  const { seq } = await owner.store.last();
  if (problems.length === 0) return fine("history", `${seq} entries, each as it was written`);
  return {
    ok: false,
    name: "history",
    line: problems.slice(0, 3).join("; "),
    effect: "What is damaged is not served; jobs that need it stand still.",
    remedy:
      'End Mainstay and start it again: whatever the history tells is derived anew. If that is refused, restore the newest backup with "mainstay restore --aside", which keeps this folder',
  };
}

async function stopped(owner: Owner): Promise<Finding> {
  const control = await owner.office.book.read(controlStream);
  const paused = pausedIn(control);
  if (control.stopped === null && paused.length === 0)
    return fine("stop", "nothing is stopped or paused");
  const held = [
    ...(control.stopped === null ? [] : [`everything: ${control.stopped}`]),
    ...paused.map((each) => `${targetWords(each)}: ${each.reason}`),
  ];
  const commands = [
    ...(control.stopped === null ? [] : [resumeCommand({ kind: "everything" })]),
    ...paused.map(resumeCommand),
  ];
  return {
    ok: false,
    name: "stop",
    line: `Held back: ${held.join("; ")}`,
    effect: "Nothing new leaves for what is held back.",
    remedy: `Go on with ${[...new Set(commands)].map((each) => `"${each}"`).join(" and ")}`,
  };
}

async function quarantined(owner: Owner): Promise<Finding[]> {
  const quarantine = await quarantineOf(owner);
  if (quarantine === null) return [];
  const what = quarantine.why === "restored" ? "restored from a backup" : "copied";
  return [
    {
      ok: false,
      name: "quarantine",
      line: `In quarantine: this company was ${what}`,
      effect: "Nothing is read, started or sent.",
      remedy: 'Once the old one is off for good: "mainstay admit"',
    },
  ];
}

async function unsure(owner: Owner): Promise<Finding> {
  const count = await owner.store.count({ table: "act", where: { status: "unknown" } });
  if (count === 0) return fine("certainty", "of everything sent it is known what became of it");
  return {
    ok: false,
    name: "certainty",
    line: `${count === 1 ? "One act" : `${count} acts`}: it is not known whether it was done`,
    effect: "Those jobs wait; nothing is sent a second time.",
    remedy: 'Answer in "mainstay inbox"',
  };
}

async function schedule(owner: Owner): Promise<Finding> {
  const now = owner.office.clock.now();
  const late = await owner.store.count({ table: "due", below: { at: now - 3_600_000 } });
  if (late === 0 || owner.mode === "record") return fine("schedule", "nothing due is left undone");
  return {
    ok: false,
    name: "schedule",
    line: `${late} due for more than an hour`,
    effect: "Reminders or deadlines may be late.",
    remedy: 'Let the company run: "mainstay up"',
  };
}

function fine(name: string, line: string): Finding {
  return { ok: true, name, line, effect: "", remedy: "" };
}
