import { weigh } from "../../../src/memory/assertion.ts";
import { coveringAt, type Fact, factFrom } from "../../../src/memory/fact.ts";
import { fromOperator, fromOutside, type Labelled, ownText } from "../../../src/value/label.ts";
import { type Label, labelOf } from "./bookkeeper.ts";
import { caseFrom, type Entry, type Hand, lastDay } from "./case.ts";

/** What the program did where a bookkeeper would have done something. */
export type Judged = { text: string; wanted: Label; found: Label; wrong: string | null };

const dayMs = 86_400_000;
const labelled: Record<Hand, (value: string | null) => Labelled> = {
  operator: fromOperator,
  process: ownText,
  outside: (value) => fromOutside(value, "s1"),
};

/** `wrong`: the day of which it changed what it should have left, or left what it should have changed. */
export function judged(text: string): Judged {
  const { kind, card, said } = caseFrom(text);
  const many = kind === "many";
  const facts = card.map((entry, n) => factOf(entry, n, many));
  const validTo = said.until === null ? null : said.until * dayMs;
  const verdict = weigh(
    facts,
    {
      value: labelled[said.by](said.value),
      validFrom: said.from * dayMs,
      validTo,
      dated: true,
      confidence: said.sure,
    },
    { many, strong: kind === "strong" },
  );
  const { label: wanted, days } = labelOf({ kind, card, said });
  if (verdict.verdict !== "records") {
    const found = verdict.verdict === "confirms" ? "confirm" : "conflict";
    return { text, wanted, found, wrong: null };
  }
  const until = verdict.validTo === null ? null : verdict.validTo / dayMs;
  const made = factOf({ ...said, until, expires: null }, card.length, many);
  const after = [...facts, made];
  const changed: number[] = [];
  for (let day = 0; day < lastDay; day += 1) {
    if (coveringAt(after, day * dayMs) === made) changed.push(day);
  }
  // Where nothing was known before, it was nothing that could be superseded.
  const over = coveringAt(facts, said.from * dayMs);
  const stood =
    over?.known === true && (over.expiresAt === null || over.expiresAt > said.from * dayMs);
  const found = stood ? "supersede" : "stands";
  const otherwise =
    changed.find((day) => !days.includes(day)) ?? days.find((day) => !changed.includes(day));
  return { text, wanted, found, wrong: otherwise === undefined ? null : `day ${otherwise}` };
}

function factOf(entry: Entry, n: number, many: boolean): Fact {
  const { value, by, from, until, expires, sure } = entry;
  const held = value !== null && many ? [value] : value;
  return factFrom(labelled[by](value), "field", held ?? undefined, {
    reason: "",
    author: by,
    source: n,
    version: n + 1,
    entry: n,
    intent: n,
    recordedAt: n,
    validFrom: from * dayMs,
    ...(until === null ? {} : { validTo: until * dayMs }),
    ...(expires === null ? {} : { expiresAt: expires * dayMs }),
    confidence: sure,
  });
}

/** Of cases in which something was recorded by itself, those in which that was wrong; in percent. */
export function wrongOf(all: readonly Judged[]): { automatic: number; wrong: Judged[] } {
  const automatic = all.filter(({ found }) => found === "supersede" || found === "stands");
  return {
    automatic: automatic.length,
    wrong: automatic.filter(({ wanted, found, wrong }) => wanted !== found || wrong !== null),
  };
}
