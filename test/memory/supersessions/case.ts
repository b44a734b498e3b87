/**
 * Situations in which somebody says something of a field: what stands on its card, and what is said now.
 * Days are counted from 0 on; an entry without an end goes on.
 */
export type Hand = "operator" | "process" | "outside";
export type Kind = "plain" | "strong" | "many";

export type Entry = {
  /** Null: it is said that nothing is known. */
  value: string | null;
  by: Hand;
  from: number;
  until: number | null;
  /** From that day on it is no longer believed. */
  expires: number | null;
  sure: number;
};

export type Case = {
  kind: Kind;
  /** In the order in which they were written. */
  card: readonly Entry[];
  said: Omit<Entry, "expires" | "value"> & { value: string };
};

export const lastDay = 60;

const entry = (text: string): Entry => {
  const read = /^(\w+|-) (operator|process|outside) (\d+)-(\d*)(?: x(\d+))?(?: (\d+)%)?$/.exec(
    text,
  );
  if (read === null) throw new Error(`Cannot read the entry "${text}"`);
  const [, value = "", by, from, until = "", expires, sure = "80"] = read;
  return {
    value: value === "-" ? null : value,
    by: by as Hand,
    from: Number(from),
    until: until === "" ? null : Number(until),
    expires: expires === undefined ? null : Number(expires),
    sure: Number(sure),
  };
};

/** "plain | A operator 10- ; B outside 30- | B outside 15- 80%" */
export function caseFrom(text: string): Case {
  const [kind = "", card = "", said = ""] = text.split(" | ");
  const { expires: _, value, ...rest } = entry(said.trim());
  return {
    kind: kind as Kind,
    card: card === "nothing" ? [] : card.split(";").map((each) => entry(each.trim())),
    said: { ...rest, value: value ?? "" },
  };
}

const hands: readonly Hand[] = ["operator", "process", "outside"];

/** What may stand: nothing, one entry in several states, with something older below it, or later ones. */
const cards: readonly string[] = [
  "nothing",
  ...hands.flatMap((by) => [
    `A ${by} 10-`,
    `A ${by} 10-20`,
    `A ${by} 10- x12`,
    `A ${by} 10- x25`,
    `A ${by} 10- ; - ${by} 12-`,
    `A ${by} 10-30 ; C operator 30-`,
    `A ${by} 10-30 ; B operator 30-`,
    `A ${by} 10- ; B outside 30-`,
    `A ${by} 10- ; - operator 30-`,
    `C operator 0- ; A ${by} 10-20`,
    `B operator 20- ; A ${by} 30-`,
    `A ${by} 10- 100%`,
  ]),
];

const sayings: readonly string[] = ["A", "B"].flatMap((value) =>
  hands.flatMap((by) =>
    ["5-", "10-", "15-", "15-18", "15-40", "22-"].flatMap((time) =>
      ["60%", "80%"].map((sure) => `${value} ${by} ${time} ${sure}`),
    ),
  ),
);

/** Every situation there is in this grammar. */
export function everyCase(): string[] {
  return (["plain", "strong", "many"] as const).flatMap((kind) =>
    cards.flatMap((card) => sayings.map((said) => `${kind} | ${card} | ${said}`)),
  );
}
