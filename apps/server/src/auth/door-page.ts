import { randomBytes } from 'node:crypto';
import type { Fault } from '@vivarium/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FaultError } from '../faults.ts';
import { contentPolicy } from './policy.ts';

interface Words {
  readonly title: string;
  readonly says: string;
  readonly next: string;
}

/** What somebody meets who comes by an address, before there is a page that could speak both languages. */
const CHINESE = new Map<string, Words>([
  [
    'NO_SESSION',
    {
      title: '没有会话',
      says: '此浏览器没有与 Vivarium 的会话。',
      next: '打开 <code>vivarium up</code> 打印的地址；其中的令牌只能使用一次，每次启动都会打印新的。',
    },
  ],
  [
    'BAD_HOST',
    {
      title: '主机名不对',
      says: '请求中的主机名不属于此服务器，因此没有显示任何内容。',
      next: '请使用 <code>vivarium up</code> 打印的地址：127.0.0.1 或 localhost，并带上端口。',
    },
  ],
  ['BAD_ORIGIN', { title: '来自其他页面', says: '请求来自其他页面。', next: '请直接在地址栏中打开。' }],
  ['NOT_FOUND', { title: '此处没有内容', says: '此地址没有内容。', next: '<a href="/">打开 Vivarium</a>' }],
  ['SLOW_DOWN', { title: '请求过于频繁', says: '此处的请求过于频繁。', next: '请稍等几秒再试。' }],
]);
const ENGLISH = new Map<string, Words>([
  [
    'NO_SESSION',
    {
      title: 'No session',
      says: 'This browser holds no session with Vivarium.',
      next: 'Open the address that <code>vivarium up</code> printed. Its token works once; every start prints a new one.',
    },
  ],
  [
    'BAD_HOST',
    {
      title: 'Not a name of this server',
      says: 'The host name of the request is not one of this server’s, so nothing is shown.',
      next: 'Use the address that <code>vivarium up</code> printed: 127.0.0.1 or localhost, with the port.',
    },
  ],
  [
    'NOT_FOUND',
    {
      title: 'Nothing here',
      says: 'There is nothing at this address.',
      next: '<a href="/">Open Vivarium</a>',
    },
  ],
]);

const STYLE = `:root{color-scheme:light dark;background:light-dark(#edf1ef,#0b1312);color:light-dark(#16211e,#e3ede9);
font:15px/24px "Instrument Sans","PingFang SC","Microsoft YaHei","Noto Sans CJK SC","WenQuanYi Micro Hei",system-ui,sans-serif}
body{display:grid;min-height:100vh;margin:0;place-items:center}
main{position:relative;box-sizing:border-box;width:min(520px,calc(100vw - 32px));padding:28px 32px 26px;
border:1px solid light-dark(#cbd6d1,#263732);border-radius:2px;background:light-dark(#fafcfb,#111c1a)}
main::before,main::after{content:"";position:absolute;border:solid light-dark(#2f8f78,#5cc9ac)}
main::before{top:-1px;left:-1px;width:26px;height:26px;border-width:2px 0 0 2px}
main::after{right:-1px;bottom:-1px;width:12px;height:12px;border-width:0 2px 2px 0;opacity:.55}
header{display:flex;align-items:center;gap:10px;font-weight:600}
svg{width:24px;height:24px;fill:none;stroke:light-dark(#2f8f78,#5cc9ac);stroke-width:1.5}
h1{margin:20px 0 4px;font-size:22px;line-height:28px}
p{margin:0 0 10px;color:light-dark(#43524d,#a9bbb4);overflow-wrap:anywhere}
p.code{margin:14px 0 0;font-size:12px;color:light-dark(#5c6c66,#8a9d95)}
code{font-family:ui-monospace,monospace;font-size:13px;color:light-dark(#16211e,#e3ede9)}
a{color:light-dark(#0b6b57,#5cc9ac)}
a:focus-visible{outline:2px solid;outline-offset:2px}`;

const LOGO =
  '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M3.5 2.5h13v11l-3 4h-10z"/><path d="M3.5 12.5h13"/></svg>';

/** Somebody looks at the answer: a page of a browser, no call of a script. */
export function isVisit({ method, url, headers }: FastifyRequest): boolean {
  return method === 'GET' && !url.startsWith('/api/') && headers.accept?.includes('text/html') === true;
}

/** The refusal as a page, in the language that the browser puts first. Nothing of the request stands in it. */
export function showRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, fault }: FaultError,
): FastifyReply {
  const nonce = randomBytes(16).toString('base64');
  const isChinese = /^\s*zh\b/i.test(request.headers['accept-language'] ?? '');
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-security-policy', contentPolicy(nonce))
    .send(documentOf(fault, isChinese, nonce));
}

function documentOf(fault: Fault, isChinese: boolean, nonce: string): string {
  const { title, says, next } = (isChinese ? CHINESE : ENGLISH).get(fault.code) ?? wordsOf(fault);
  return `<!doctype html><html lang="${isChinese ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} · Vivarium</title>
<style nonce="${nonce}">${STYLE}</style></head>
<body><main><header>${LOGO}Vivarium</header><h1>${title}</h1><p>${says}</p><p>${next}</p>
<p class="code"><code>${inert(fault.code)}</code></p></main></body></html>`;
}

/** Of what nobody is expected to meet here: the words that the API has for it. */
function wordsOf({ meaning, next }: Fault): Words {
  return { title: 'Vivarium', says: inert(meaning), next: inert(next) };
}

/** A code that nobody mapped brings words from elsewhere. */
function inert(text: string): string {
  return text.replace(/[<>&"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
