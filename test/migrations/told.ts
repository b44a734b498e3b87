import { VirtualClock } from "../../src/engine/clock.ts";
import { type Opened, open } from "../../src/host/open.ts";
import type { Places } from "../../src/host/places.ts";
import { reworded, type Told } from "./released.ts";

export function openAt(places: Places, mode: "run" | "read", now: number): Promise<Opened> {
  const fail = (error: unknown): never => {
    throw error;
  };
  return open({
    places,
    mode,
    clock: new VirtualClock(now),
    watch: false,
    fileNow: () => Number.POSITIVE_INFINITY,
    onFault: fail,
    onFailure: fail,
  });
}

/** What the desk of this version answers to what that of the old version was asked. */
export async function toldNow(places: Places, now: number): Promise<Told> {
  const opened = await openAt(places, "read", now);
  try {
    const { desk, owner } = opened;
    const inbox = await desk.inbox();
    const runs = await desk.runs({});
    const items = [];
    for (const { number } of inbox.lines) {
      const { digest, shown, answers } = await desk.item(number);
      items.push({ number, digest, shown, answers: Object.keys(answers) });
    }
    const timelines = [];
    for (const { number } of runs) {
      const { entries } = await desk.run(number);
      timelines.push({
        number,
        entries: entries.map(({ seq, at, verb, what, why }) => ({ seq, at, verb, what, why })),
      });
    }
    return {
      now,
      events: (await owner.store.last()).seq,
      inbox: inbox.lines.map(({ number, kind, client, title, run, openedAt, expiresAt }) => ({
        number,
        kind,
        client,
        title,
        run,
        openedAt,
        expiresAt,
      })),
      items,
      runs: runs.map(({ number, runbook, client, status, line, startedAt, endedAt }) => ({
        number,
        runbook,
        client,
        status,
        line,
        startedAt,
        endedAt,
      })),
      timelines: timelines.map(reworded),
      arrivals: (await desk.arrivals({ limit: 1000 })).map(
        ({ at, type, from, title, fate, run }) => ({ at, type, from, title, fate, run }),
      ),
      acts: (await owner.store.find({ table: "act" })).map(({ token, action, status }) => ({
        token: String(token),
        action: String(action),
        status: String(status),
      })),
      due: (await owner.store.find({ table: "due" })).map((row) => ({ ...row })),
      dump: await owner.store.dump(),
    };
  } finally {
    await opened.close();
  }
}
