import type { Json, JsonObject } from "../../src/value/json.ts";
import type { Shape } from "./case.ts";
import type { Random } from "./random.ts";

/** Draws runbooks as an operator would write them. `apply`'s own checks judge them. */
type Place = {
  random: Random;
  shapes: readonly Shape[];
  agents: readonly string[];
  calls: readonly string[];
  /** An expression for the number that a job is about. */
  n: string;
  /** Whether there is an arrival to speak of. */
  event: boolean;
  next(): string;
  depth: number;
};

export type Start = "request" | "mail" | "time" | "called";

export function drawRunbook(
  random: Random,
  name: string,
  start: Start,
  given: { shapes: readonly Shape[]; agents: readonly string[]; calls: readonly string[] },
): JsonObject {
  let count = 0;
  const next = (): string => {
    count += 1;
    return `s${count}`;
  };
  const n = { request: "input.n", called: "input.n", mail: "event.n", time: "3" }[start];
  const place: Place = { ...given, random, n, event: start === "mail", next, depth: 0 };
  return {
    runbook: name,
    purpose: "simulated",
    ...triggerOf(random, start),
    ...(random.chance(0.2) ? { budget: { money: `${random.between(1, 30)}.00 EUR` } } : {}),
    ...(random.chance(0.15) ? { escalate: { after: random.pick(["PT1H", "P1D"]) } } : {}),
    ...(random.chance(0.1) ? { success: `${n} < 8` } : {}),
    steps: block(place, random.between(2, 5)),
  };
}

function triggerOf(random: Random, start: Start): JsonObject {
  switch (start) {
    case "request":
      return { trigger: "request" };
    case "mail":
      return {
        trigger: { on: "mail.received", ...(random.chance(0.3) ? { when: "event.n != 7" } : {}) },
      };
    case "time":
      return {
        trigger: {
          cron: random.pick(crons),
          missed: random.pick(["each", "latest", "skip"]),
        },
      };
    case "called":
      return {};
  }
}

/** Some fall into the hour that summer time skips or repeats. */
export const crons = [
  "0 9 * * *",
  "30 2 * * *",
  "0 */8 * * *",
  "15 6 * * 1-5",
  "0 2,3 * * *",
] as const;

function block(place: Place, length: number): Json[] {
  return Array.from({ length }, () => ({ [place.next()]: step(place) }));
}

function step(place: Place): JsonObject {
  const { random, depth } = place;
  const nested = depth < 2 ? 1 : 0;
  const kind = random.weighted({
    effect: 8,
    agent: place.agents.length > 0 ? 3 : 0,
    approve: 2,
    wait: 2,
    record: 2,
    check: 0.5,
    choose: nested,
    each: nested,
    parallel: nested,
    call: place.calls.length > 0 ? 1 : 0,
  });
  return makers[kind](place);
}

type Kind =
  | "effect"
  | "agent"
  | "approve"
  | "wait"
  | "record"
  | "check"
  | "choose"
  | "each"
  | "parallel"
  | "call";
type Maker = Readonly<Record<Kind, (place: Place) => JsonObject>>;

const clients = ["ana@nordlicht.example", "ben@harbour.example", "cleo@atelier.example"];

const makers: Maker = {
  effect: ({ random, shapes, n, event }) => {
    const shape = random.pick(shapes);
    const to = event && random.chance(0.5) ? "{{ event.from.address }}" : random.pick(clients);
    return {
      effect: `${shape.name}.act`,
      with: {
        to,
        n: `{{ ${n} }}`,
        ...(shape.occasion ? { occasion: `${random.pick(["o", "p"])}-{{ ${n} }}` } : {}),
      },
    };
  },
  agent: ({ random, agents, n }) => ({
    agent: random.pick(agents),
    with: { n: `{{ ${n} }}` },
    ...(random.chance(0.3) ? { accept: "out.n >= 0" } : {}),
  }),
  approve: ({ random, n }) => ({
    approve: {
      title: "May it go on?",
      show: { n: `{{ ${n} }}`, to: random.pick(clients) },
      editable: random.chance(0.5),
      expires: random.pick(["PT2H", "PT12H", "P1D"]),
      onDeny: random.pick(["cancel", "continue"]),
    },
  }),
  wait: ({ random, n }) => {
    const ends = random.weighted({ event: 3, time: 2, ask: 1, all: 2 });
    const on = {
      on: random.pick(["mail.received", "payment.received", "news.seen"]),
      ...(random.chance(0.3) ? { where: `event.n == ${n}` } : {}),
    };
    const ask = { ask: { title: "Is it done?", answers: { yes: "Yes", no: "No" } } };
    const time = { for: random.pick(["PT0S", "PT30M", "PT5H", "P1D"]) };
    return {
      wait: {
        ...(ends === "event" || ends === "all" ? on : {}),
        ...(ends === "ask" || ends === "all" ? ask : {}),
        ...(ends === "ask" ? {} : time),
      },
    };
  },
  record: ({ random, n, event }) => {
    const stage = random.pick(["new", "active"]);
    if (event && random.chance(0.3)) return { record: "client", set: { stage } };
    return {
      record: "thing",
      id: `t${random.below(3)}`,
      ...(random.chance(0.8) ? { set: { n: `{{ ${n} }}`, stage } } : {}),
    };
  },
  check: ({ n }) => ({ check: `${n} != 9`, because: "nine is not served" }),
  choose: (place) => ({
    choose: [
      { when: `${place.n} > 4`, name: "high", steps: inner(place) },
      { name: "low", otherwise: inner(place) },
    ],
  }),
  each: (place) => {
    const ids = ["a", "b", "c"].slice(0, place.random.between(1, 3));
    const item = place.next();
    return {
      each: {
        in: `[${ids.map((id) => `{'id': '${id}'}`).join(", ")}]`,
        as: item,
        key: `${item}.id`,
        atOnce: place.random.between(1, 3),
        steps: inner(place),
      },
    };
  },
  parallel: (place) => ({ parallel: { left: inner(place), right: inner(place) } }),
  call: ({ random, calls, n }) => ({ call: random.pick(calls), with: { n: `{{ ${n} }}` } }),
};

function inner(place: Place): Json[] {
  return block({ ...place, depth: place.depth + 1 }, place.random.between(1, 2));
}
