import type { Workspace } from "../../src/workspace/release.ts";
import { calmAfterMs, type Case, endAfterMs, type Files } from "./case.ts";
import { Disk } from "./disk.ts";
import { Conversations } from "./conversations.ts";
import { Doer } from "./doer.ts";
import { Drafts } from "./drafts.ts";
import { workspaceOf } from "./files.ts";
import { Inbox } from "./inbox.ts";
import { Incidents } from "./incidents.ts";
import { atEnd } from "./invariants.ts";
import { Life } from "./life.ts";
import { Mishaps } from "./mishaps.ts";
import { Operator } from "./operator.ts";
import { Outside } from "./outside.ts";
import { Random } from "./random.ts";
import { type Group, Scheduler } from "./scheduler.ts";
import { Takeovers } from "./takeover.ts";
import { Trace } from "./trace.ts";
import { type Broken, Witness } from "./witness.ts";

export type Played = {
  seed: number;
  hash: string;
  broken: readonly Broken[];
  counts: ReadonlyMap<string, number>;
  story: readonly string[];
  /** Places at which a process could have died. */
  points: number;
};

/** More than any case takes that comes to rest. */
const mostSteps = 60_000;

/** Plays one case to its end, or to the first promise that is broken. */
export async function play(drawn: Case, options: { told?: boolean } = {}): Promise<Played> {
  const stage = new Stage(drawn, options.told === true);
  await stage.run();
  const { trace, witness, points } = stage;
  return {
    seed: drawn.seed,
    hash: trace.digest(),
    broken: witness.broken,
    counts: trace.counts,
    story: trace.story ?? [],
    points,
  };
}

/** Everything that a play has, held together. */
export class Stage {
  readonly drawn: Case;
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly mishaps: Mishaps;
  readonly outside: Outside;
  readonly inbox: Inbox;
  readonly conversations: Conversations;
  readonly drafts: Drafts;
  readonly incidents: Incidents;
  readonly witness: Witness;
  readonly operator: Operator;
  readonly doer: Doer;
  readonly takeovers: Takeovers;
  readonly chance: Readonly<
    Record<"keys" | "agents" | "operator" | "hand" | "down" | "power", Random>
  >;
  readonly workspaceKey: Uint8Array;
  /** The machine that processes run on: what its clock is off by, and when it was started. */
  readonly machine = { offMs: 0, bootedAt: 0 };
  /** What nobody's death touches: the operator, whoever starts processes. */
  readonly world: Group = { name: "world", state: "alive" };
  life: Life;
  points = 0;
  readonly #crashes: ReadonlySet<number>;
  readonly #workspaces = new Map<Files, Workspace>();
  readonly #disks: Random;
  #lives = 0;
  #downMs: number | null = null;
  #givenUp: Life | null = null;

  constructor(drawn: Case, told: boolean) {
    const { seed, start } = drawn;
    const chance = (name: string) => new Random(seed, name);
    this.drawn = drawn;
    this.#crashes = new Set(drawn.crashes);
    this.#disks = chance("disk");
    this.scheduler = new Scheduler(start, chance("schedule"), drawn.haste);
    this.trace = new Trace(() => timeText(this.scheduler.now), told);
    const { scheduler, trace } = this;
    this.mishaps = new Mishaps(drawn.faults, trace, () => this.calm);
    const { mishaps } = this;
    this.outside = new Outside({ scheduler, trace, mishaps, random: chance("outside") });
    this.inbox = new Inbox(mishaps);
    const mailbox = { scheduler, trace, mishaps, random: chance("mailbox") };
    this.conversations = new Conversations({ ...mailbox, inbox: this.inbox });
    const { outside, conversations } = this;
    this.drafts = new Drafts({ ...mailbox, outside, conversations });
    this.incidents = new Incidents(this);
    this.witness = new Witness(this);
    this.chance = {
      keys: chance("keys"),
      agents: chance("agents"),
      operator: chance("operator"),
      hand: chance("hand"),
      down: chance("down"),
      power: chance("power"),
    };
    this.workspaceKey = chance("workspace").bytes(32);
    this.machine.bootedAt = start - 3_600_000;
    this.operator = new Operator(this);
    this.doer = new Doer(this);
    this.takeovers = new Takeovers(this);
    this.life = this.#born(new Disk("disk", this.#disks));
  }

