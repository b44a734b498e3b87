/** What kind of answer a question in English asks for. */
export type Wants = {
  readonly time: boolean;
  /** The name of a person, a place or a work. */
  readonly name: boolean;
  /** A number: how many, how much, how often. */
  readonly number: boolean;
  /** What became otherwise, or was before it did. */
  readonly change: boolean;
  /** Several things, said in several conversations as a rule. */
  readonly several: boolean;
};

export const wantsOf = (question: string): Wants => ({
  time: time.test(question.trim()),
  name: name.test(question),
  number: number.test(question),
  change: change.test(question),
  several: several.test(question),
});

const time = new RegExp(
  "^(?:when|how long|since when|until when|what (?:date|day|month|year|time)|" +
    "(?:in |on |during |for )?(?:which|what|how many) (?:date|day|month|year|week|season)s?)\\b",
  "i",
);

const named =
  "city|country|state|place|book|movie|film|game|song|band|brand|company|team|author|artist";
const name = new RegExp(
  `\\b(?:who|whom|where|which|name|named|called|title|what (?:${named})s?)\\b`,
  "i",
);

const number = new RegExp(
  "\\b(?:how (?:many|much|high|far|long|often|old|big|frequently)|(?:at )?what time|which number|by what|" +
    "what (?:sum|price|percentage|amount|rate|raise|rent))\\b",
  "i",
);

const change =
  /\b(?:chang\w*|before|first|originally|later|since|now|correct\w*|adjust\w*|replac\w*)\b/i;

const verb = "has|have|did|do|does|are|were|can|could|would|is|was|in|from";
const several = new RegExp(
  "\\b(?:how many|(?:kinds?|types?|sorts?) of|both|common|share|" +
    `(?:what|which) (?:\\w+ ){0,3}\\w{3,}s (?:${verb})|what (?:are|were|has|have))\\b`,
  "i",
);
