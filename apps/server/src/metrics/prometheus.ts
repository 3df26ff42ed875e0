/** One family of samples. Source: Prometheus' text exposition format 0.0.4. */
export interface Family {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly text: string;
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  /** Null for what is not known: then there is no sample, and never a zero. */
  readonly value: number | null;
}

export function prometheusText(families: readonly Family[]): string {
  return families.map(familyText).join('');
}

function familyText({ name, type, text, samples }: Family): string {
  const lines = samples.flatMap(({ labels = {}, value }) => {
    if (value === null) return [];
    const pairs = Object.entries(labels).map(([key, label]) => `${key}="${escapeLabel(label)}"`);
    return [`${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`];
  });
  if (lines.length === 0) return '';
  return `# HELP ${name} ${text}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function escapeLabel(text: string): string {
  return text.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`));
}