  get calm(): boolean {
    return this.scheduler.now >= this.drawn.start + calmAfterMs;
  }

  async run(): Promise<void> {
    const { drawn, scheduler, witness } = this;
    let end = drawn.start + endAfterMs;
    for (const deed of drawn.deeds) {
      scheduler.at(drawn.start + deed.at, this.world, () => this.doer.begin(deed));
    }
    this.operator.begin();
    while (witness.broken.length === 0) {
      if (!(await scheduler.step(end))) {
        const reads = this.conversations.underWay;
        if (this.life.up && !reads) break;
        // Who died last is started again, and what is asked for is answered.
        end += reads ? 1_000 : 3_600_000;
      }
      if (scheduler.steps < mostSteps) continue;
      witness.break("SIM2", `it does not come to rest in ${mostSteps} steps`);
    }
    if (witness.broken.length === 0) await this.#judged();
    this.#countDeaths();
    this.trace.count("steps", scheduler.steps);
    this.trace.count("events", this.life.disk.events.length);
    for (const { type } of this.life.disk.events) this.trace.count(`event ${type}`);
  }

  /** CR1, CR2. */
  #countDeaths(): void {
    const { drawn, points, trace } = this;
    const places = drawn.crashes.filter((place) => place <= points);
    if (places.length === 0) trace.count("play without a death");
    for (const place of places) trace.count(`death in tenth ${Math.ceil((place / points) * 10)}`);
  }

  /** What checks ask of the process is answered like anything else, and no time passes. */
  async #judged(): Promise<void> {
    const judging = { open: true };
    const judged = atEnd(this).finally(() => {
      judging.open = false;
    });
    while (judging.open) await this.scheduler.step(this.scheduler.now);
    await judged;
  }

  workspace(files: Files): Workspace {
    const known = this.#workspaces.get(files);
    if (known !== undefined) return known;
    const made = workspaceOf(this.drawn, files);
    this.#workspaces.set(files, made);
    return made;
  }

  diesHere(): boolean {
    this.points += 1;
    return this.#crashes.has(this.points);
  }

  /** A process has ended: another begins on what is left, unless it had been given up before. */
  ended(life: Life): void {
    if (life !== this.life || life === this.#givenUp) return;
    const downMs = this.#downMs ?? this.chance.down.pick([0, 5_000, 60_000, 7_200_000]);
    this.#downMs = null;
    this.scheduler.at(this.scheduler.now + downMs, this.world, () => {
      if (life === this.life) this.life = this.#born(life.disk);
    });
  }

  /** How long nobody starts it again after its next end. */
  staysDown(downMs: number): void {
    this.#downMs = downMs;
  }

  /** It is ended for good; who takes over is already on the way. */
  givesUp(life: Life): void {
    this.#givenUp = life;
    life.die("another takes its place", { crashed: false });
  }

  /** The company goes on here from now on. */
  goOn(disk: Disk): void {
    this.life = this.#born(disk);
  }

  #born(disk: Disk): Life {
    this.#lives += 1;
    const life = new Life(`p${this.#lives}`, disk, this);
    this.trace.count("life");
    this.trace.tell(() => `${life.name} starts`);
    this.scheduler.soon(life, () => {
      life.begin().then(
        () => this.trace.tell(() => `${life.name} is up`),
        (error: unknown) => {
          if (!life.failed) this.witness.faulted(error, `start of ${life.name}`);
          this.scheduler.soon(life, () => life.die("it could not start", { crashed: false }));
        },
      );
    });
    return life;
  }
}

function timeText(at: number): string {
  const date = new Date(at);
  const day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][date.getUTCDay()] ?? "";
  return `${day} ${date.toISOString().slice(11, 19)}`;
}
