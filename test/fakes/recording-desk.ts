import type { Desk } from "../../src/api/contract/desk.ts";

export type Asked = { operation: string; args: unknown[] };

/** A desk that records what it was asked, and answers what the test says, or `null`. */
export function recordingDesk(answers: { [O in keyof Desk]?: (...args: never[]) => unknown }): {
  desk: Desk;
  asked: Asked[];
} {
  const asked: Asked[] = [];
  const desk = new Proxy({} as Desk, {
    get(_, operation) {
      if (typeof operation !== "string") return undefined;
      return (...args: unknown[]) => {
        asked.push({ operation, args });
        // Each answer takes what its operation is given; the table's type cannot say so at once.
        const answer = answers[operation as keyof Desk] as
          | ((...a: unknown[]) => unknown)
          | undefined;
        return operation === "watch"
          ? answer?.(...args)
          : Promise.resolve(answer?.(...args) ?? null);
      };
    },
  });
  return { desk, asked };
}
