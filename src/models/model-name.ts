/** It comes from outside and stands in events: nothing but what a name can be. */
export function modelName(told: unknown): string | null {
  return typeof told === "string" && /^[\w.:/@+-]{1,100}$/.test(told) ? told : null;
}
