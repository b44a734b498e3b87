type Typed = (words: string) => string;
type Remedy = (typed: Typed, number: number | null) => string;

const look: Remedy = (typed, n) => typed(n === null ? "inbox" : `show ${n}`);

/** What she can do after a refusal, by its code. */
const remedies: readonly (readonly [RegExp, Remedy])[] = [
  [/changed/, (typed, n) => `look at it as it is now: ${look(typed, n)}`],
  [/expired/, (typed) => `it asks again by itself: ${typed("inbox")}`],
  [
    /not_open|not_pending|answered|closed|exists/,
    (typed, n) => `see how it stands: ${look(typed, n)}`,
  ],
  [
    /stopped|quarantin/,
    (typed) => `lift the stop first, if you want it to go on: ${typed("resume")}`,
  ],
  [
    /unknown|not_found|missing/,
    (typed) => `see what there is: ${typed("inbox")} or ${typed("runs")}`,
  ],
  [/budget/, () => "raise the budget in your files, apply them, and ask again"],
  [
    /forbidden|policy|not_permitted|grant/,
    () => "change the rule in policies/, apply it, and ask again",
  ],
];

export function remedyFor(code: string, number: number | null, typed: Typed): string {
  const found = remedies.find(([pattern]) => pattern.test(code));
  return found === undefined ? `see how things stand: ${typed("doctor")}` : found[1](typed, number);
}
