/** A time as Java's Date prints it, `Sun Nov 22 16:51:54 UTC 2026`, in a time zone by its IANA name (the machine's when null). */
export function javaDate(ms: number, timeZone: string | null): string {
  const format = new Intl.DateTimeFormat('en-US', {
    weekday: 'short',
    month: 'short',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    year: 'numeric',
    ...(timeZone === null ? {} : { timeZone }),
  });
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return `${ms}`;
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  const time = `${part('hour')}:${part('minute')}:${part('second')}`;
  return `${part('weekday')} ${part('month')} ${part('day')} ${time} ${zoneName(ms, timeZone)} ${part('year')}`;
}

/** Each locale knows short names for its own zones only; Java falls back to the offset too. */
function zoneName(ms: number, timeZone: string | null): string {
  let offset = 'UTC';
  for (const locale of ['en-US', 'en-GB', 'en-AU', 'en-IN']) {
    const parts = new Intl.DateTimeFormat(locale, {
      timeZoneName: 'short',
      ...(timeZone === null ? {} : { timeZone }),
    }).formatToParts(ms);
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC';
    if (!/^(GMT|UTC)[+-]/.test(name)) return name;
    offset = name;
  }
  return offset.replace(/([+-])(\d{1,2})(?::(\d\d))?$/, (_all, sign, hours, minutes) => {
    return `${sign}${String(hours).padStart(2, '0')}:${minutes ?? '00'}`;
  });
}
