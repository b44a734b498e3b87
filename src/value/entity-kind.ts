/** What beside clients is called by names of its own. */
export const entityKinds = ["person", "company", "project"] as const;
export type EntityKind = (typeof entityKinds)[number];
