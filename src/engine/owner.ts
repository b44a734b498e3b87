import type { Executor } from "../agent/contract.ts";
import type { Connector } from "../connectors/contract.ts";
import { decide, inQuarantine } from "../kernel/control.ts";
import type { ReleaseEvent } from "../kernel/release.ts";
import type { Journal } from "../ledger/journal.ts";
import type { Sealer } from "../ledger/seal.ts";
import type { EventStore } from "../ledger/store.ts";
import type { Recorded } from "../ledger/event.ts";
import type { Release, Settings, Workspace } from "../workspace/release.ts";
import type { Agenda } from "./agenda.ts";
import { Alarm } from "./alarm.ts";
import { assemble, type Parts } from "./assemble.ts";
import type { Turn } from "./turn.ts";
import { Memory } from "./memory/memory.ts";
import type { Meaning } from "./memory/meanings.ts";
import type { Clock } from "./clock.ts";
import type { Floor } from "./floor.ts";
import { Forgetting } from "./forget.ts";
import type { Office } from "./office.ts";
import { keepRelease, keepSettings, readSettings } from "./release-files.ts";
import { Removing } from "./retention/removing.ts";
import { Retention } from "./retention/retention.ts";
import { type Admission, admit, takeOver } from "./quarantine.ts";
import { Slots } from "./slots.ts";
import { Intake, type Watchers } from "./intake/intake.ts";
import { controlStream, releaseStream } from "./streams.ts";
import { engine, operator } from "./who.ts";

/**
 * The process that runs a workspace: opens its ledger, takes up what was under way, and moves it on.
 *
 * OWN1 Only one exists at a time; whoever opens it holds the workspace's lock (OW1).
 * OWN2 What was acknowledged before is found again from the ledger alone.
 * OWN3 Without a release nothing runs; `activate` gives it one.
 * OWN4 In the mode "record" it only records: no timers, watchers, executions or effects. In "read"
 *      the store refuses every write; drafts to look at are drawn into memory.
 * OWN5 Many faults within a minute pause the workspace (A6); only the operator resumes.
 */
export type OwnerOptions = {
  store: EventStore;
  clock: Clock;
  /** Keys the opaque ids, and seals what is personal. */
  sealer: Sealer;
  process: string;
  mode: "run" | "record" | "read";
  executors: ReadonlyMap<Executor["kind"], Executor>;
  connect: (settings: Settings) => Promise<ReadonlyMap<string, Connector>>;
  watchers?: Watchers;
  /** Removes what lies in plain beside the ledger and may be thrown away: drafts that were drawn. */
  dropAside?: () => Promise<void>;
  /** What finds passages by their meaning; without it they are found by their words. */
  meaning?: (settings: Settings) => Meaning;
  /** Each arrival runs its course before the next is read: what is told is the same each time. */
  inStep?: boolean;
  onFault: (error: unknown, doing: string) => void;
  /** The ledger cannot be written any more: end the process. */
  onFailure: (error: unknown) => void;
};

export class Owner {
  readonly office: Office;
  readonly store: EventStore;
  readonly journal: Journal;
  readonly floor: Floor;
  readonly agenda: Agenda;
  readonly slots: Slots;
  readonly intake: Intake;
  readonly forgetting: Forgetting;
  readonly memory: Memory;
  readonly removing: Removing;
  readonly retention: Retention;
  readonly mode: "run" | "record" | "read";
  readonly recovered: { open: number; doubtful: number };
  /** Resolves when everything that lay there at the start was taken up and read. */
  readonly ready: Promise<void>;
  readonly #options: OwnerOptions;
  readonly #alarm = new Alarm();
  readonly #started = Promise.withResolvers<void>();

  private constructor(options: OwnerOptions, parts: Parts) {
    this.#options = options;
    this.mode = options.mode;
    this.store = options.store;
    this.office = parts.office;
    this.journal = parts.journal;
    this.floor = parts.floor;
    this.agenda = parts.agenda;
    this.slots = new Slots(parts.office);
    const pace = () => (options.inStep === true ? parts.floor.settled() : Promise.resolve());
    this.intake = new Intake(parts.office, options.watchers, pace);
    const meanings = () => this.memory.meanings;
    this.forgetting = new Forgetting(parts.office, {
      store: options.store,
      journal: parts.journal,
      meanings,
      dropAside: async (gone) => {
        this.memory.meanings.forget(gone);
        await options.dropAside?.();
      },
    });
    this.memory = new Memory(parts.office, {
      store: options.store,
      journal: parts.journal,
      meaning: options.meaning,
      reads: options.mode === "read",
      membersOf: (subject) => this.forgetting.membersOf(subject),
    });
    this.office.contexts = this.memory.contexts;
    this.removing = new Removing(parts.office, {
      store: options.store,
      journal: parts.journal,
      meanings,
      dropAside: async () => options.dropAside?.(),
    });
    this.retention = new Retention(parts.office, options.store, this.removing);
    this.office.lookBack = (...asked) => this.memory.lookBack.over(...asked);
    this.recovered = parts.recovered;
    this.ready = this.#started.promise;
    if (options.mode !== "run") this.#started.resolve();
    else this.office.fault = (error, doing) => this.#fault(error, doing);
  }

