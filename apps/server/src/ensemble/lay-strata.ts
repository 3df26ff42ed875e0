import type { Hub } from '../stream/hub.ts';
import type { Inside } from './inside.ts';
import type { EnsemblePicture } from './picture.ts';

/** While every transaction is seen, a stretch need not wait for a poll. */
const TAPPED_MS = 250;

/**
 * Lays the strata: by the tap while it streams, else by the polls.
 *
 * @returns what ends it
 */
export function layStrata(
  hub: Hub,
  picture: EnsemblePicture,
  inside: Inside,
  pollIntervalMs: number,
  wallMs: () => number,
): () => void {
  const spanMs = Math.min(TAPPED_MS, pollIntervalMs);
  let sinceMs = 0;
  const timer = setInterval(() => {
    sinceMs += spanMs;
    const tapped = inside.isStreaming ? (inside.reader?.zxid ?? null) : null;
    if (tapped === null && sinceMs < pollIntervalMs) return;
    sinceMs = 0;
    hub.publish({ kind: 'stratum', stratum: picture.lay(wallMs(), tapped) });
  }, spanMs);
  return () => clearInterval(timer);
}
