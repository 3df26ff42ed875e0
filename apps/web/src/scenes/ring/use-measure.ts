import { useMemo } from 'react';
import { useLanguage } from '../../i18n/language.ts';
import { usePen } from '../use-pen.ts';
import type { LineKind, Measure } from './ring-labels.ts';

const FONT: Record<LineKind, string> = {
  name: '600 15px "Spline Sans Mono Variable", monospace',
  role: '600 13px "Instrument Sans Variable", sans-serif',
  caption: 'italic 400 14px "Newsreader", Georgia, serif',
};
const CHINESE = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "WenQuanYi Micro Hei", sans-serif';

/** Real widths of texts in the ring's types. */
export function useMeasure(): Measure {
  const language = useLanguage();
  const measure = usePen();
  return useMemo(() => {
    const chinese = (kind: LineKind) =>
      `${kind === 'role' ? 600 : 400} 13px "Instrument Sans Variable", ${CHINESE}`;
    return (text, kind) => measure(text, language === 'zh' && kind !== 'name' ? chinese(kind) : FONT[kind]);
  }, [language, measure]);
}
