import type { Labelled } from "../value/label.ts";

/**
 * What is remembered, changed in one act: brought back to a place in the history, or freed of what came
 * from one source.
 *
 * MS7 All of it has the act's first event at the root of its chain, and so is undone as one: the act
 *     itself is the source then.
 * MS8 An act that was begun and not ended was cut short between two commits. What it did counts; done
 *     again, the rest follows (MS5).
 */
export type Source =
  | { kind: "import"; number: number }
  | { kind: "job"; number: number }
  | { kind: "revision"; number: number }
  /** An arrival. */
  | { kind: "mail"; id: string }
  | { kind: "agent"; name: string };

/** As a command names it. */
export function nameOf(source: Source): string {
  switch (source.kind) {
    case "mail":
      return `mail:${source.id}`;
    case "agent":
      return `agent:${source.name}`;
    default:
      return `${source.kind}:${source.number}`;
  }
}

export type RevisionEvent =
  | {
      type: "revision.begun";
      /** `entry`: the place that it goes back to. */
      data: { number: number } & (
        | { how: "restore"; entry: number }
        | { how: "rollback"; of: Source }
      );
      values: { why?: Labelled };
    }
  | { type: "revision.ended"; data: { facts: number; passages: number; conflicts: number } };

export type Revision = { readonly entry: number | null; readonly ended: boolean };

export const initial: Revision = { entry: null, ended: false };

export function evolve(revision: Revision, event: RevisionEvent & { seq: number }): Revision {
  return event.type === "revision.begun"
    ? { entry: event.seq, ended: false }
    : { ...revision, ended: true };
}
