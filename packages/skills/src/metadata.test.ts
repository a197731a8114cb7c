import { posix } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMetadata } from './metadata.ts';

const metadata = (text: string) => parseMetadata(text, (path) => `/s/${path}`);

test('all of it', () => {
  const text = `
interface:
  display_name: "  two  words "
  short_description: s
  icon_small: ./assets/a.png
  icon_large: assets/b.png
  brand_color: "#FF00aa"
  default_prompt: p q
dependencies:
  tools:
    - {type: mcp, value: v, description: x, transport: http, url: "http://u"}
    - {type: env_var, value: KEY, command: c}
policy: {allow_implicit_invocation: false, products: [x]}
`;
  expect(metadata(text)).toEqual({
    interface: {
      displayName: 'two words',
      shortDescription: 's',
      iconSmall: '/s/assets/a.png',
      iconLarge: '/s/assets/b.png',
      brandColor: '#FF00aa',
      defaultPrompt: 'p q',
    },
    dependencies: {
      tools: [
        { type: 'mcp', value: 'v', description: 'x', transport: 'http', url: 'http://u' },
        { type: 'env_var', value: 'KEY', command: 'c' },
      ],
    },
    implicit: false,
  });
});

test.each(['red', '#fff', '#GGGGGG', '"#12345\\u0661"'])('%s is no color', (color) => {
  expect(
    metadata(`interface: {brand_color: ${color.startsWith('"') ? color : `"${color}"`}}`).interface,
  ).toBeUndefined();
});

test.each(['../x.png', '/etc/x.png', 'icon.png', 'assets/../../x.png', 'assets', './', 'assets\\..\\..\\x', '[a]'])(
  'an icon at %s is outside of assets',
  (path) => {
    expect(metadata(`interface: {icon_small: ${JSON.stringify(path)}}`).interface).toBeUndefined();
  },
);

test('what is of another kind is passed over; what is no YAML is an error', () => {
  for (const text of [
    '',
    '[]',
    'x',
    'interface: [1]',
    'dependencies: {tools: x}',
    'dependencies: {tools: [x, {type: a}, {value: v}]}',
  ])
    expect(metadata(text)).toEqual({ implicit: true });
  expect(() => metadata('interface: [')).toThrow(/^invalid YAML: /);
});

test('an icon never leaves the folder', () => {
  const part = fc.constantFrom('..', '.', 'assets', 'a', '', '/', '\\', '%2e%2e');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const face = metadata(`interface: {display_name: x, icon_large: ${JSON.stringify(parts.join('/'))}}`).interface;
      const icon = face?.iconLarge ?? '/s/assets/x';
      expect(posix.normalize(icon)).toMatch(/^\/s\/assets\//);
    }),
  );
});
