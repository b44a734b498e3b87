import { withhold } from "../../src/engine/effect/leaving.ts";
import type { Blow, Incident } from "./case.ts";
import type { Durable } from "./disk.ts";
import { people } from "./inbox.ts";
import type { Life } from "./life.ts";
import type { Stage } from "./play.ts";

/** For as long what she is to do by hand is of interest. */
const draftMs = 40 * 60_000;

/** Lets come upon acts that are held open, and upon drafts, what the case has planned for them. */
export class Incidents {
  readonly #stage: Stage;
  readonly #seen = { hold: 0, draft: 0 };

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  committed(life: Life, events: readonly Durable[]): void {
    for (const { type, stream, at, data } of events) {
      const about = { life, token: String(data["token"]), run: stream.slice("run/".length) };
      const { why } = data;
      if (type === "effect.postponed" && why === "hold")
        this.#during("hold", Number(data["until"]) - at, about);
      else if (type === "effect.held" && why === "hand") this.#during("draft", draftMs, about);
    }
  }

  #during(during: Incident["during"], forMs: number, about: About): void {
    const { drawn, calm, takeovers } = this.#stage;
    this.#seen[during] += 1;
    if (calm) {
      // Nothing befalls anybody any more; she still sends what lies there, or says what became of it.
      if (during === "draft" && this.#sends())
        this.#later({ during, kind: "send" }, forMs / 4, about);
      return;
    }
    for (const incident of drawn.incidents) {
      if (incident.during !== during || incident.nth !== this.#seen[during]) continue;
      if (incident.kind === "restore") takeovers.backUp(about.life);
      this.#later(incident, Math.floor(incident.place * forMs), about);
    }
  }

  #sends(): boolean {
    const { drawn, chance } = this.#stage;
    return drawn.shapes.some(({ drafts }) => drafts) && chance.hand.chance(0.5);
  }

  #later({ during, kind }: What, inMs: number, about: About): void {
    const { scheduler, world, trace } = this.#stage;
    scheduler.at(scheduler.now + inMs, world, () => {
      trace.count(`during ${during}: ${kind}`);
      this.#comes(kind, about);
    });
  }

  #comes(kind: Incident["kind"], about: About): void {
    const { conversations, drafts } = this.#stage;
    switch (kind) {
      case "recall":
        return this.#withhold(about);
      case "write":
        return people.forEach((to) => conversations.write(to));
      case "send":
      case "rewrite":
        return drafts.send(this.#stage.life.disk, about.token, kind === "rewrite");
      case "delete":
        return drafts.delete(about.token);
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
  #withhold({ token, run }: About): void {
    const { life, doer, witness, trace } = this.#stage;
    if (!life.up || life.state !== "alive") return;
    doer
      .ask(life, `taking back ${token}`, (turn, office) => withhold(turn, office, run, token))
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

type What = Pick<Incident, "during" | "kind">;
type About = { life: Life; token: string; run: string };
