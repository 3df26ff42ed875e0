import { useEffect, useMemo, useState } from 'react';

/** Widths that are remembered. */
const KNOWN_MAX = 4_000;

/** Measures texts: their widths in px in a CSS font. Another one once the page's fonts have come. */
export function usePen(): (text: string, font: string) => number {
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
    const known = new Map<string, number>();
    return (text, font) => {
      const key = `${font}\0${text}`;
      const kept = known.get(key);
      if (kept !== undefined) return kept;
      if (pen === null) return text.length * 8;
      pen.font = font;
      const { width } = pen.measureText(text);
      // Names of sequential nodes never come again.
      if (known.size >= KNOWN_MAX) known.clear();
      known.set(key, width);
      return width;
    };
  }, [fonts]);
}
