/** Who decides, and because of what: the event that caused it, and the root of its chain. */
export type Who = { actor: string; cause: number | null; intent: number | null };

/** Each begins a chain of its own. */
export const operator: Who = { actor: "operator", cause: null, intent: null };
export const engine: Who = { actor: "engine", cause: null, intent: null };
