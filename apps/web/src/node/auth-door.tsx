import type { AclView } from '@vivarium/contract';
import { KeyRound } from 'lucide-react';
import { lazy, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Part } from '../ui/part.tsx';
import { fetched } from '../wire/fetched.ts';
import { useNodeTexts } from './texts.ts';

const AuthDialog = lazy(async () => ({
  default: (await fetched(() => import('./auth-dialog.tsx'))).AuthDialog,
}));

/** Opens the way to another identity; the first user that the list names stands there already. */
export function AuthDoor({ acl }: { readonly acl: readonly AclView[] }) {
  const nt = useNodeTexts();
  const [isOpen, setOpen] = useState(false);
  const user = acl.find(({ scheme }) => scheme === 'digest')?.id.split(':', 1)[0] ?? '';
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <KeyRound size={14} strokeWidth={1.75} aria-hidden="true" />
        {nt('auth.open')}
      </Button>
      <Part fallback={null}>{isOpen ? <AuthDialog user={user} onClose={() => setOpen(false)} /> : null}</Part>
    </>
  );
}
