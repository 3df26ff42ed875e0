import type { ControlBody, Fault } from '@vivarium/contract';
import { useState } from 'react';
import { useTranslate } from '../i18n/language.ts';
import { say } from '../ui/toast.ts';
import { api } from '../wire/api.ts';
import { faultOf } from '../wire/call.ts';

/** Sends controls to the server, one after the other, and keeps the fault of the last that was refused. */
export function useControl() {
  const t = useTranslate();
  const [fault, setFault] = useState<Fault | null>(null);
  const [isSending, setSending] = useState(false);
  const send = async (...controls: readonly ControlBody[]): Promise<void> => {
    setFault(null);
    setSending(true);
    try {
      for (const control of controls) await api.control(control);
      say(t('control.done', { n: controls.length }));
    } catch (error) {
      setFault(faultOf(error));
    } finally {
      setSending(false);
    }
  };
  return { send, fault, isSending };
}
