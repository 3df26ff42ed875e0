import { useEffect, useMemo, useState } from 'react';

/** Real widths of single lines in one type; measured again once the fonts have come. */
export function useTextWidth(font: string): (text: string) => number {
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
    return (text) => {
      const kept = known.get(text);
      if (kept !== undefined) return kept;
      if (pen === null) return text.length * 7;
      pen.font = font;
      const { width } = pen.measureText(text);
      known.set(text, width);
      return width;
    };
  }, [font, fonts]);
}
