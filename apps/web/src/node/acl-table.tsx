import type { NodeView } from '@vivarium/contract';
import { Lock } from 'lucide-react';
import { useTranslate } from '../i18n/language.ts';
import { visible } from '../tree/path.ts';
import css from './node.module.css';
import { lettersOf, PERMS } from './perms.ts';

export function AclTable({ node }: { readonly node: Pick<NodeView, 'acl' | 'aclFault'> }) {
  const t = useTranslate();
  if (node.aclFault !== null) {
    return (
      <p className={css.notice}>
        <Lock size={14} strokeWidth={1.75} aria-hidden="true" /> {t('acl.hidden', { code: node.aclFault })}
      </p>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className={css.list} tabIndex={0} aria-label={t('node.acl')}>
      <table className={css.table}>
        <thead>
          <tr className="label">
            <th scope="col">{t('acl.scheme')}</th>
            <th scope="col">{t('acl.id')}</th>
            <th scope="col">{t('acl.perms')}</th>
            <th scope="col" className={css.right}>
              {t('stat.raw')}
            </th>
          </tr>
        </thead>
        <tbody>
          {node.acl.map((entry) => (
            <tr key={`${entry.scheme}:${entry.id}:${entry.perms}`}>
              <td className="mono">{visible(entry.scheme)}</td>
              <td className="mono">{visible(entry.id)}</td>
              <td>
                {PERMS.filter((perm) => (entry.perms & perm.bit) !== 0)
                  .map((perm) => t(perm.key))
                  .join(', ') || '—'}
              </td>
              <td className={`mono ${css.right}`} data-testid="acl-perms">
                {lettersOf(entry.perms)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={css.notice}>{node.acl.length === 0 ? t('acl.none') : t('acl.note')}</p>
    </section>
  );
}
