import type { KnownSource } from "../../../engine/memory/source.ts";
import type { Owner } from "../../../engine/owner.ts";
import { importOf, revisionOf } from "../../../engine/streams.ts";
import { isDay } from "../../../value/date.ts";
import { instantOf } from "../../../value/instant.ts";
import { Refused } from "../../contract/refused.ts";
import type { RollbackQuery } from "../../contract/revisions.ts";
import { entryAt } from "../history-place.ts";
import { jobRow } from "../jobs.ts";
import { beginOf } from "../times.ts";

/** A source of what is remembered, found by how she names it. */
export type Meant =
  | { what: "source"; known: KnownSource; since: number }
  | { what: "revision"; number: number; entry: number };

const shapes = '"import:12", "mail:<arrival>", "agent:<name>", "job:17" or "revision:41"';

export async function sourceMeant(owner: Owner, asked: RollbackQuery): Promise<Meant> {
  const colon = asked.source.indexOf(":");
  const kind = asked.source.slice(0, Math.max(0, colon));
  const name = asked.source.slice(colon + 1).trim();
  const since = await sinceOf(owner, asked.since);
  const from = (known: KnownSource): Meant => ({ what: "source", known, since });
  const none = { root: 0, run: null, entry: 0 };
  switch (kind) {
    case "import": {
      const number = numberIn(name);
      const { entry } = await owner.office.book.read(importOf(number));
      if (entry === null) throw unknown(asked.source, `see "mainstay memory sources"`);
      return from({ ...none, source: { kind, number }, root: entry });
    }
    case "revision": {
      const number = numberIn(name);
      const { entry } = await owner.office.book.read(revisionOf(number));
      if (entry === null) throw unknown(asked.source, `see "mainstay memory sources"`);
      return { what: "revision", number, entry };
    }
    case "job": {
      const number = numberIn(name);
      const run = String((await jobRow(owner, number))["id"]);
      return from({ ...none, source: { kind, number }, run });
    }
    case "mail":
      return from(await mail(owner, name));
    case "agent": {
      const names = Object.keys(owner.office.active.agents).toSorted();
      if (!names.includes(name))
        throw unknown(
          asked.source,
          names.length === 0 ? "there is no agent" : `the agents are ${names.join(", ")}`,
        );
      return from({ ...none, source: { kind, name } });
    }
    default:
      throw unknown(asked.source, `name one like ${shapes}; see "mainstay memory sources"`);
  }
}

function numberIn(text: string): number {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0;
}

/** By the name of its arrival, or by its entry in the history. */
async function mail(owner: Owner, name: string): Promise<KnownSource> {
  const where = /^\d{1,15}$/.test(name) ? { seq: Number(name) } : { id: name };
  const [row] = await owner.store.find({ table: "arrival", where, limit: 1 });
  const entry = Number(row?.["seq"] ?? 0);
  const [event] = row === undefined ? [] : await owner.journal.readFrom(entry, 1);
  if (row === undefined || event === undefined) {
    throw unknown(
      `mail:${name}`,
      'name the entry that "mainstay recall" or "mainstay ledger" shows for it',
    );
  }
  const run = typeof row["run"] === "string" ? row["run"] : null;
  return { source: { kind: "mail", id: String(row["id"]) }, root: event.intent, run, entry };
}

/** The last entry before that time; 0 where none is named. */
async function sinceOf(owner: Owner, since: string | undefined): Promise<number> {
  if (since === undefined) return 0;
  const at = instantOf(since);
  if (at === null) {
    throw new Refused({
      code: "since_invalid",
      message: `Cannot tell since when: "${since}" is no time; give one like 2026-03-03`,
    });
  }
  const { timeZone } = owner.office.settings.company;
  return entryAt(owner, (isDay(since.trim()) ? beginOf(since.trim(), timeZone) : at) - 1);
}

function unknown(source: string, remedy: string): Refused {
  return new Refused({
    code: "source_unknown",
    message: `There is no source "${source}"; ${remedy}`,
  });
}
