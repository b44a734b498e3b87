import { answerApproval } from "../../src/engine/answer/approval.ts";
import { answerHeld, answerUndo, resolveUnknown } from "../../src/engine/answer/effect.ts";
import type { Said } from "../../src/engine/answer/outcome.ts";
import { answerFailed, answerWait, fillForm } from "../../src/engine/answer/step.ts";
import type { Turn } from "../../src/engine/turn.ts";
import type { Office } from "../../src/engine/office.ts";
import type { Owner } from "../../src/engine/owner.ts";
import { controlStream, type RunCell, runOf } from "../../src/engine/streams.ts";
import { inQuarantine, keyOf, targetOf } from "../../src/kernel/control.ts";
import { nodeAt } from "../../src/kernel/interpret.ts";
import type { Row } from "../../src/ledger/table.ts";
import { isObject, type Json } from "../../src/value/json.ts";
import { aboutArrival } from "./about-arrival.ts";
import { resultFields } from "./contract.ts";
import type { Life } from "./life.ts";
import type { Stage } from "./play.ts";

const calmLookMs = 30 * 60_000;
/** How often she does by hand what she could. */
const takesOver = 0.3;

/**
 * The operator: looks into her inbox now and then and answers some of it, late, twice or on what has
 * changed meanwhile. Of what became of an act outside she says the truth. Once it is calm she answers
 * everything.
 */
