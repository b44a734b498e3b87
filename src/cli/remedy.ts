type Typed = (words: string) => string;

/** What she can do after a refusal about number `n`, by its code. */
type Remedy = (n: number | null) => string;

const look: Remedy = (n) => `"mainstay ${n === null ? "inbox" : `show ${n}`}"`;

const remedies: readonly (readonly [RegExp, Remedy])[] = [
  [/changed/, (n) => `look at it as it is now: ${look(n)}`],
  [/expired/, () => 'it is asked again when the company runs: "mainstay up"'],
  [/not_open|not_pending|answered|closed|approval_exists/, (n) => `see how it stands: ${look(n)}`],
  [/quarantin/, () => 'admit the company first: "mainstay admit"'],
  [/stopped/, () => 'lift the stop first, if you want it to go on: "mainstay resume"'],
  [/^(item|job|run)_unknown/, () => 'see what there is: "mainstay inbox" or "mainstay runs"'],
  [
    /^(contract|edit_invalid)$/,
    (n) => `correct that and answer again${n === null ? "" : `: ${look(n)}`}`,
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
  const you = known?.[1](number) ?? remedy ?? 'see how things stand: "mainstay doctor"';
  return { what, you: reach(you, typed) };
}

/**
 * Messages name act and reason, then, behind the first semicolon outside quotes, the remedy. What is quoted
 * may hold quotes itself: one opens before a word, and closes behind one.
 */
export function divided(message: string): { what: string; remedy: string | null } {
  let quoted = false;
  for (let i = 0; i < message.length; i += 1) {
    if (message[i] === '"')
      quoted = quoted ? goesOn.test(message[i + 1] ?? "") : opens.test(message[i - 1] ?? "");
    else if (!quoted && message.startsWith("; ", i)) {
      return { what: message.slice(0, i), remedy: message.slice(i + 2) };
    }
  }
  return { what: message, remedy: null };
}

const opens = /^[\s([{:=<,/]?$/;
const goesOn = /^[^\s,.;:?!)\]}>/'-]$/;

const command = /"(?:npx )?mainstay ((?:'[^']*'|[^"'])+)"/g;

/**
 * Commands within a sentence as she must type them to reach the same company. One that does not end
 * the sentence keeps its quotes, so that nothing of the sentence is taken for a part of it.
 */
export function reach(sentence: string, typed: Typed): string {
  return sentence.replaceAll(command, (quoted: string, words: string, at: number) =>
    at + quoted.length === sentence.length ? typed(words) : `"${typed(words)}"`,
  );
}
