import { called } from "./called.ts";
import { opaque } from "../../engine/office.ts";
import { inboundOf, recordOf } from "../../engine/streams.ts";
import * as record from "../../memory/record.ts";
import { inShape } from "../../memory/shape.ts";
import { isObject, type Json, type JsonObject, textOf } from "../../value/json.ts";
import type { Scenario } from "../../workspace/scenario/file.ts";
import type { ExpectedAct, Then } from "../../workspace/scenario/then.ts";
import type { Opened } from "../open.ts";
import { type Act, actsOf } from "./acts.ts";
import { compare, type Expected, inWords, type Miss, type There } from "./expect.ts";
import { subjectBehind } from "./given.ts";
import { openItems } from "./items.ts";
import { jobsOf } from "./jobs.ts";
import { differences, told } from "./match.ts";

/**
 * What a scenario expects against what the ledger says.
 *
 * JD1 An act that was done, undone or may have been done is named by an expectation, or fails the
 *     scenario, unless others are allowed.
 * JD2 Items, where they are expected at all, are exactly those that are open for the processes that
 *     the scenario is about, and for arrivals: what other processes ask is no matter of its.
 */
export async function judge(opened: Opened, { then, runbook }: Scenario): Promise<Miss[]> {
  return [
    ...(await acts(opened, then)),
    ...(await records(opened, then.records ?? [])),
    ...(await items(opened, then.items, [runbook].flat())),
    ...(await jobs(opened, then.runs ?? [])),
    ...(await arrivals(opened, then.arrivals ?? [])),
  ];
}

const left: ReadonlySet<Act["fate"]> = new Set<Act["fate"]>(["done", "undone", "unknown"]);

async function acts(opened: Opened, then: Then): Promise<Miss[]> {
  const { timeZone } = opened.owner.office.settings.company;
  const local = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    dateStyle: "short",
    timeStyle: "short",
  });
  const all = await actsOf(opened);
  const there = all.map((act) => ({
    title: act.action,
    is: {
      with: act.args,
      gives: act.result,
      fate: act.fate,
      judged: act.judged,
      rule: [...act.rules],
      on: local.format(act.at),
    },
  }));
  const expected = then.acts.flatMap((act, i): Expected[] => {
    const one = { pointer: `/then/acts/${i}`, title: act.act, wants: wantsOf(act) };
    return Array.from({ length: act.times ?? 1 }, () => one);
  });
  return compare(expected, there, ({ title, is }) => {
    const fate = textOf(is["fate"]);
    if (then.others === "allowed" || !left.has(fate as Act["fate"])) return null;
    const message = `${title}: it was ${words[fate] ?? fate}, and nothing expects it`;
    const found = isObject(is["with"]) ? inWords(is["with"]) : "";
    return { pointer: "/then/acts", message, expected: "nothing else", found };
  });
}

const words: Readonly<Record<string, string>> = {
  undone: "done and undone",
  unknown: "done, or may have been",
};

/** A day expects any time of it, a rule any of those that said so. */
function wantsOf(act: ExpectedAct): JsonObject {
  const { with: args, gives, judged, rule, on } = act;
  return {
    fate: act.fate ?? (judged === "forbidden" ? "forbidden" : "done"),
    ...(args === undefined ? {} : { with: args }),
    ...(gives === undefined ? {} : { gives }),
    ...(judged === undefined ? {} : { judged }),
    ...(rule === undefined ? {} : { rule: { contains: rule } }),
    ...(on === undefined ? {} : { on: { contains: on } }),
  };
}

async function records(opened: Opened, expected: NonNullable<Then["records"]>): Promise<Miss[]> {
  const { office } = opened.owner;
  const misses: Miss[] = [];
  for (const [i, { record: kind, of, id, has }] of expected.entries()) {
    const subject = of === undefined ? null : await subjectBehind(opened, of);
    const key = opaque(office, "record", kind, called(id, subject));
    const state = inShape(await office.book.read(recordOf(kind, key)), office.active.schemas[kind]);
    const { value } = record.current(state, office.clock.now());
    for (const { at, expected, found } of differences(has, value)) {
      const message = `record ${kind} of ${of ?? id ?? ""}: ${at.slice(1)} is not as expected`;
      misses.push({
        pointer: `/then/records/${i}/has${at}`,
        message,
        expected,
        found: told(found),
      });
    }
  }
  return misses;
}

/** JD2. */
async function items(
  opened: Opened,
  expected: Then["items"],
  runbooks: readonly string[],
): Promise<Miss[]> {
  if (expected === undefined) return [];
  const there = (await openItems(opened)).map(({ kind, title, step, subject, runbook }) => ({
    title: "item",
    is: { kind, title, step, from: subject, ours: runbook === null || runbooks.includes(runbook) },
  }));
  const wanted: Expected[] = [];
  for (const [i, { from, ...wants }] of expected.entries()) {
    wanted.push({
      pointer: `/then/items/${i}`,
      title: "item",
      wants: { ...named(wants), ...(await ofSubject(opened, from)) },
    });
  }
  return compare(wanted, there, ({ is: { ours, title = null, kind = null, step = null } }) => {
    if (ours !== true) return null;
    const message = `item: ${told(title)} is still open, and nothing expects it`;
    const found = inWords({ kind, step });
    return { pointer: "/then/items", message, expected: "nothing else", found };
  });
}

async function jobs(opened: Opened, expected: NonNullable<Then["runs"]>): Promise<Miss[]> {
  const all = await jobsOf(opened);
  const misses: Miss[] = [];
  const wanted: Expected[] = [];
  for (const [i, { from, times, step, ...wants }] of expected.entries()) {
    const pointer = `/then/runs/${i}`;
    const at = step === undefined ? {} : { step: { contains: step } };
    const whole = { ...named(wants), ...at, ...(await ofSubject(opened, from)) };
    if (times === undefined) {
      wanted.push({ pointer, title: wants.runbook, wants: whole });
      continue;
    }
    const count = all.filter(({ is }) => differences(whole, is).length === 0).length;
    if (count === times) continue;
    const message = `${wants.runbook}: there are not as many jobs as expected`;
    misses.push({ pointer, message, expected: String(times), found: String(count) });
  }
  return [...misses, ...compare(wanted, all, () => null)];
}

async function arrivals(opened: Opened, expected: NonNullable<Then["arrivals"]>): Promise<Miss[]> {
  if (expected.length === 0) return [];
  const { owner } = opened;
  const rows = await owner.store.find({ table: "arrival", order: [{ column: "seq" }] });
  const there: There[] = [];
  for (const row of rows) {
    const events = await owner.journal.load(inboundOf(String(row["id"])).name);
    const content = events.find(({ type }) => type === "inbound.received")?.values["event"]?.value;
    const title = isObject(content) ? (content["title"] ?? null) : null;
    const is = { title, fate: row["fate"] ?? null, because: row["because"] ?? null };
    there.push({ title: "arrival", is });
  }
  const wanted = expected.map((wants, i) => ({
    pointer: `/then/arrivals/${i}`,
    title: "arrival",
    wants: named(wants),
  }));
  return compare(wanted, there, () => null);
}

/** A stranger's address leads to nobody: no subject is called like that. */
async function ofSubject(opened: Opened, from: string | undefined): Promise<JsonObject> {
  if (from === undefined) return {};
  return { from: (await subjectBehind(opened, from)) ?? `nobody known as ${from}` };
}

function named(wants: Readonly<Record<string, Json | undefined>>): JsonObject {
  const kept = Object.entries(wants).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(kept);
}
