import type { LatencySummary } from '@vivarium/engine';

export interface GaugeOrCounter {
  readonly type: 'gauge' | 'counter';
  readonly name: string;
  readonly value: number;
  /** Printed with decimals. */
  readonly fraction?: boolean;
  /** Also a line of `mntr`. */
  readonly forMonitor: boolean;
}

export interface SummaryMetric {
  readonly type: 'summary';
  readonly name: string;
  readonly value: LatencySummary;
}

export type Metric = GaugeOrCounter | SummaryMetric;
