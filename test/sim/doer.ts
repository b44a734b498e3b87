import { apply, rollback } from "../../src/engine/apply.ts";
import type { Said } from "../../src/engine/answer/outcome.ts";
import { cancelRun, repair, takeStep } from "../../src/engine/answer/step.ts";
import type { Turn } from "../../src/engine/turn.ts";
import { opaque, type Office } from "../../src/engine/office.ts";
import type { Owner } from "../../src/engine/owner.ts";
import { startRun } from "../../src/engine/start.ts";
import { aliasOf, controlStream, runOf } from "../../src/engine/streams.ts";
import { mergeSubjects } from "../../src/engine/subject.ts";
import { type ControlCommand, decide, type Target } from "../../src/kernel/control.ts";
import type { Run } from "../../src/kernel/run.ts";
import { fromOperator } from "../../src/value/label.ts";
import type { Deed } from "./case.ts";
import { people } from "./inbox.ts";
import type { Life } from "./life.ts";
import type { Stage } from "./play.ts";
import { operator } from "../../src/engine/who.ts";

const minuteMs = 60_000;

/** Carries out what the case has planned: what comes, what she does unasked, what befalls the machine. */
export class Doer {
  readonly #stage: Stage;
  readonly #done = new Set<Deed>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  begin(deed: Deed): void {
    const { trace } = this.#stage;
    if (this.#toMachine(deed)) {
      trace.count(`deed ${deed.kind}`);
      return;
    }
    const { life } = this.#stage;
    if (this.#done.has(deed)) return;
    if (!life.up || life.state !== "alive" || life.owner === null)
      return this.#later(deed, minuteMs);
    this.#inOffice(life, life.owner, deed).then(
      () => this.#done.add(deed),
      (error: unknown) => {
        this.#done.add(deed);
        if (!life.failed) this.#stage.witness.faulted(error, `deed ${deed.kind}`);
      },
    );
    // Who is not answered asks again; what she only tried once she lets be.
    if (deed.kind === "request" || deed.kind === "stop") this.#later(deed, 20 * minuteMs);
  }

  #later(deed: Deed, inMs: number): void {
    const { scheduler, world } = this.#stage;
    scheduler.at(scheduler.now + inMs, world, () => this.begin(deed));
  }

  /** False: it takes an owner. */
  #toMachine(deed: Deed): boolean {
    const stage = this.#stage;
    const { life, trace } = stage;
    switch (deed.kind) {
      case "arrive":
        trace.tell(
          () => `arrives: ${deed.arrivals.map(({ id, type }) => `${id} (${type})`).join(", ")}`,
        );
        stage.inbox.put(deed.arrivals, stage.scheduler.now);
        return true;
      case "write":
        stage.conversations.write(people[deed.client] ?? "");
        return true;
      case "clock":
        trace.tell(() => `the machine's clock jumps by ${deed.by / minuteMs} minutes`);
        stage.machine.offMs += deed.by;
        return true;
      case "sleep":
        if (life.state === "alive") this.#sleep(life, deed.forMs);
        return true;
      case "kill":
        stage.staysDown(deed.downMs);
        life.die("it was killed", { crashed: true });
        return true;
      case "close":
        this.#close(life, deed.downMs);
        return true;
      case "freeze":
        stage.takeovers.freezeNext(deed);
        return true;
      case "backup":
        stage.takeovers.backUp(life);
        return true;
      case "restore":
        stage.takeovers.restore(life);
        return true;
      default:
        return false;
    }
  }

  #sleep(life: Life, forMs: number): void {
    const { scheduler, world, trace } = this.#stage;
    trace.tell(() => `the machine sleeps for ${forMs / minuteMs} minutes`);
    life.state = "frozen";
    scheduler.at(scheduler.now + forMs, world, () => {
      if (life.state === "frozen") scheduler.thaw(life);
    });
  }

  #close(life: Life, downMs: number): void {
    const { owner } = life;
    if (!life.up || owner === null || life.state !== "alive") return;
    life.up = false;
    this.#stage.trace.tell(() => `${life.name} is asked to end`);
    const end = (): void => {
      if (life.state === "dead") return;
      this.#stage.staysDown(downMs);
      life.die("it ended", { crashed: false });
    };
    owner.close().then(end, end);
    // Whoever waits too long for a process to end kills it.
    const { scheduler, world } = this.#stage;
    scheduler.at(scheduler.now + 10 * minuteMs, world, end);
  }

  async #inOffice(life: Life, owner: Owner, deed: Deed): Promise<void> {
    const { office } = owner;
    this.#stage.trace.tell(() => `she asks for: ${JSON.stringify({ ...deed, files: undefined })}`);
    switch (deed.kind) {
      case "request":
        return this.#request(life, owner, deed);
      case "stop":
        return this.#control(life, { type: "stop", reason: "simulated" });
      case "pause":
        return this.#control(life, { type: "pause", target: targetOf(deed), reason: "simulated" });
      case "resume":
        return this.#control(life, { type: "resume", target: targetOf(deed) });
      case "cancel":
      case "take":
      case "repair":
        return this.#toRun(life, owner, deed);
      case "apply": {
        const workspace = this.#stage.workspace(deed.files);
        await apply(owner, { ok: true, workspace }, { dryRun: false, runs: deed.runs });
        this.#stage.witness.applied(life);
        break;
      }
      case "rollback":
        await rollback(owner, { runs: deed.runs });
        this.#stage.witness.applied(life);
        break;
      case "forget":
        return this.#forget(life, owner, deed.client);
      case "merge": {
        const [from, into] = [
          await subjectOf(office, deed.from),
          await subjectOf(office, deed.into),
        ];
        if (from === null || into === null) return;
        await this.ask(life, "merge", (turn) => mergeSubjects(turn, from, into));
        break;
      }
      default:
        return;
    }
    this.#stage.trace.count(`deed ${deed.kind}`);
  }

  /** One turn of hers, acknowledged once it is durable. */
  async ask(
    life: Life,
    what: string,
    work: (turn: Turn, office: Office) => Said,
  ): Promise<Said & { seq: number | null }> {
    const { owner } = life;
    if (owner === null) throw new Error("Cannot ask: there is no owner");
    const { book } = owner.office;
    const { result, seq } = await book.turn(operator, (turn) => work(turn, owner.office));
    await book.committed();
    this.#stage.witness.acknowledge(life, seq, what);
    this.#stage.trace.count(`said ${result.ok ? "ok" : result.refusal.code}`);
    return { ...result, seq };
  }

  async #control(life: Life, command: ControlCommand): Promise<void> {
    const { witness, trace } = this.#stage;
    if (command.type === "resume") witness.stopped = null;
    const said = await this.ask(life, command.type, (turn) => {
      const decision = decide(turn.get(controlStream), command);
      if (!decision.ok) return decision;
      turn.emit(controlStream, ...decision.events);
      return { ok: true, message: "" };
    });
    trace.count(`deed ${command.type}`);
    if (command.type !== "stop") return;
    if (said.ok) witness.stopped = life.disk;
    trace.tell(() => "the stop is acknowledged");
  }

  /** What she resumes when it gets calm. */
  async resume(life: Life, target: Target): Promise<void> {
    await this.#control(life, { type: "resume", target });
  }

  async #request(
    life: Life,
    owner: Owner,
    deed: Extract<Deed, { kind: "request" }>,
  ): Promise<void> {
    const { runbook, n, at, twice } = deed;
    const { office } = owner;
    if (office.active.plans[runbook] === undefined) return;
    const key = `${this.#stage.drawn.start + at}-${runbook}-${n}`;
    const begin = () =>
      this.ask(life, `request ${key}`, (turn) => {
        const { number } = startRun(turn, office, {
          runbook,
          release: office.active.id,
          trigger: { kind: "request", key },
          subject: null,
          input: fromOperator({ n, key }),
          parent: null,
        });
        return { ok: true, message: "", number };
      });
    await Promise.all(twice ? [begin(), begin()] : [begin()]);
    this.#stage.trace.count("deed request");
  }

  /** As she is served at her desk: her jobs are ended, then nothing of her is left. */
  async #forget(life: Life, owner: Owner, client: number): Promise<void> {
    const subject = await subjectOf(owner.office, client);
    if (subject === null) return;
    const members = await owner.forgetting.membersOf(subject);
    await this.ask(life, "forget", (turn) => {
      owner.forgetting.begin(turn, members);
      return { ok: true, message: "" };
    });
    this.#stage.trace.count("deed forget");
    if (await owner.forgetting.finish(subject)) this.#stage.trace.count("forgotten at once");
  }

  async #toRun(
    life: Life,
    owner: Owner,
    deed: Extract<Deed, { kind: "cancel" | "take" | "repair" | "migrate" }>,
  ): Promise<void> {
    const { store, office } = owner;
    const order = [{ column: "number" }];
    const rows = await store.find({ table: "run", where: { status: "open" }, order });
    const row = rows[Math.floor(deed.place * rows.length)];
    if (row === undefined) return;
    const id = String(row["id"]);
    const { run } = await office.book.read(runOf(id));
    const path = pathIn(run, deed);
    if (path === undefined) return;
    const said = await this.ask(life, deed.kind, (turn) => {
      if (deed.kind === "cancel") return cancelRun(turn, office, id, "simulated");
      if (deed.kind === "take") return takeStep(turn, office, id, path);
      return repair(turn, office, id, { path, input: undefined, release: null });
    });
    if (said.ok) this.#stage.trace.count(`deed ${deed.kind}`);
  }
}

function pathIn(run: Run, { kind, place }: { kind: string; place: number }): string | undefined {
  if (kind === "cancel") return "";
  const steps = Object.entries(run.steps).filter(
    ([, step]) => kind !== "take" || step.status !== "done",
  );
  return steps[Math.floor(place * steps.length)]?.[0];
}

function targetOf({ what, name }: Extract<Deed, { kind: "pause" | "resume" }>): Target {
  return what === "everything" ? { kind: "everything" } : { kind: what, name };
}

async function subjectOf(office: Office, client: number): Promise<string | null> {
  const alias = opaque(office, "alias", `mailto:${people[client] ?? ""}`);
  return (await office.book.read(aliasOf(alias))).subject;
}
