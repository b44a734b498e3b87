import { type ASTNode, Environment, Optional } from "@marcbachmann/cel-js";
import { empty, functions, matches, mixed } from "./functions.ts";
import { compile as compilePattern } from "./pattern.ts";
import type { Fault } from "./cel-error.ts";

/** The library with our functions, operators and bounds (CL4). */
export const environment = makeEnvironment();

/** The seams of the library's macros: what was written, and a checker or evaluator to go on with. */
type Macro<Args> = { args: Args; receiver: ASTNode };
type Walker = {
  check(node: ASTNode, context: unknown): unknown;
  run(node: ASTNode, context: unknown): unknown;
  getType(name: string): unknown;
};

function makeEnvironment(): Environment {
  const made = new Environment({
    unlistedVariablesAreDyn: true,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
    limits: {
      maxAstNodes: 1000,
      maxDepth: 50,
      maxListElements: 500,
      maxMapEntries: 200,
      maxCallArguments: 8,
    },
  });
  for (const [signature, handler] of Object.entries(functions)) {
    made.registerFunction(signature, handler, { async: false });
  }
  for (const [sign, act] of Object.entries(mixed)) {
    const handler = (a: number | bigint, b: number | bigint) => act(Number(a), Number(b));
    made.registerOperator(`int ${sign} double: double`, handler);
    made.registerOperator(`double ${sign} int: double`, handler);
  }
  // A macro, so that it can answer for a missing key.
  made.registerFunction("default(ast, ast): dyn", ({ args }: Macro<[ASTNode, ASTNode]>) => ({
    async: false,
    typeCheck: (checker: Walker, _macro: unknown, context: unknown) => {
      for (const node of args) checker.check(node, context);
      return checker.getType("dyn");
    },
    evaluate: (evaluator: Walker, _macro: unknown, context: unknown) => {
      const [value, fallback] = args;
      const found = present(() => evaluator.run(value, context));
      return empty(found) ? evaluator.run(fallback, context) : found;
    },
  }));
  // A macro of any receiver takes the place of the library's own, which is not bounded.
  made.registerFunction(
    "list.matches(ast): bool",
    ({ args: [source], receiver }: Macro<[ASTNode]>) => ({
      async: false,
      typeCheck: (checker: Walker, _macro: unknown, context: unknown) => {
        checker.check(receiver, context);
        checker.check(source, context);
        if (source.op === "value") compilePattern(String(source.args));
        return checker.getType("bool");
      },
      evaluate: (evaluator: Walker, _macro: unknown, context: unknown) => {
        const text = evaluator.run(receiver, context);
        const searched = evaluator.run(source, context);
        if (typeof text === "string" && typeof searched === "string")
          return matches(text, searched);
        throw new TypeError("matches() takes two texts");
      },
    }),
  );
  return made;
}

/** The value, or null where a key on the way to it is missing. */
function present(run: () => unknown): unknown {
  try {
    const found = run();
    return found instanceof Optional ? (found.hasValue() ? found.value() : null) : found;
  } catch (error) {
    const { code } = error as Fault; // as in `explained`
    if (code === "no_such_key" || code === "index_out_of_bounds") return null;
    throw error;
  }
}
