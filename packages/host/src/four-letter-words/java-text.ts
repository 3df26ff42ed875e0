/** Made when a date is printed for the first time: they load the tables of all the world's calendars, which no start needs. */
let made: { readonly day: Intl.DateTimeFormat; readonly clock: Intl.DateTimeFormat } | null = null;

function dateFormats() {
  made ??= {
    day: new Intl.DateTimeFormat('en-US', { weekday: 'short', month: 'short', day: '2-digit' }),
    clock: new Intl.DateTimeFormat('en-US', {
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'short',
    }),
  };
  return made;
}

/** A double as Java prints it, rounded to four places: 0.0, 4.1696. */
export function javaDouble(value: number): string {
  const rounded = Math.round(value * 10_000) / 10_000;
  return Number.isInteger(rounded) ? rounded.toFixed(1) : String(rounded);
}

/** A date as Java's Date.toString prints it: Sun Nov 22 13:59:22 UTC 2026. */
export function javaDate(wallMs: number): string {
  const date = new Date(wallMs);
  const formats = dateFormats();
  const day = partsOf(formats.day, date);
  const clock = partsOf(formats.clock, date);
  const time = `${clock.hour}:${clock.minute}:${clock.second} ${clock.timeZoneName}`;
  return `${day.weekday} ${day.month} ${day.day} ${time} ${date.getFullYear()}`;
}

function partsOf(format: Intl.DateTimeFormat, date: Date): Record<string, string> {
  return Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
}
