/** A morning at Studio Marlow, Tue 2 June 2026, 09:12 in Berlin. */
export const now = Date.UTC(2026, 5, 2, 7, 12);
export const minute = 60_000;
export const hour = 60 * minute;

/** Mon 1 June, 16:41. */
export const monday = Date.UTC(2026, 5, 1, 14, 41);
export const tuesday = monday + 17 * hour + 21 * minute;
