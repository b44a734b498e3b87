/** `client`: a name, an address, or the number of a job or item. `confirm`: see ForgetPreview. */
export type ForgetRequest = { client: string; confirm: string; endJobs: boolean };

export type ForgetPreview = {
  /** As she is known; empty where no name is left or was ever known. */
  client: string;
  /** What must be given as a yes. */
  confirm: string;
  /** Since when she is being forgotten, and when that was done. */
  since: number | null;
  forgottenAt: number | null;
  mails: number;
  otherArrivals: number;
  documents: number;
  records: number;
  /** Of what was said, as it is recalled: mails, letters and what was imported. */
  passages: number;
  /** Of what came from her. */
  first: number | null;
  last: number | null;
  endedJobs: number;
  /** `waited`: others' jobs are part of it, so it is not ended but waited for. */
  openJobs: { number: number; runbook: string; line: string; waited: boolean }[];
  /** What is about nobody and names her: numbers of jobs that have ended, and how many arrivals. */
  aboutNobody: { jobs: number[]; arrivals: number };
  /** What must be settled first. */
  hindered: string[];
  /** By rule or because it is not Mainstay's, with the places. */
  stays: string[];
  /** When the last copy in older backups dies; null where no backup holds one. */
  lastCopyAt: number | null;
  timeZone: string;
  locale: string;
};