export class Operator {
  readonly #stage: Stage;
  #busy: Life | null = null;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  begin(): void {
    const { scheduler, world, drawn, calm } = this.#stage;
    const inMs = calm ? calmLookMs : drawn.habits.looksEveryMs;
    scheduler.at(scheduler.now + inMs, world, () => {
      this.#look();
      this.begin();
    });
  }

  #look(): void {
    const { life } = this.#stage;
    const { owner } = life;
    if (!life.up || life.state !== "alive" || owner === null || this.#busy === life) return;
    this.#busy = life;
    this.#inbox(life, owner).then(
      () => {
        this.#busy = null;
      },
      (error: unknown) => {
        if (!life.failed) this.#stage.witness.faulted(error, "answering the inbox");
      },
    );
  }

  async #inbox(life: Life, owner: Owner): Promise<void> {
    const { calm, chance, drawn, trace } = this.#stage;
    const { habits } = drawn;
    const order = [{ column: "number" }];
    const control = await owner.office.book.read(controlStream);
    if (inQuarantine(control) && (calm || chance.operator.chance(habits.answers))) {
      await owner.admit(true);
      trace.count("admitted");
      trace.tell(() => "she admits the company");
    }
    const rows = await owner.store.find({ table: "item", where: { status: "open" }, order });
    for (const row of rows) {
      if (!calm && !chance.operator.chance(habits.answers)) continue;
      // What lies among her drafts she deals with there.
      if (!calm && this.#stage.drafts.lies(String(row["about"]))) continue;
      await this.#answer(life, owner, row);
    }
    if (calm) await this.#resume(life, owner);
  }

  /** Nothing stays halted for good. */
  async #resume(life: Life, owner: Owner): Promise<void> {
    const { stopped, paused } = await owner.office.book.read(controlStream);
    const targets = Object.keys(paused).map(targetOf);
    if (stopped !== null && paused[keyOf({ kind: "everything" })] === undefined) {
      targets.push({ kind: "everything" });
    }
    for (const target of targets) await this.#stage.doer.resume(life, target);
  }

  async #answer(life: Life, owner: Owner, row: Row): Promise<void> {
    const kind = String(row["kind"]);
    const run = row["run"];
    const about = String(row["about"]);
    const cell = typeof run === "string" ? await owner.office.book.read(runOf(run)) : null;
    const { doer, trace, drawn, chance } = this.#stage;
    const decide =
      cell === null
        ? (turn: Turn) => aboutArrival(turn, row, about)
        : await this.#decision(owner, kind, cell, about);
    const say = () => doer.ask(life, `answer to ${kind} ${about}`, decide);
    const twice = chance.operator.chance(drawn.habits.twice);
    const [said] = await Promise.all(twice ? [say(), say()] : [say()]);
    trace.count(`answered ${kind}`);
    trace.tell(() => {
      const outcome = said === undefined || said.ok ? "taken" : said.refusal.code;
      return `she answers ${kind} of job ${cell?.run.number ?? "-"} (${about.slice(0, 6)}): ${outcome}`;
    });
  }

  async #decision(
    owner: Owner,
    kind: string,
    cell: RunCell,
    about: string,
  ): Promise<(turn: Turn, office: Office) => Said> {
    const { id } = cell.run;
    switch (kind) {
      case "approval":
      case "effect":
        return this.#approval(cell, about);
      case "form": {
        const value = await this.#byHand(owner, cell, about);
        return (turn, office) => fillForm(turn, office, id, about, value);
      }
      case "question":
        return (turn, office) => answerWait(turn, office, id, about, "yes");
      case "unknown":
        return this.#unknown(cell, about);
      case "undo": {
        const happened = this.#stage.outside.happens(about, true);
        const answer = happened ? "happened" : this.#pick(["again", "skip"] as const);
        if (answer === "skip") this.#stage.witness.ruled.set(`${about}/undo`, answer);
        return (turn, office) => answerUndo(turn, office, id, about, answer);
      }
      case "failed": {
        // Of a job that only takes long nothing is stuck.
        const answer = about === "" ? "cancel" : this.#pick(["repair", "take", "cancel"] as const);
        return (turn, office) => answerFailed(turn, office, id, about, { answer });
      }
      default:
        return this.#held(kind, cell, about);
    }
  }

  #approval(cell: RunCell, about: string): (turn: Turn, office: Office) => Said {
    const { chance, drawn } = this.#stage;
    const { habits } = drawn;
    const approval = cell.approvals[about];
    const asked = cell.asked[about];
    const shown = asked?.shown.value ?? null;
    const outdated = chance.operator.chance(habits.outdated);
    const takes =
      this.#offersDrafts(cell, about) && this.#stage.chance.hand.chance(takesOver) && !outdated;
    const digest =
      outdated || approval === undefined || !("digest" in approval) ? "outdated" : approval.digest;
    const denies = asked?.factor === true || chance.operator.chance(habits.denies);
    const edits = !denies && chance.operator.chance(habits.edits);
    const answer = takes ? "hand" : denies ? "deny" : edits ? "edit" : "approve";
    const value = answer === "edit" ? changed(shown) : undefined;
    return (turn, office) => {
      const given = { answer, digest, ...(value === undefined ? {} : { value }) } as const;
      const said = answerApproval(turn, office, cell.run.id, about, given);
      if (said.ok && digest === "outdated") {
        this.#stage.witness.break("SIM8", `her answer about ${about} was to other bytes`);
      }
      return said;
    };
  }

  /** She looks outside herself, and says what she saw. */
  #unknown(cell: RunCell, token: string): (turn: Turn, office: Office) => Said {
    const { outside, witness } = this.#stage;
    const happened = outside.happens(token);
    const answer = happened ? "happened" : this.#pick(["again", "not"] as const);
    const result = outside.of(token)[0]?.result ?? byHand;
    return (turn, office) => {
      const said = resolveUnknown(turn, office, cell.run.id, token, answer, result);
      if (said.ok) witness.ruled.set(token, answer);
      return said;
    };
  }

  /** What may have happened before a restore she looks up herself, like what is unknown. */
  #held(kind: string, cell: RunCell, token: string): (turn: Turn, office: Office) => Said {
    const { witness, outside, chance } = this.#stage;
    const seen = kind === "held-restored" || kind === "held-hand";
    const happened = seen && outside.happens(token);
    const takes = this.#offersDrafts(cell, token) && !seen && chance.hand.chance(takesOver);
    const answers = {
      "held-hand": ["done", "deny"] as const,
      "held-restored": ["approve", "deny"] as const,
    }[kind];
    const answer = happened
      ? "done"
      : takes
        ? "hand"
        : this.#pick(answers ?? (["approve", "done", "deny"] as const));
    const result = (happened ? outside.of(token)[0]?.result : null) ?? byHand;
    return (turn, office) => {
      const said = answerHeld(turn, office, cell.run.id, token, answer, result);
      if (said.ok && answer === "done" && !happened) witness.ruled.set(token, "done by hand");
      return said;
    };
  }

  #offersDrafts({ run }: RunCell, token: string): boolean {
    const connector = run.effects[token]?.proposal.connector;
    return this.#stage.drawn.shapes.some(({ name, drafts }) => name === connector && drafts);
  }

  async #byHand(owner: Owner, { run }: RunCell, path: string): Promise<Json> {
    const step = run.steps[path];
    const known = step?.status === "form" ? step.known.value : null;
    const release = await owner.office.releases.load(run.release);
    const plan = release.plans[run.runbook];
    const node = plan === undefined ? null : nodeAt(plan, path);
    switch (node?.kind) {
      case "agent":
        return { n: 1 };
      case "effect":
        return byHand;
      case "record":
        return { n: 1 };
      case "wait":
        if (node.ask !== null) return "yes";
        return node.on === null ? { by: "time" } : { by: "event", event: { n: 1 } };
      default:
        return known;
    }
  }

  #pick<T>(list: readonly T[]): T {
    return this.#stage.chance.operator.pick(list);
  }
}

/** The result that she enters where the outside gave none. */
const byHand: { [key: string]: Json } = Object.fromEntries(
  resultFields.map((field) => [field, "by hand"]),
);

function changed(shown: Json): Json {
  if (!isObject(shown)) return shown;
  const n = shown["n"];
  return { ...shown, n: typeof n === "number" ? n + 1 : 1 };
}
