import { useQuery } from '@tanstack/react-query';
import type { Fault } from '@vivarium/contract';
import { useTranslate } from '../i18n/language.ts';
import { nameOf, parentOf } from '../tree/path.ts';
import { Button } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { Identities } from './acl-part.tsx';
import { AclTable } from './acl-table.tsx';
import { AuthDoor } from './auth-door.tsx';
import css from './node.module.css';
import { nodeApi } from './node-api.ts';
import { StatTable } from './stat-table.tsx';
import { useNodeTexts } from './texts.ts';

export interface RefusedProps {
  readonly path: string;
  readonly fault: Fault;
  readonly canWrite: boolean;
  readonly onGo: (path: string) => void;
  readonly onCreate: (name: string) => void;
}

/** A node that could not be read: why, and what can be done about it from here. */
export function Refused({ path, fault, canWrite, onGo, onCreate }: RefusedProps) {
  const nt = useNodeTexts();
  if (fault.code === 'NOAUTH') return <NoAccess path={path} fault={fault} />;
  const isMissing = fault.code === 'NONODE';
  return (
    <div className={css.inset} data-testid="refused">
      <FaultNote fault={fault} />
      {isMissing || fault.code === 'BADARGUMENTS' ? (
        <div className={css.refusedActs}>
          {isMissing ? (
            <Button disabled={!canWrite} onClick={() => onCreate(path.slice(1))}>
              {nt('missing.create', { name: nameOf(path) })}
            </Button>
          ) : null}
          <Button onClick={() => onGo(isMissing ? parentOf(path) : '/')}>
            {nt(isMissing ? 'missing.parent' : 'missing.root')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

/** What is told to whom the data is refused: the list that refuses, as whom one is seen, and the way to be another. */
function NoAccess({ path, fault }: { readonly path: string; readonly fault: Fault }) {
  const t = useTranslate();
  const nt = useNodeTexts();
  const { data } = useQuery({
    queryKey: ['access', path],
    queryFn: ({ signal }) => nodeApi.access(path, signal),
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className={css.refused} tabIndex={0} aria-label={nt('access.label')} data-testid="refused">
      <div className={css.inset}>
        <FaultNote fault={fault} />
      </div>
      {data === undefined ? null : (
        <>
          <h3 className={css.heading}>{nt('access.list')}</h3>
          <AclTable node={data} />
          <div className={css.foot}>
            <Identities acl={data.aclFault === null ? data.acl : null} />
            <div className={css.refusedActs}>
              <AuthDoor acl={data.acl} />
            </div>
          </div>
          {data.stat === null ? null : (
            <>
              <h3 className={css.heading}>{t('node.stat')}</h3>
              <StatTable stat={data.stat} />
            </>
          )}
        </>
      )}
    </section>
  );
}
