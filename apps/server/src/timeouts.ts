/** How long anything may be worked on before its asker is told that it is not done, ms. */
export const HANDLER_TIMEOUT_MS = 10_000;
/** A file goes or comes as fast as its reader or writer does. */
export const TRANSFER_TIMEOUT_MS = 3_600_000;
/** A command of the shell may be about a whole subtree, and has a limit of its own below this one. */
export const SHELL_TIMEOUT_MS = 150_000;
/** An answer that waits for something to happen, or for a member to recover its directory. */
export const PATIENT_TIMEOUT_MS = 60_000;
