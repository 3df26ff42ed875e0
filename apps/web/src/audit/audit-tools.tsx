import type { AuditCheck, AuditQuery } from '@vivarium/contract';
import { Download, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { useFaultText, useTranslate } from '../i18n/language.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, dialogCss } from '../ui/dialog.tsx';
import { saveText } from '../ui/save-file.ts';
import { say } from '../ui/toast.ts';
import { faultOf } from '../wire/call.ts';
import css from './audit.module.css';
import { auditApi } from './audit-api.ts';
import { exportLines } from './export-file.ts';
import { useAuditTexts } from './texts.ts';

/** Whether the chain holds, and what fits the filter as a file. */
export function AuditTools({ query }: { readonly query: AuditQuery }) {
  const at = useAuditTexts();
  const faultText = useFaultText();
  const [busy, setBusy] = useState<'check' | 'export' | null>(null);
  const [check, setCheck] = useState<AuditCheck | null>(null);
  const run = async (what: 'check' | 'export', act: () => Promise<void>) => {
    setBusy(what);
    try {
      await act();
    } catch (error) {
      const fault = faultOf(error);
      say(`${fault.code}: ${faultText(fault).meaning}`);
    } finally {
      setBusy(null);
    }
  };
  const save = async () => {
    const { text, n, more } = await exportLines(query);
    saveText('vivarium-audit.jsonl', text, 'application/x-ndjson');
    say(at(more ? 'exportedSome' : 'exported', { n }));
  };
  return (
    <>
      <Button
        disabled={busy !== null}
        onClick={() => void run('check', async () => setCheck(await auditApi.check()))}
      >
        <ShieldCheck size={14} strokeWidth={1.75} aria-hidden="true" />
        <span className={css.toolText}>{at(busy === 'check' ? 'checking' : 'check')}</span>
      </Button>
      <Button disabled={busy !== null} onClick={() => void run('export', save)}>
        <Download size={14} strokeWidth={1.75} aria-hidden="true" />
        <span className={css.toolText}>{at(busy === 'export' ? 'exporting' : 'export')}</span>
      </Button>
      {check === null ? null : <CheckDialog check={check} onClose={() => setCheck(null)} />}
    </>
  );
}

function CheckDialog({ check, onClose }: { readonly check: AuditCheck; readonly onClose: () => void }) {
  const t = useTranslate();
  const at = useAuditTexts();
  const { lines, torn, firstBrokenLine, lastHash } = check;
  const isBroken = firstBrokenLine !== null;
  return (
    <Dialog title={at('check')} danger={isBroken} onClose={onClose}>
      <p data-testid="chain" data-broken={isBroken}>
        {isBroken ? at('broken', { line: firstBrokenLine, lines }) : at('checked', { lines })}
      </p>
      {torn === 0 ? null : <p className={dialogCss.note}>{at('torn', { n: torn })}</p>}
      <p className={`mono ${dialogCss.op}`}>{lastHash}</p>
      <div className={dialogCss.actions}>
        <Button onClick={onClose} autoFocus>
          {t('action.close')}
        </Button>
      </div>
    </Dialog>
  );
}