  static async open(options: OwnerOptions): Promise<Owner> {
    const owner = new Owner(options, await assemble(options));
    const releases = await owner.office.book.read(releaseStream);
    if (releases.active !== null && releases.settings !== null) {
      const release = await owner.office.releases.load(releases.active);
      await owner.#use(release, await readSettings(options.store, releases.settings));
    }
    if (options.mode !== "read") {
      await takeOver(owner.office.book, options.store);
      await owner.forgetting.takeUp();
      await owner.removing.takeUp();
    }
    owner.office.book.listen((events) => owner.#resume(events));
    return owner;
  }

  /** Takes up what was under way, and begins to listen. Only in the mode "run". */
  async start(): Promise<void> {
    if (this.mode !== "run") return;
    const { at } = await this.store.last();
    this.office.clock.begin(at, (by) => void this.#doubt(by));
    if (!inQuarantine(await this.office.book.read(controlStream))) await this.#takeUp();
    await this.memory.start();
    this.#started.resolve();
  }

  async #takeUp(): Promise<void> {
    await this.wakeAll();
    await this.agenda.open();
    await this.slots.look();
    await this.intake.open();
  }

  /** Leaves quarantine (QU5). */
  async admit(othersOff: boolean): Promise<Admission> {
    return admit(this.office, this.store, othersOff);
  }

  /** Has every run under way looked at: after a start, a stop, a pause or a doubtful clock. */
  async wakeAll(): Promise<void> {
    const where = { status: ["open", "cancelling"] };
    const rows = await this.store.find({ table: "run", where });
    // In the order in which they began: so are the numbers that they take.
    const inOrder = rows.toSorted((a, b) => Number(a["number"]) - Number(b["number"]));
    for (const row of inOrder) this.office.wake(String(row["id"]));
  }

  #resume(events: readonly Recorded[]): void {
    const admitted = events.some(({ type }) => type === "control.admitted");
    const goesOn = ["control.resumed", "clock.confirmed", "control.admitted"];
    if (!events.some(({ type }) => goesOn.includes(type))) return;
    if (events.some(({ type }) => type === "clock.confirmed")) this.office.clock.trust();
    const again = async (): Promise<void> => {
      await this.office.book.committed();
      if (admitted && this.mode === "run") return this.#takeUp();
      await this.wakeAll();
      await this.slots.look();
    };
    again().catch((error: unknown) => this.office.fault(error, "going on"));
  }

  #fault(error: unknown, doing: string): void {
    this.#options.onFault(error, doing);
    if (this.#alarm.note(this.office.clock.now())) void this.#pauseEverything();
  }

  async #pauseEverything(): Promise<void> {
    const target = { kind: "everything" } as const;
    const reason = 'many faults within a minute; see "mainstay doctor"';
    try {
      await this.office.book.turn(engine, (turn) => {
        const decision = decide(turn.get(controlStream), { type: "pause", target, reason });
        if (decision.ok) turn.emit(controlStream, ...decision.events);
      });
    } catch (error) {
      this.#options.onFault(error, "pausing everything");
    }
  }

  /** TM1: timers stand still until she confirms the time. */
  async #doubt(by: number): Promise<void> {
    try {
      await this.office.book.turn(engine, (turn) => {
        if (turn.get(controlStream).clock !== null) return;
        const data = { item: turn.number(), at: turn.at, by };
        turn.emit(controlStream, { type: "clock.doubted", data });
      });
    } catch (error) {
      this.office.fault(error, "noting a jump of the clock");
    }
  }

  /** Resolves when nothing moves, nothing is being read, and everything is synced. */
  async quiet(): Promise<void> {
    do {
      await this.intake.settled();
      await this.slots.settled();
      await this.office.book.committed();
      await this.floor.settled();
      await this.office.book.committed();
    } while (!this.floor.quiet || this.intake.reading);
  }

  /** Activates a release and settings in one transaction; `also` decides about runs under way. */
  async activate(
    workspace: Workspace,
    how: { runs: string; back: boolean; shapes?: NonNullable<ReleaseEvent["data"]["shapes"]> },
    also: (turn: Turn) => void = () => {},
  ): Promise<void> {
    const { store } = this;
    const { release, settings } = workspace;
    const { runs, back, shapes = [] } = how;
    await this.#options.connect(settings).then(closeAll);
    await keepRelease(store, release);
    const digest = await keepSettings(store, settings);
    this.office.releases.put(release);
    const { book } = this.office;
    await book.turn(operator, (turn) => {
      const event: ReleaseEvent = {
        type: "release.activated",
        data: {
          release: release.id,
          settings: digest,
          runs,
          back,
          ...(shapes.length === 0 ? {} : { shapes }),
        },
      };
      turn.emit(releaseStream, event);
      also(turn);
    });
    await book.committed();
    await this.#use(release, settings);
    if (this.mode === "run") await this.slots.look();
  }

  async settingsAt(digest: string): Promise<Settings> {
    return readSettings(this.store, digest);
  }

  /** The store stays open: whoever opened it closes it. */
  async close(): Promise<void> {
    this.slots.close();
    this.agenda.close();
    this.intake.close();
    this.office.looks.close();
    await this.floor.close();
    await this.forgetting.settled();
    await this.removing.settled();
    await this.office.book.committed();
    await this.memory.close();
    await closeAll(this.office.connectors);
    for (const executor of this.office.executors.values()) await executor.close?.();
  }

  async #use(release: Release, settings: Settings): Promise<void> {
    const { office, journal } = this;
    const before = office.connectors;
    office.active = release;
    office.settings = settings;
    office.connectors = await this.#options.connect(settings);
    journal.release = release.id;
    await closeAll(before);
    if (this.mode === "run") await this.intake.reopen();
  }
}

async function closeAll(connectors: ReadonlyMap<string, Connector>): Promise<void> {
  for (const connector of connectors.values()) await connector.close?.();
}
