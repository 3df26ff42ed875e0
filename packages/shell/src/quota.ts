/** Limits or counts as the quota nodes keep them: `count=5,bytes=-1=;byteHardLimit=40`. */
export type QuotaField = 'count' | 'bytes' | 'countHardLimit' | 'byteHardLimit';

export type QuotaValues = ReadonlyMap<string, number>;

export const QUOTA_ROOT = '/zookeeper/quota';
export const LIMITS = 'zookeeper_limits';

export const limitsPath = (path: string): string => `${QUOTA_ROOT}${path}/${LIMITS}`;
export const countsPath = (path: string): string => `${QUOTA_ROOT}${path}/zookeeper_stats`;

/** Reads a quota node; text that is none gives fewer fields. */
export function parseQuota(text: string): QuotaValues {
  const values = new Map<string, number>();
  for (const pair of text.split(/[,;]+/)) {
    const [name, value] = pair.split('=');
    if (name !== undefined && name !== '' && value !== undefined) {
      values.set(name, value === '' ? -1 : Number(value));
    }
  }
  return values;
}

/**
 * Count and bytes come first and an equals sign stands behind them when there are hard limits: servers before 3.7
 * read only the first two.
 */
export function quotaText(values: QuotaValues): string {
  const start = `count=${values.get('count') ?? -1},bytes=${values.get('bytes') ?? -1}`;
  const others = [...values.keys()].filter((name) => name !== 'count' && name !== 'bytes').sort();
  if (others.length === 0) return start;
  return `${start}=${others.map((name) => `;${name}=${values.get(name)}`).join('')}`;
}

export const limitOf = (values: QuotaValues, field: QuotaField): number => values.get(field) ?? -1;
