import { keyOf, plainName } from "../../engine/memory/mark.ts";
import type { Owner } from "../../engine/owner.ts";
import { markOf } from "../../engine/streams.ts";
import type { Row } from "../../ledger/table.ts";
import { isDay } from "../../value/date.ts";
import { instantOf } from "../../value/instant.ts";
import { nearest } from "../../value/nearest.ts";
import { Refused } from "../contract/refused.ts";
import type { PlaceView } from "../contract/snapshots.ts";
import { endOf } from "./times.ts";

/** What cannot be the name of a snapshot: it means another place already. */
export function isOtherPlace(text: string): boolean {
  return /^\d+$/.test(text) || text.toLowerCase() === "now" || instantOf(text) !== null;
}

/** The place in the history that she means, by name, number, day or time. */
export async function placeMeant(owner: Owner, text: string): Promise<PlaceView> {
  const wanted = plainName(text);
  if (wanted.toLowerCase() === "now") return now(owner);
  if (/^[1-9]\d{0,8}$/.test(wanted)) return numbered(owner, Number(wanted));
  const at = instantOf(wanted);
  if (at !== null) {
    const { timeZone } = owner.office.settings.company;
    return atTime(owner, wanted, isDay(wanted) ? endOf(wanted, timeZone) : at);
  }
  const { number } = await owner.office.book.read(markOf(keyOf(owner.office, wanted)));
  if (number !== null) return numbered(owner, number);
  throw new Refused({
    code: "snapshot_unknown",
    message: `There is no snapshot "${wanted}"; ${await others(owner, wanted)}`,
  });
}

export function placeIn(row: Row): PlaceView {
  const { number, name, at, seq } = row;
  return {
    number: Number(number),
    name: typeof name === "string" ? name : "",
    at: Number(at),
    entry: Number(seq),
  };
}

async function now({ office, store, journal }: Owner): Promise<PlaceView> {
  await journal.committed();
  return { number: null, name: "now", at: office.clock.now(), entry: (await store.last()).seq };
}

async function numbered(owner: Owner, number: number): Promise<PlaceView> {
  const [row] = await owner.store.find({ table: "mark", where: { number }, limit: 1 });
  if (row !== undefined) return placeIn(row);
  throw new Refused({
    code: "snapshot_unknown",
    message: `There is no snapshot ${number}; ${await others(owner, "")}`,
  });
}

async function atTime(owner: Owner, name: string, at: number): Promise<PlaceView> {
  return { number: null, name, at, entry: await entryAt(owner, at) };
}

/** The last entry of then. Times never decrease along the history (JN5). */
export async function entryAt({ journal, store }: Owner, at: number): Promise<number> {
  let [first, last] = [0, (await store.last()).seq];
  while (first < last) {
    const middle = Math.ceil((first + last) / 2);
    const [event] = await journal.readFrom(middle, 1);
    if (event !== undefined && event.at <= at) first = middle;
    else last = middle - 1;
  }
  return first;
}

const mostNames = 5;

/** Those that may have been meant. */
async function others({ store }: Owner, wanted: string): Promise<string> {
  const rows = await store.find({
    table: "mark",
    order: [{ column: "number", descending: true }],
    limit: 10_000,
  });
  const names = rows.flatMap(({ name }) => (typeof name === "string" ? [name] : []));
  const low = wanted.toLowerCase();
  const like = wanted === "" ? [] : names.filter((name) => name.toLowerCase().includes(low));
  const near = nearest(wanted, names);
  const found = [...new Set([...(near === null ? [] : [near]), ...like])].slice(0, mostNames);
  if (found.length > 0)
    return `there is ${found.map((name) => `"${name}"`).join(", ")}; see "mainstay memory snapshots"`;
  return rows.length === 0
    ? 'there is none yet: make one with "mainstay memory snapshot NAME", or name a day like 2026-03-03'
    : 'see "mainstay memory snapshots", or name a day like 2026-03-03';
}
