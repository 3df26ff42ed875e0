import { useEffect, useState } from 'react';

/** The browser's wall clock, ms, renewed ten times a second while `isOn`: for a clock that runs. */
export function useTickMs(isOn: boolean): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    if (!isOn) return;
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), 100);
    return () => clearInterval(timer);
  }, [isOn]);
  return nowMs;
}
