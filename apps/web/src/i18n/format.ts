import type { Language, Translate } from './language.ts';

const locale = (language: Language): string => (language === 'zh' ? 'zh-CN' : 'en');

/** Made once: what these make anew at each call is slow enough to be felt in a list. */
const counts: Partial<Record<Language, Intl.NumberFormat>> = {};
const times: Partial<Record<Language, Intl.DateTimeFormat>> = {};

export function formatCount(n: number, language: Language): string {
  counts[language] ??= new Intl.NumberFormat(locale(language));
  return counts[language].format(n);
}

/** A time of day with seconds, in the browser's zone. */
export function formatTime(ms: number, language: Language): string {
  times[language] ??= new Intl.DateTimeFormat(locale(language), { timeStyle: 'medium', hour12: false });
  return times[language].format(ms);
}

/** Date and time to the second, in the browser's zone: `2026-11-22 14:02:11`; the raw value has the rest. */
export function formatStamp(ms: number): string {
  const at = new Date(ms);
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return `${day} ${time}`;
}

/** "4 min ago": the largest unit that fits. */
export function formatAge(ageMs: number, t: Translate): string {
  const s = Math.floor(Math.max(0, ageMs) / 1_000);
  if (s < 1) return t('age.now');
  if (s < 60) return t('age.seconds', { n: s });
  if (s < 3_600) return t('age.minutes', { n: Math.floor(s / 60) });
  if (s < 86_400) return t('age.hours', { n: Math.floor(s / 3_600) });
  return t('age.days', { n: Math.floor(s / 86_400) });
}

/** Sizes in powers of 1024, exact below 1 KiB. */
export function formatBytes(n: number, t: Translate): string {
  if (n < 1_024) return t('unit.bytes', { n });
  if (n < 1_048_576) return `${(n / 1_024).toFixed(1)} KiB`;
  return `${(n / 1_048_576).toFixed(2)} MiB`;
}

export function formatSpan(ms: number): string {
  return ms % 1_000 === 0 ? `${ms / 1_000} s` : `${ms} ms`;
}
