import { Link } from '@tanstack/react-router';
import type { EnsembleView } from '@vivarium/contract';
import { glyphOf, isSilent, leads } from '../ensemble/appearance.ts';
import { formatCount } from '../i18n/format.ts';
import { useLanguage } from '../i18n/language.ts';
import { Glyph } from '../ui/glyph.tsx';
import { Pane } from '../ui/pane.tsx';
import css from './case.module.css';
import { useCaseTexts } from './texts.ts';

/** Each member's mode, lag and zxid; a row leads to what can be done about it. */
export function MembersTable({ ensemble }: { readonly ensemble: EnsembleView }) {
  const ct = useCaseTexts();
  const language = useLanguage();
  return (
    <Pane title={ct('members')} head={null} className={css.membersPane}>
      <table className={css.members}>
        <thead>
          <tr className="label">
            <th scope="col">{ct('members.member')}</th>
            <th scope="col">{ct('members.mode')}</th>
            <th scope="col">{ct('members.lag')}</th>
            <th scope="col">zxid</th>
          </tr>
        </thead>
        <tbody>
          {ensemble.members.map((member) => (
            <tr
              key={member.id}
              data-leads={leads(member, ensemble.standing)}
              data-kind={glyphOf(member, ensemble.standing)}
            >
              <th scope="row">
                <Link
                  to="/c/$conn/ensemble"
                  params={{ conn: 'local' }}
                  search={{ member: String(member.id) }}
                  className={css.member}
                >
                  <Glyph kind={glyphOf(member, ensemble.standing)} size={15} />
                  <span className="mono">{member.name}</span>
                </Link>
              </th>
              <td className={css.mode}>{isSilent(member) ? ct('members.silent') : (member.mode ?? '—')}</td>
              <td className="mono">
                {member.lagTxns === null ? '—' : formatCount(member.lagTxns, language)}
              </td>
              <td className="mono" data-old={isSilent(member)}>
                {member.zxid ?? '—'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Pane>
  );
}
