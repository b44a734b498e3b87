import type { StoredBatch } from "../../src/ledger/store.ts";
import { markTakenOver } from "../../src/engine/quarantine.ts";
import type { Change } from "./cache.ts";
import type { Deed } from "./case.ts";
import type { Disk } from "./disk.ts";
import type { Life } from "./life.ts";
import type { Stage } from "./play.ts";

type Freeze = Extract<Deed, { kind: "freeze" }>;

/**
 * Another process goes on with what one left: on a copy of the folder of a frozen one, or on
 * yesterday's backup. Either begins in quarantine, in an epoch of its own.
 *
 * TO1 A frozen process that wakes up after that makes the call it was about to make, if it will, and
 *     is ended before it writes anything.
 * TO2 What was acknowledged after a backup is lost with what is restored: that is what a backup is.
 */
export class Takeovers {
  /** What the ledger does not know any more since something was restored: from when on, by whom. */
  readonly #losses: { from: number; by: ReadonlySet<string> }[] = [];
  readonly #stage: Stage;
  #freeze: Freeze | null = null;
  #backup: { disk: Disk; changes: readonly Change[]; at: number } | null = null;
  #epoch = 1;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  freezeNext(freeze: Freeze): void {
    this.#freeze = freeze;
  }

  /** True if the process freezes now, its batch being durable: what follows waits until it thaws. */
  freezes(life: Life, batch: StoredBatch): boolean {
    const freeze = this.#freeze;
    const { scheduler, trace, world } = this.#stage;
    if (freeze === null || life !== this.#stage.life) return false;
    const sent = batch.events.some(({ bytes }) =>
      Buffer.from(bytes).includes('"type":"effect.sent"'),
    );
    if (!sent) return false;
    this.#freeze = null;
    life.state = "frozen";
    trace.count(freeze.copied ? "frozen and copied" : "frozen");
    trace.tell(() => `${life.name} freezes, right after an act was recorded as sent`);
    if (freeze.copied) {
      scheduler.at(scheduler.now + 60_000, world, () => this.#continue(life, "copied", null));
    }
    scheduler.at(scheduler.now + freeze.forMs, world, () => {
      if (life.state !== "frozen") return;
      trace.tell(() => `${life.name} wakes up again`);
      scheduler.thaw(life);
    });
    return true;
  }

  /** Whether what a process did outside is lost to the ledger that goes on. */
  lost(done: { at: number; by: string }): boolean {
    return this.#losses.some(({ from, by }) => done.at >= from && by.has(done.by));
  }

  get lossy(): boolean {
    return this.#losses.length > 0;
  }

  backUp({ disk }: Life): void {
    const { scheduler, trace } = this.#stage;
    this.#backup = { disk, changes: disk.changes, at: scheduler.now };
    trace.tell(() => "a backup is taken");
  }

  restore(life: Life): void {
    const backup = this.#backup;
    if (backup === null || life.state !== "alive" || backup.disk !== life.disk) return;
    this.#stage.givesUp(life);
    const by = new Set(backup.disk.events.map((event) => event.by)).add(life.name);
    this.#losses.push({ from: backup.at, by });
    this.#stage.trace.count("restored");
    this.#continue(life, "restored", backup);
  }

  #continue(
    life: Life,
    why: "copied" | "restored",
    backup: { changes: readonly Change[]; at: number } | null,
  ): void {
    const stage = this.#stage;
    if (life !== stage.life) return;
    this.#epoch += 1;
    const epoch = this.#epoch;
    stage.trace.tell(() => `another takes over, on what was ${why}`);
    const takeover = { epoch, why, takenAt: backup?.at ?? null, at: stage.scheduler.now };
    void this.#copy(life, `disk${epoch}`, backup).then(async (disk) => {
      await markTakenOver(
        {
          setMeta: async (key, value) =>
            (await disk.write("setMeta", [key, value], "world")).sync(),
        },
        takeover,
      );
      for (const acknowledged of stage.witness.acknowledged) {
        const { seq } = acknowledged.event;
        if (acknowledged.disk === life.disk && seq <= disk.events.length) acknowledged.disk = disk;
      }
      stage.goOn(disk);
    });
  }

  #copy(
    { disk }: Life,
    name: string,
    backup: { changes: readonly Change[] } | null,
  ): Promise<Disk> {
    return disk.copy(name, backup?.changes);
  }
}
