import { editor, expect, row, test, treeUrl } from './vivarium.ts';

const NAMES = [
  'dubbo%3A%2F%2F10.0.0.1%3A20880%2Fcom.example.Orders%3Fversion%3D1.0',
  'a?b=c&d#e+f g',
  '100%',
  '中文 节点',
  '__proto__',
  '<script>alert(1)<',
  'quote\'"back\\slash',
];

for (const name of NAMES) {
  test(`${name} survives the URL, a reload and an edit`, async ({ page, vivarium, other, strays }) => {
    const path = `/${name}`;
    await other.create(path, 'before');
    await vivarium.open(page, treeUrl(path));
    await expect(row(page, path)).toHaveAttribute('aria-selected', 'true');
    await expect(editor(page)).toHaveText('before');
    await page.reload();
    await expect(row(page, path)).toHaveAttribute('aria-selected', 'true');
    await row(page, '/zookeeper').click();
    await expect(page.getByTestId('node-path')).toHaveText('/zookeeper');
    await row(page, path).click();
    expect(new URL(page.url()).searchParams.get('path')).toBe(path);
    await editor(page).fill('after');
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByRole('button', { name: 'Send' }).click();
    await expect(page.getByTestId('node-version')).toHaveText('version 1');
    expect(Buffer.from((await other.getData(path)).data ?? []).toString()).toBe('after');
    expect(strays).toEqual([]);
  });
}

test('a pasted path goes there', async ({ page, vivarium, other }) => {
  await other.create('/pasted');
  await other.create('/pasted/deep');
  await vivarium.open(page, treeUrl('/'));
  await page.getByRole('button', { name: 'Path of the node' }).click();
  await page.getByRole('textbox', { name: 'Path of the node' }).fill('/pasted/deep');
  await page.keyboard.press('Enter');
  await expect(row(page, '/pasted/deep')).toHaveAttribute('aria-selected', 'true');
});

test('characters that hide or turn the writing direction are written out', async ({
  page,
  vivarium,
  other,
}) => {
  await other.create('/turn\u202egnp.exe', 'x');
  await vivarium.open(page, treeUrl('/turn\u202egnp.exe'));
  await expect(page.getByTestId('node-path')).toHaveText('/turn\\u{202e}gnp.exe');
});
