import '@fontsource-variable/instrument-sans/wght.css';
import '@fontsource-variable/spline-sans-mono/wght.css';
import '@fontsource/newsreader/latin-400-italic.css';
import './styles/base.css';
import './styles/tokens.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { languageAtStart, speak } from './i18n/language.ts';
import { watchVersion } from './stores/version.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
watchVersion();
await speak(languageAtStart(), false);
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
