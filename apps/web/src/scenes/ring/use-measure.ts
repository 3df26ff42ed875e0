import { useEffect, useMemo, useState } from 'react';
import { useLanguage } from '../../i18n/language.ts';
import type { LineKind, Measure } from './ring-labels.ts';

const FONT: Record<LineKind, string> = {
  name: '600 15px "Spline Sans Mono Variable", monospace',
  role: '600 13px "Instrument Sans Variable", sans-serif',
  caption: 'italic 400 14px "Newsreader", Georgia, serif',
};
const CHINESE = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "WenQuanYi Micro Hei", sans-serif';

/** Real widths of texts in the ring's types; measured again once the fonts have come. */
export function useMeasure(): Measure {
  const language = useLanguage();
  const [fonts, setFonts] = useState(0);
  useEffect(() => {
    let isGone = false;
    void document.fonts.ready.then(() => {
      if (!isGone) setFonts((now) => now + 1);
    });
    return () => {
      isGone = true;
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `fonts` makes a new measure of the same texts.
  return useMemo(() => {
    const pen = document.createElement('canvas').getContext('2d');
    return (text, kind) => {
      if (pen === null) return text.length * 8;
      const isSans = language === 'zh' && kind !== 'name';
      pen.font = isSans
        ? `${kind === 'role' ? 600 : 400} 13px "Instrument Sans Variable", ${CHINESE}`
        : FONT[kind];
      return pen.measureText(text).width;
    };
  }, [language, fonts]);
}
