import { dayMs } from "../backup/retention.ts";
import { type BackupState, readState, writeState } from "../backup/state.ts";
import type { Clock } from "../engine/clock.ts";
import { nextSlot } from "../kernel/slots.ts";
import type { EventStore } from "../ledger/store.ts";
import { type Apart, backUpApart, verifyApart } from "./backup/apart.ts";
import { backupSettings } from "./backup/settings.ts";
import { signCheckpoint } from "./ledger/checkpoints.ts";
import { tellForgotten } from "./backup/forgotten-list.ts";
import type { Places } from "./places.ts";
import { Rounds } from "./rounds.ts";

/**
 * What is done beside the work, while the company runs: a checkpoint every hour, who was
 * forgotten since told to the backups, a backup every day, a check of it by a restore every week.
 *
 * HK1 One timer is armed, for what falls due next; what was missed while nothing ran is done at the
 *     next start.
 * HK2 One thing is done after the other, and nothing of it holds up the company.
 * HK3 A failure is kept where the doctor sees it, and tried again an hour later.
 * HK4 What was done last in the future was done by a wrong clock, and is due.
 */
export type HousekeepingOptions = {
  places: Places;
  store: EventStore;
  clock: Clock;
  /** True if the identity is at hand, so that a backup can be restored for a check. */
  canVerify: boolean;
  onFault: (error: unknown, doing: string) => void;
  /** How backups are made and checked. */
  backUp?: typeof backUpApart;
  verify?: typeof verifyApart;
};

const hourMs = 3_600_000;
const weekMs = 7 * dayMs;
/** Nothing falls due more often. */
const leastMs = 60_000;

type Duty = { due: number; doing: string; carryOut: () => Promise<void> };

export class Housekeeping extends Rounds {
  readonly #options: HousekeepingOptions;
  #checkpointAt: number;
  #listAt: number;
  /** When each was tried last in this process (HK3). */
  readonly #tried = { backup: 0, verify: 0 };
  #under: Apart<unknown> | null = null;

  constructor(options: HousekeepingOptions) {
    super(options.clock);
    this.#options = options;
    this.#checkpointAt = options.clock.now() + hourMs;
    this.#listAt = options.clock.now();
  }

  /** Ends what is under way: a backup that is not whole counts for nothing. */
  override async close(): Promise<void> {
    const closed = super.close();
    this.#under?.end();
    await closed;
  }

  protected override async round(): Promise<number> {
    const { clock, onFault } = this.#options;
    for (const doing of ["checkpoint", "forgotten list", "backup", "check"] as const) {
      try {
        const duty = (await this.#duties()).find((each) => each.doing === doing);
        if (duty !== undefined && duty.due <= clock.now() && !this.closed) await duty.carryOut();
      } catch (error) {
        if (!this.closed) onFault(error, doing);
      }
    }
    return this.#next();
  }

  async #next(): Promise<number> {
    const now = this.#options.clock.now();
    const dues = await this.#duties().then(
      (duties) => duties.map(({ due }) => due),
      () => [],
    );
    return Math.max(now + leastMs, Math.min(now + hourMs, ...dues));
  }

  async #duties(): Promise<Duty[]> {
    const { places, store, canVerify } = this.#options;
    const checkpoint = {
      due: this.#checkpointAt,
      doing: "checkpoint",
      carryOut: () => this.#checkpoint(),
    };
    const state = await readState(places.data);
    if (state === null) return [checkpoint];
    const { at, timeZone } = await backupSettings(store);
    const list = {
      due: this.#listAt,
      doing: "forgotten list",
      carryOut: async () => {
        this.#listAt = this.#options.clock.now() + hourMs;
        await tellForgotten(places, store);
      },
    };
    const backup = {
      due: this.#backupDue(state, at, timeZone),
      doing: "backup",
      carryOut: () => this.#backUp(),
    };
    if (!canVerify || state.last === null) return [checkpoint, list, backup];
    const checked = this.#past(state.verified?.at ?? state.since);
    const due = Math.max(checked + weekMs, this.#past(this.#tried.verify) + dayMs);
    return [checkpoint, list, backup, { due, doing: "check", carryOut: () => this.#verify() }];
  }

  #backupDue({ last, since, failure }: BackupState, at: string, zone: string): number {
    const [hour, minute] = at.split(":").map(Number);
    const slot =
      nextSlot(`${minute} ${hour} * * *`, zone, this.#past(last?.at ?? since)) ?? Infinity;
    const tried = Math.max(this.#past(this.#tried.backup), this.#past(failure?.at ?? 0));
    return Math.max(slot, tried === 0 ? 0 : tried + hourMs);
  }

  /** HK4. */
  #past(at: number): number {
    return at > this.#options.clock.now() ? 0 : at;
  }

  async #checkpoint(): Promise<void> {
    const { places, store, clock } = this.#options;
    this.#checkpointAt = clock.now() + hourMs;
    await signCheckpoint(places.data, store, (await store.getMeta("workspace-id")) ?? "");
  }

  async #backUp(): Promise<void> {
    const { places, clock, backUp = backUpApart } = this.#options;
    this.#tried.backup = clock.now();
    await this.#carryOut(backUp({ places, to: null, gentle: true }));
    this.#tried.backup = 0;
  }

  async #verify(): Promise<void> {
    const { places, clock, verify = verifyApart } = this.#options;
    this.#tried.verify = clock.now();
    let unsound: BackupState["unsound"] = null;
    try {
      const which = { from: null, snapshot: null, identity: null, signer: null, unsigned: false };
      const task = { places, ...which, gentle: true };
      const { amiss } = await this.#carryOut(verify(task));
      if (amiss[0] !== undefined) unsound = { at: clock.now(), message: amiss[0] };
    } catch (error) {
      if (this.closed) return;
      const message = error instanceof Error ? error.message : String(error);
      unsound = { at: clock.now(), message: message.slice(0, 2_000) };
    }
    const state = await readState(places.data);
    if (state !== null) await writeState(places.data, { ...state, unsound });
  }

  async #carryOut<T>(apart: Apart<T>): Promise<T> {
    this.#under = apart;
    try {
      return await apart.done;
    } finally {
      this.#under = null;
    }
  }
}
