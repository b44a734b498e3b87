import { Interrupted } from "./errors.ts";

/** Questions to somebody at the keyboard. Leaving one throws Interrupted. */
export interface Prompts {
  confirm: (question: string) => Promise<boolean>;
  text: (question: Question) => Promise<string>;
  /** Like a text that is not shown while it is typed. */
  secret: (message: string) => Promise<string>;
  select: <T extends string>(question: string, options: readonly Option<T>[]) => Promise<T>;
}

type Question = {
  message: string;
  initial: string;
  /** What is wrong with an answer; null if nothing is. */
  problem: (text: string) => string | null;
};

type Option<T extends string> = { value: T; label: string };

/** The real ones. Loaded only when something is asked: most commands never do. */
export function clackPrompts(): Prompts {
  const load = () => import("@clack/prompts");
  return {
    async confirm(message) {
      const clack = await load();
      return settled(await clack.confirm({ message }));
    },
    async text({ message, initial, problem }) {
      const clack = await load();
      const answer = await clack.text({
        message,
        initialValue: initial,
        validate: (text) => problem((text ?? "").trim()) ?? undefined,
      });
      return settled(answer ?? "").trim();
    },
    async secret(message) {
      const clack = await load();
      const wanted = (text: string | undefined) =>
        (text ?? "").trim() === "" ? "It is needed to log in" : undefined;
      return settled(await clack.password({ message, validate: wanted })).trim();
    },
    async select<T extends string>(message: string, options: readonly Option<T>[]) {
      const clack = await load();
      const values = options.map(({ value, label }) => ({ value: value as string, label }));
      const chosen = settled(await clack.select({ message, options: values }));
      return chosen as T; // One of the values above: each is a T.
    },
  };
}

/** Clack answers a symbol when somebody leaves the question, and only then. */
function settled<T>(answer: T): Exclude<T, symbol> {
  if (typeof answer === "symbol") throw new Interrupted("Left before the last question");
  return answer as Exclude<T, symbol>; // Symbols are thrown above.
}
