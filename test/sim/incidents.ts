import { recall } from "../../src/engine/effect/leaving.ts";
import type { Blow, Incident } from "./case.ts";
import type { Durable } from "./disk.ts";
import { people } from "./inbox.ts";
import type { Life } from "./life.ts";
import type { Stage } from "./play.ts";

/** As long as that, what lies among her drafts is of interest. */
const draftMs = 40 * 60_000;

/** Lets come upon acts that are held open, and upon drafts, what the case has planned for them. */
export class Incidents {
  readonly #stage: Stage;
  readonly #seen = { hold: 0, draft: 0 };
  readonly #known = new Set<string>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  committed(life: Life, events: readonly Durable[]): void {
    for (const { type, stream, at, data } of events) {
      const token = String(data["token"]);
      const run = stream.slice("run/".length);
      if (type === "effect.postponed" && data["why"] === "hold") {
        this.#during("hold", Number(data["until"]) - at, { life, token, run });
      } else if (type === "effect.handed" && !this.#known.has(token)) {
        this.#known.add(token);
        this.#during("draft", draftMs, { life, token, run });
      }
    }
  }

  #during(during: Incident["during"], forMs: number, at: At): void {
    const { drawn, scheduler, world, calm, trace, takeovers } = this.#stage;
    this.#seen[during] += 1;
    if (calm) return;
    for (const incident of drawn.incidents) {
      if (incident.during !== during || incident.nth !== this.#seen[during]) continue;
      const { kind, place } = incident;
      if (kind === "restore") takeovers.backUp(at.life);
      scheduler.at(scheduler.now + Math.floor(place * forMs), world, () => {
        trace.count(`during ${during}: ${kind}`);
        this.#comes(kind, at);
      });
    }
  }

  #comes(kind: Incident["kind"], at: At): void {
    const { conversations, drafts } = this.#stage;
    switch (kind) {
      case "recall":
        return this.#recall(at);
      case "write":
        return people.forEach((to) => conversations.write(to));
      case "send":
      case "rewrite":
        return drafts.send(this.#stage.life.disk, at.token, kind === "rewrite");
      case "delete":
        return drafts.delete(at.token);
      default:
        return this.#strikes(kind);
    }
  }

  #strikes(kind: Blow): void {
    const { doer, scheduler } = this.#stage;
    const at = scheduler.now;
    switch (kind) {
      case "stop":
      case "restore":
        return doer.begin({ at, kind });
      case "kill":
      case "close":
        return doer.begin({ at, kind, downMs: 60_000 });
      case "sleep":
        return doer.begin({ at, kind, forMs: 3_600_000 });
    }
  }

  /** She takes it back, as far as she still can. */
  #recall({ token, run }: At): void {
    const { life, doer, witness, trace } = this.#stage;
    if (!life.up || life.state !== "alive") return;
    doer
      .ask(life, `taking back ${token}`, (turn, office) => recall(turn, office, run, token))
      .then(
        (said) => {
          trace.tell(
            () => `she takes ${token.slice(0, 6)} back: ${said.ok ? "in time" : "too late"}`,
          );
          if (said.ok) witness.tookBack(life, token, said.seq);
          trace.count(said.ok ? "taken back" : "not taken back");
        },
        (error: unknown) => {
          if (!life.failed) witness.faulted(error, "taking back");
        },
      );
  }
}

type At = { life: Life; token: string; run: string };
