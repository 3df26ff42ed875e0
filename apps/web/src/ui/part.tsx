import { Component, type ReactNode, Suspense, useEffect } from 'react';
import { useTranslate } from '../i18n/language.ts';
import { say } from './toast.ts';

export interface PartProps {
  /** What stands there while the code is fetched, and when it cannot be. */
  readonly fallback: ReactNode;
  readonly children: ReactNode;
}

/** A part whose code is fetched when it is first shown. One that cannot be fetched says so and takes nothing along. */
export function Part({ fallback, children }: PartProps) {
  return (
    <Catch fallback={<Missing>{fallback}</Missing>}>
      <Suspense fallback={fallback}>{children}</Suspense>
    </Catch>
  );
}

class Catch extends Component<PartProps, { readonly isFailed: boolean }> {
  override state = { isFailed: false };

  static getDerivedStateFromError(): { readonly isFailed: boolean } {
    return { isFailed: true };
  }

  override render(): ReactNode {
    return this.state.isFailed ? this.props.fallback : this.props.children;
  }
}

function Missing({ children }: { readonly children: ReactNode }) {
  const t = useTranslate();
  useEffect(() => say(t('part.fault')), [t]);
  return children;
}
