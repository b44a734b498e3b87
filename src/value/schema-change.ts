/** What a new schema of a kind of records does to those that there are. */
export type SchemaChange = {
  kind: string;
  /** Versions of the schema. */
  from: number;
  to: number;
  records: number;
  facts: number;
  /** "adress is called address", with how many facts read so. */
  changes: { what: string; facts: number }[];
  /** Facts that were said under a version that this schema does not know: they read as they were said (SH2). */
  beyond: number;
};
