import type { AclView } from '@vivarium/contract';
import { Plus, X } from 'lucide-react';
import { useTranslate } from '../i18n/language.ts';
import { Button } from '../ui/button.tsx';
import css from './node.module.css';
import { ALL_PERMS, PERMS } from './perms.ts';
import { useNodeTexts } from './texts.ts';

const SCHEMES = ['world', 'auth', 'digest', 'ip', 'sasl', 'x509'] as const;

/** What a scheme's id looks like. */
const HINTS: Readonly<Record<string, string>> = {
  world: 'anyone',
  auth: '',
  digest: 'user:BASE64(SHA1(user:password))',
  ip: '10.0.0.0/8',
  sasl: 'user@REALM',
  x509: 'CN=client',
};

export interface AclRowsProps {
  readonly acl: readonly AclView[];
  readonly onChange: (acl: AclView[]) => void;
}

/** An access list as rows: scheme, id, and a box for each of cdrwa. */
export function AclRows({ acl, onChange }: AclRowsProps) {
  const t = useTranslate();
  const nt = useNodeTexts();
  const change = (at: number, next: Partial<AclView>) =>
    onChange(acl.map((entry, index) => (index === at ? { ...entry, ...next } : entry)));
  return (
    <div className={css.acl} data-testid="acl-rows">
      {acl.map((entry, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; two may say the same.
        <div key={at} className={css.aclRow}>
          <select
            aria-label={t('acl.scheme')}
            value={entry.scheme}
            onChange={(event) => {
              const scheme = event.target.value;
              change(at, { scheme, id: scheme === 'world' ? 'anyone' : '' });
            }}
          >
            {[...new Set<string>([...SCHEMES, entry.scheme])].map((scheme) => (
              <option key={scheme}>{scheme}</option>
            ))}
          </select>
          <input
            className="mono"
            aria-label={t('acl.id')}
            value={entry.id}
            placeholder={HINTS[entry.scheme] ?? ''}
            disabled={entry.scheme === 'world' || entry.scheme === 'auth'}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => change(at, { id: event.target.value })}
          />
          <span className={css.bits}>
            {PERMS.map(({ bit, letter, key }) => (
              <label key={bit} title={t(key)}>
                <input
                  type="checkbox"
                  aria-label={t(key)}
                  checked={(entry.perms & bit) !== 0}
                  onChange={() => change(at, { perms: entry.perms ^ bit })}
                />
                <span className="mono" aria-hidden="true">
                  {letter}
                </span>
              </label>
            ))}
          </span>
          <Button
            look="quiet"
            aria-label={nt('acl.remove')}
            onClick={() => onChange(acl.filter((_, index) => index !== at))}
          >
            <X size={14} strokeWidth={1.75} aria-hidden="true" />
          </Button>
        </div>
      ))}
      <div>
        <Button onClick={() => onChange([...acl, { scheme: 'world', id: 'anyone', perms: ALL_PERMS }])}>
          <Plus size={14} strokeWidth={1.75} aria-hidden="true" />
          {nt('acl.add')}
        </Button>
      </div>
      {acl.some(({ scheme }) => scheme === 'ip') ? <p className={css.warn}>{nt('acl.ip')}</p> : null}
      {acl.some(({ scheme }) => scheme === 'auth') ? <p className={css.soft}>{nt('acl.auth')}</p> : null}
    </div>
  );
}
