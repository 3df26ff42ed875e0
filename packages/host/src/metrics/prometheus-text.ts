import type { Metric } from './metric.ts';

/** The content type of `prometheusText`. */
export const PROMETHEUS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** The metrics in Prometheus' text format, version 0.0.4. */
export function prometheusText(metrics: readonly Metric[]): string {
  return metrics.map(family).join('');
}

function family(metric: Metric): string {
  const { name } = metric;
  const head = `# HELP ${name} ${name}\n# TYPE ${name} ${metric.type}\n`;
  if (metric.type !== 'summary') return `${head}${name} ${metric.value}\n`;
  return `${head}${name}_count ${metric.value.count}\n${name}_sum ${metric.value.sum}\n`;
}
