import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { fit } from "../../runbook/mistake.ts";
import { read as readYaml } from "../../workspace/yaml.ts";
import { instantOf } from "../../value/local-time.ts";

/**
 * The script of a tour: what arrives when, and what the operator answers.
 *
 * SC1 Every entry has an id of its own, and entries stand in order of their time; what one needs, or
 *     stands instead of, stands before it.
 * SC2 A mistake names the file and the entry, and nothing is played.
 */
const local = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/, 'must be like "2026-06-01 08:00"');
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be like "2026-06-01"');
const text = z.string().min(1);
const base = {
  id: z.string().regex(/^[a-z0-9-]+$/, "must be small letters, digits and -"),
  at: local,
  /** An entry without which this one makes no sense; or one with which it makes none. */
  needs: z.string().exactOptional(),
  without: z.string().exactOptional(),
};
const file = z.string().regex(/^(?!.*\.\.)[\w./-]+$/, "must be a file of the company's folder");

/** A new value, or a piece of text that takes the place of another. */
const change = z.union([z.strictObject({ replace: text, by: z.string() }), z.json()]);

const arrive = z.strictObject({ ...base, arrive: file });
const statement = z.strictObject({
  ...base,
  statement: z.strictObject({
    file: z.string().regex(/^[\w-]+\.csv$/, "must be the name of a .csv file"),
    /** A file whose lines stand in it as well. */
    lines: file.exactOptional(),
    /**
     * Who paid the invoice that the tour issued to them, under the name that the bank shows: all of it
     * unless an amount is given, and as often as the bank repeats the line.
     */
    paid: z.array(
      z.strictObject({
        from: text,
        name: text,
        on: day,
        amount: text.exactOptional(),
        times: z.int().min(1).max(9).exactOptional(),
      }),
    ),
  }),
});
/** What she brings along when she begins: clients of before, and what they owe. */
const bring = z.strictObject({
  ...base,
  bring: z.strictObject({
    clients: z.array(
      z.strictObject({ name: text, person: text, email: text, address: z.array(text) }),
    ),
    invoices: z.array(z.strictObject({ client: text, number: text, amount: text, due: day })),
  }),
});
const answer = z.strictObject({
  ...base,
  answer: z.strictObject({
    /** The client's address, where the item is about somebody. */
    from: text.exactOptional(),
    /** Name of the step that asks. */
    step: text.exactOptional(),
    /** Part of the item's title. */
    about: text.exactOptional(),
    say: text,
    change: z.record(z.string().startsWith("/"), change).exactOptional(),
    because: text.exactOptional(),
  }),
});
const cancel = z.strictObject({
  ...base,
  cancel: z.strictObject({ from: text, process: text, because: text }),
});
/** She starts a job by hand. */
const start = z.strictObject({
  ...base,
  start: z.strictObject({ process: text, input: z.record(z.string(), z.json()) }),
});

const Script = z.strictObject({
  tour: text,
  begins: local,
  ends: local,
  entries: z.array(z.union([arrive, statement, bring, answer, cancel, start])).min(1),
});

type Written<T> = Omit<T, "at"> & { at: number };
export type Arrive = Written<z.infer<typeof arrive>>;
export type Statement = Written<z.infer<typeof statement>>;
export type Bringing = Written<z.infer<typeof bring>>;
/** `nth` counts entries that name their item in the same words: each is about the next such item. */
export type Answering = Written<z.infer<typeof answer>> & { nth: number };
export type Cancel = Written<z.infer<typeof cancel>>;
/** `nth` counts entries that start the same process. */
export type Start = Written<z.infer<typeof start>> & { nth: number };
export type Entry = Arrive | Statement | Bringing | Answering | Cancel | Start;
export type Change = z.infer<typeof change>;

/** Instants are epoch milliseconds. */
export type Script = { begins: number; ends: number; entries: readonly Entry[] };

export async function readScript(folder: string, name: string, zone: string): Promise<Script> {
  const place = path.join(folder, name);
  return parseScript(await readFile(place, "utf8"), name, zone);
}

export function parseScript(source: string, name: string, zone: string): Script {
  const refuse = (why: string) => new Error(`Cannot play "${name}": ${why}`);
  const yaml = readYaml(source);
  const read = yaml.ok ? fit(Script, yaml.source) : yaml;
  if (!read.ok) {
    const [first] = read.mistakes;
    throw refuse(`line ${first?.line ?? 1}: ${first?.message ?? ""}; ${first?.remedy ?? ""}`);
  }
  const { begins, ends, entries } = read.value;
  const script = {
    begins: instantOf(begins, zone),
    ends: instantOf(ends, zone),
    entries: numbered(entries.map((entry) => ({ ...entry, at: instantOf(entry.at, zone) }))),
  };
  const known = new Set<string>();
  let before = script.begins;
  for (const { id, at, needs, without } of script.entries) {
    if (known.has(id)) throw refuse(`two entries are called "${id}"`);
    if (at < before) throw refuse(`"${id}" stands behind a later entry; put it in order of time`);
    const other = needs ?? without;
    if (other !== undefined && !known.has(other)) {
      throw refuse(`"${id}" names "${other}", which does not stand before it`);
    }
    known.add(id);
    before = at;
  }
  if (before > script.ends) throw refuse("its last entry comes after its end");
  return script;
}

type Dated = Arrive | Statement | Bringing | Omit<Answering, "nth"> | Cancel | Omit<Start, "nth">;

function numbered(entries: readonly Dated[]): Entry[] {
  const counts = new Map<string, number>();
  const nthOf = (words: readonly (string | undefined)[]): number => {
    const key = JSON.stringify(words);
    const nth = counts.get(key) ?? 0;
    counts.set(key, nth + 1);
    return nth;
  };
  return entries.map((entry) => {
    if ("start" in entry) return { ...entry, nth: nthOf(["start", entry.start.process]) };
    if (!("answer" in entry)) return entry;
    const { from, step, about } = entry.answer;
    return { ...entry, nth: nthOf(["answer", from, step, about]) };
  });
}
