/** How an answer is given: by one key on a terminal, by a command elsewhere. */
export type Choice = {
  answer: string;
  key: string;
  /** What it means, in the item's own words. */
  sentence: string;
  /** The command's words, without the program's name. */
  command: string;
};

const usual: Readonly<Record<string, string>> = {
  approve: "y",
  edit: "e",
  deny: "n",
  fill: "f",
  happened: "y",
  again: "r",
  retry: "r",
  repair: "r",
  dismiss: "d",
  cancel: "c",
  take: "t",
  hand: "t",
  later: "z",
};

/** Keys that mean something wherever she is: home, inbox, list, open, stop, quit, hold, evidence. */
const taken = ["h", "i", "l", "o", "s", "q", "u", "x"];

export function choices(answers: Readonly<Record<string, string>>, number: number): Choice[] {
  const used = new Set(taken);
  return Object.entries(answers).map(([answer, sentence]) => {
    const key =
      [usual[answer] ?? "", ...Array.from(answer.toLowerCase())].find(
        (letter) => /[a-z]/.test(letter) && !used.has(letter),
      ) ?? "";
    used.add(key);
    return { answer, key, sentence, command: command(answer, number) };
  });
}

function command(answer: string, number: number): string {
  switch (answer) {
    case "approve":
      return `approve ${number}`;
    case "edit":
      return `approve ${number} --edit`;
    case "deny":
      return `deny ${number} --because "…"`;
    case "fill":
      return formCommands(number, answer).handIn;
    default:
      return `answer ${number} ${answer}`;
  }
}

/** Where a form is filled in, or a draft changed, unless she names another file. */
function formFile(number: number): string {
  return `form-${number}.yaml`;
}

/** What prints it as a file, and what hands that in. */
export function formCommands(number: number, answer: string): { print: string; handIn: string } {
  const given = `answer ${number} ${answer}`;
  return {
    print: `${given} --template > ${formFile(number)}`,
    handIn: `${given} --file ${formFile(number)}`,
  };
}
