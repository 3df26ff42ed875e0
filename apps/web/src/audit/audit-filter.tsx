import { useEffect, useState } from 'react';
import type { AuditSearch } from '../routes/page-search.ts';
import { Button, Choice } from '../ui/button.tsx';
import css from './audit.module.css';
import { AUDIT_KINDS } from './audit-query.ts';
import { useAuditTexts } from './texts.ts';

export interface AuditFilterProps {
  readonly search: AuditSearch;
  readonly onGo: (next: { readonly [K in keyof AuditSearch]: AuditSearch[K] | undefined }) => void;
}

/** Every filter narrows, and stands in the address. */
export function AuditFilter({ search, onGo }: AuditFilterProps) {
  const at = useAuditTexts();
  const isFiltered = Object.entries(search).some(([key, value]) => key !== 'seq' && value !== undefined);
  const kind = AUDIT_KINDS.find((each) => each === search.kind) ?? 'all';
  const clear = () =>
    onGo({
      actor: undefined,
      path: undefined,
      op: undefined,
      kind: undefined,
      from: undefined,
      to: undefined,
    });
  return (
    <form className={css.filter} onSubmit={(event) => event.preventDefault()}>
      <Field label={at('path')} value={search.path} isMono onSet={(path) => onGo({ path })} />
      <Field label={at('actor')} value={search.actor} onSet={(actor) => onGo({ actor })} />
      <Field label={at('op')} value={search.op} isMono onSet={(op) => onGo({ op })} />
      {isFiltered ? (
        <Button look="quiet" onClick={clear}>
          {at('clear')}
        </Button>
      ) : null}
      <Field label={at('from')} value={search.from} type="datetime-local" onSet={(from) => onGo({ from })} />
      <Field label={at('to')} value={search.to} type="datetime-local" onSet={(to) => onGo({ to })} />
      <Choice
        label={at('kind')}
        value={kind}
        onChoose={(next) => onGo({ kind: next === 'all' ? undefined : next })}
        options={(['all', ...AUDIT_KINDS] as const).map((value) => ({ value, text: at(`kind.${value}`) }))}
      />
    </form>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly type?: 'text' | 'datetime-local';
  readonly isMono?: boolean;
  readonly onSet: (value: string | undefined) => void;
}

/** Half a path or a name finds nothing: the filter is used when the field is left or Enter is pressed. */
function Field({ label, value, type = 'text', isMono = false, onSet }: FieldProps) {
  const [text, setText] = useState(value ?? '');
  useEffect(() => setText(value ?? ''), [value]);
  const use = () => {
    const next = text.trim() === '' ? undefined : text.trim();
    if (next !== value) onSet(next);
  };
  return (
    <label className={css.field}>
      <span className="label">{label}</span>
      <input
        type={type}
        className={isMono ? 'mono' : undefined}
        value={text}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
        onBlur={use}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) use();
        }}
      />
    </label>
  );
}
