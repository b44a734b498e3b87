type Typed = (words: string) => string;
type Remedy = (typed: Typed, number: number | null) => string;

const look: Remedy = (typed, n) => typed(n === null ? "inbox" : `show ${n}`);

/** What she can do after a refusal, by its code. */
const remedies: readonly (readonly [RegExp, Remedy])[] = [
  [/changed/, (typed, n) => `look at it as it is now: ${look(typed, n)}`],
  [/expired/, (typed) => `it is asked again when the company runs: ${typed("up")}`],
  [
    /not_open|not_pending|answered|closed|approval_exists/,
    (typed, n) => `see how it stands: ${look(typed, n)}`,
  ],
  [
    /^backup_missing$/,
    (typed) =>
      `connect its disk, or name another with --from; where no backups are set up yet: ${typed("backup init")}`,
  ],
  [/quarantin/, (typed) => `admit the company first: ${typed("admit")}`],
  [/stopped/, (typed) => `lift the stop first, if you want it to go on: ${typed("resume")}`],
  [
    /^(item|job|run)_unknown/,
    (typed) => `see what there is: ${typed("inbox")} or ${typed("runs")}`,
  ],
  [
    /^(contract|edit_invalid)$/,
    (typed, n) => `correct that and answer again${n === null ? "" : `: ${typed(`show ${n}`)}`}`,
  ],
  [/budget/, () => "raise the budget in your files, apply them, and ask again"],
  [
    /forbidden|policy|not_permitted|grant/,
    () => "change the rule in policies/, apply it, and ask again",
  ],
];

export type Said = { what: string; you: string };

/** What a refusal or an expected error says, and what she can do: by its own words, else by its code. */
export function inParts(
  { code, message }: { code: string; message: string },
  number: number | null,
  typed: Typed,
): Said {
  const { what, remedy } = divided(message);
  const known = remedies.find(([pattern]) => pattern.test(code));
  if (known !== undefined) return { what, you: known[1](typed, number) };
  return {
    what,
    you: remedy === null ? `see how things stand: ${typed("doctor")}` : reach(remedy, typed),
  };
}

/** Messages name act and reason, then, behind the first semicolon outside quotes, the remedy. */
export function divided(message: string): { what: string; remedy: string | null } {
  let quoted = false;
  for (let i = 0; i < message.length; i += 1) {
    if (message[i] === '"') quoted = !quoted;
    else if (!quoted && message.startsWith("; ", i)) {
      return { what: message.slice(0, i), remedy: message.slice(i + 2) };
    }
  }
  return { what: message, remedy: null };
}

/** Commands within a remedy as she must type them to reach the same company. */
export function reach(remedy: string, typed: Typed): string {
  return remedy.replaceAll(/"mainstay ([^"]+)"/g, (_, words: string) => typed(words));
}
