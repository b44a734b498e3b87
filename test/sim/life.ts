import type { Connector } from "../../src/connectors/contract.ts";
import { Owner } from "../../src/engine/owner.ts";
import { keyFrom } from "../../src/ledger/keys.ts";
import { subjectSealer } from "../../src/ledger/seal.ts";
import type { StoredBatch } from "../../src/ledger/store.ts";
import { executorsFor } from "./agents.ts";
import type { Shape } from "./case.ts";
import { connectorOf, inboxOf, type Line } from "./contract.ts";
import type { Disk } from "./disk.ts";
import { Meant } from "./mishaps.ts";
import type { Caller } from "./outside.ts";
import type { Stage } from "./play.ts";
import { ProcessClock } from "./process-clock.ts";
import { ProcessKeys } from "./process-keys.ts";
import { storeOn } from "./process-store.ts";
import type { Group } from "./scheduler.ts";

/** One process: the real owner on a disk, until it dies, is closed, or is frozen. */
export class Life implements Group {
  readonly name: string;
  state: Group["state"] = "alive";
  readonly disk: Disk;
  readonly clock: ProcessClock;
  owner: Owner | null = null;
  /** True once it moves runs. */
  up = false;
  /** Its ledger could not be written: whatever it says from then on is only the echo. */
  failed = false;
  readonly #stage: Stage;
  readonly caller: Caller;

  constructor(name: string, disk: Disk, stage: Stage) {
    this.name = name;
    this.disk = disk;
    this.#stage = stage;
    this.clock = new ProcessClock(this, stage);
    this.caller = {
      group: this,
      now: () => this.clock.now(),
      passes: (where) => this.#passes(where),
      leaves: (what, shape, request) => stage.witness.leaves(this, what, shape, request),
      lays: (token) => stage.witness.lays(this, token),
    };
  }

  async begin(): Promise<void> {
    const stage = this.#stage;
    const keys = new ProcessKeys(
      this.disk,
      () => keyFrom(stage.chance.keys.bytes(64)),
      (write) => this.#sync(write),
    );
    this.owner = await Owner.open({
      store: storeOn(this.disk, {
        read: (method, answer) => this.#read(method, answer),
        write: (method, args) => this.#write(method, args),
      }),
      clock: this.clock,
      sealer: subjectSealer(stage.workspaceKey, keys),
      process: this.name,
      mode: "run",
      executors: executorsFor(
        this,
        {
          scheduler: stage.scheduler,
          mishaps: stage.mishaps,
          random: stage.chance.agents,
          shapes: stage.drawn.shapes,
        },
        () => stage.witness.asked(this),
      ),
      connect: async () => this.#connectors(),
      watchers: { watch: (_, changed) => stage.inbox.watch(() => this.#tell(changed)) },
      onFault: (error, doing) => this.#fault(error, doing),
      onFailure: (error) => this.#fail(error),
    });
    const { owner } = this;
    if (owner.office.active.id === "") {
      await owner.activate(stage.workspace(stage.drawn.files), {
        runs: "finish",
        back: false,
      });
    }
    owner.intake.listen((received) => stage.witness.told(this, received));
    await owner.start();
    this.up = true;
  }

  /** `crashed`: nobody let it end in order. */
  die(why: string, { crashed }: { crashed: boolean }): void {
    if (this.state === "dead") return;
    this.state = "dead";
    this.up = false;
    const { trace } = this.#stage;
    trace.mark(`dead ${this.name}\n`);
    trace.tell(() => `${this.name} is dead: ${why}`);
    if (crashed) this.#crashed();
    this.#stage.ended(this);
  }

  /** Half of the time it is the machine that dies, and with it what was not synced. */
  #crashed(): void {
    const { trace, chance } = this.#stage;
    trace.count("crash");
    if (!chance.power.chance(0.5)) return;
    trace.count("power cut");
    void this.disk.powerCut(chance.power).then((gone) => {
      if (gone === 0) return;
      trace.count("power cut that took something");
      trace.mark(`gone ${gone}\n`);
      trace.tell(() => `the power went, and with it the last ${gone} writes`);
    });
  }

  #passes(where: string): boolean {
    if (this.state === "dead") return false;
    if (!this.#stage.diesHere()) return true;
    this.#stage.trace.count("killed at a place");
    this.#stage.trace.count(`died ${where}`);
    this.die(`it was killed ${where}`, { crashed: true });
    return false;
  }

  #connectors(): ReadonlyMap<string, Connector> {
    const { drawn, inbox } = this.#stage;
    const made = drawn.shapes.map(
      (shape) => [shape.name, connectorOf(shape, this.#line(shape))] as const,
    );
    return new Map<string, Connector>([...made, ["inbox", inboxOf(inbox.source(this.caller))]]);
  }

  #line(shape: Shape): Line {
    const { outside, conversations, drafts } = this.#stage;
    const { caller } = this;
    return {
      ...outside.line(caller, shape),
      news: (args, since) => conversations.news(caller, args, since),
      lay: (request) => drafts.lay(caller, shape, request),
      done: (request) => drafts.done(caller, request),
    };
  }

  #tell(changed: () => void): void {
    this.#stage.scheduler.soon(this, changed);
  }

