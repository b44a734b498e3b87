import type { Calm } from "./calm.ts";
import { type Blow, counts, type Fault, faults, type Operation } from "./library.ts";
import { randomFrom } from "../fixtures/random.ts";

export type Planned = { piece: number; blows: Blow[]; pass: Pass };
export type Meant = {
  kinds?: readonly Fault[];
  pieces?: readonly number[];
  passes?: readonly Pass[];
};

/** "ends": where a run of the same operation on one file begins and ends; "insides": the rest of it. */
export const passes = ["ends", "insides"] as const;
export type Pass = (typeof passes)[number];

/** Every kind of fault at every operation of every piece: the ends of runs first, which differ most. */
export async function* every(calm: Calm, meant: Meant): AsyncGenerator<Planned> {
  for (const pass of meant.passes ?? passes) {
    for (const piece of meant.pieces ?? allOf(calm)) {
      const operations = await calm.operations(piece);
      for (const fault of meant.kinds ?? faults) {
        for (const at of placesOf(fault, operations, pass))
          yield { piece, blows: [{ fault, at, seed: at }], pass };
      }
    }
  }
}

function placesOf(fault: Fault, operations: readonly Operation[], pass: Pass): number[] {
  const same = (a: Operation | undefined, b: Operation) => a?.name === b.name && a.path === b.path;
  const places: number[] = [];
  let counted = 0;
  for (const [n, operation] of operations.entries()) {
    if (!counts(fault, operation)) continue;
    counted += 1;
    const inside = same(operations[n - 1], operation) && same(operations[n + 1], operation);
    if (inside === (pass === "insides")) places.push(counted);
  }
  return places;
}

/**
 * Drawn from the seed, without end. Half of the blows fall on syncs and names, of which there are few;
 * of four, one is followed by another while the piece is gone on with.
 */
export async function* drawn(calm: Calm, seed: number, meant: Meant): AsyncGenerator<Planned> {
  const random = randomFrom(seed);
  const among = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const pieces = meant.pieces ?? allOf(calm);
  const blow = async (piece: number): Promise<Blow[]> => {
    const fault = among(meant.kinds ?? faults) ?? "kill";
    const counted = (await calm.operations(piece)).filter((each) => counts(fault, each));
    const places = counted.map((_, i) => i + 1);
    const rare = places.filter((at) => counted[at - 1]?.name !== "write");
    const at = among(rare.length > 0 && random() < 0.5 ? rare : places);
    return at === undefined ? [] : [{ fault, at, seed: Math.floor(random() * 2 ** 31) }];
  };
  for (;;) {
    const piece = among(pieces) ?? 0;
    const blows = [...(await blow(piece)), ...(random() < 0.25 ? await blow(piece) : [])];
    if (blows.length > 0) yield { piece, blows, pass: "ends" };
  }
}

function allOf(calm: Calm): number[] {
  return Array.from({ length: calm.count }, (_, number) => number);
}
