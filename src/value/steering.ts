/** What steers a terminal or a reader's eye and says nothing; blanks and new lines may stand. */
export const steering = /(?!\n|\t|\r\n)[\p{Cc}\p{Cs}\u2028-\u202E\u2066-\u2069]/u;

/** Said of a text that holds such. */
export const steers = "holds a character that cannot be seen or read; write it without";