  #read(method: string, answer: () => unknown): Promise<unknown> {
    this.#stage.trace.count(`read ${method}`);
    return new Promise((resolve) => this.#stage.scheduler.soon(this, () => resolve(answer())));
  }

  #write(method: string, args: readonly unknown[]): Promise<unknown> {
    const { scheduler, mishaps, trace } = this.#stage;
    return new Promise((resolve, reject) => {
      scheduler.soon(this, () => {
        if (this !== this.#stage.life)
          return this.die("another has taken over", { crashed: false });
        const fault = method === "commit" || method === "putBlob" ? mishaps.next(method) : null;
        if (fault === "before") return reject(new Meant(`simulated: ${method} failed`));
        if (!this.#passes(`before ${method}`)) return;
        trace.count(`write ${method}`);
        void this.disk.write(method, args, this.name).then(({ result, sync }) => {
          if (method === "commit") this.#mark(args[0] as StoredBatch);
          if (!this.#passes(`amid ${method}`)) return;
          sync();
          if (!this.#passes(`after ${method}`)) return;
          if (fault === "after")
            return reject(new Meant(`simulated: ${method} failed, though done`));
          if (method === "commit" && this.#stage.takeovers.freezes(this, args[0] as StoredBatch)) {
            scheduler.soon(this, () => resolve(result));
          } else resolve(result);
        }, reject);
      });
    });
  }

  #sync(write: () => void): Promise<void> {
    return new Promise((resolve) => {
      this.#stage.scheduler.soon(this, () => {
        if (!this.#passes("before keys")) return;
        write();
        if (this.#passes("after keys")) resolve();
      });
    });
  }

  /** What became durable is what a trace is made of. */
  #mark({ events, leases = [] }: StoredBatch): void {
    const { trace, witness, incidents } = this.#stage;
    for (const { seq, stream, bytes, values } of events) {
      trace.mark(`${this.disk.name} ${seq} ${stream}\n`);
      trace.mark(bytes);
      for (const value of values) trace.mark(value.bytes);
    }
    for (const lease of leases) trace.mark(JSON.stringify(lease));
    witness.committed(this, events.length);
    incidents.committed(this, this.disk.events.slice(-events.length));
  }

  #fault(error: unknown, doing: string): void {
    const { trace, witness } = this.#stage;
    trace.count("fault told");
    trace.tell(() => `${this.name} tells of a fault (${doing}): ${String(error)}`);
    if (!this.failed) witness.faulted(error, doing);
  }

  #fail(error: unknown): void {
    this.failed = true;
    this.#stage.trace.count("failed commit");
    this.#stage.witness.failed(this, error);
    // The host ends the process as soon as it is told.
    this.#stage.scheduler.soon(this, () =>
      this.die(`a commit failed: ${String(error)}`, { crashed: true }),
    );
  }
}
