import { isObject, isTexts, type Json } from './read-json.ts';

interface Made {
  readonly value: Json;
  readonly notes: readonly string[];
}

const isTextMap = (value: unknown): value is Readonly<Record<string, string>> =>
  isObject(value) && Object.values(value).every((one) => typeof one === 'string');

/** `${NAME}` or `${NAME:-default}`, which are put in where Claude Code reads the file. */
const expands = (text: string): boolean => /\$\{[^}]*\}/.test(text);

const unexpanded = (what: string): string => `${what} has \${…}, which nothing puts in here: write the value out`;

/** One of Claude Code's servers as a table of `mcp_servers`, or why it cannot be one. `own`: values may be written. */
export function mcpServer(server: Json, own: boolean): Made | string {
  const type = server.type ?? (typeof server.url === 'string' ? 'http' : 'stdio');
  if (type === 'stdio') return stdio(server, own);
  if (type === 'http') return http(server, own);
  return typeof type === 'string' && /^\w{1,20}$/.test(type)
    ? `servers of the type ${type} are not spoken to, only stdio and http`
    : 'its type is none of stdio and http';
}

function stdio({ type: _, command, args = [], env = {}, cwd, ...rest }: Json, own: boolean): Made | string {
  if (typeof command !== 'string' || command === '') return 'it has neither a command nor a URL';
  if (!isTexts(args)) return 'its args are no list of texts';
  if (!isTextMap(env)) return 'its env is no table of texts';
  if (cwd !== undefined && typeof cwd !== 'string') return 'its cwd is no text';
  if ([command, ...args, cwd ?? ''].some(expands)) return unexpanded('its command');
  const [values, names]: [Record<string, string>, string[]] = [{}, []];
  const withheld: string[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (value === `\${${name}}`) names.push(name);
    else if (expands(value)) return unexpanded(`env.${name}`);
    else if (own) values[name] = value;
    else {
      names.push(name);
      withheld.push(name);
    }
  }
  return {
    value: {
      command,
      ...(args.length > 0 && { args }),
      ...(Object.keys(values).length > 0 && { env: values }),
      ...(names.length > 0 && { env_vars: names }),
      ...(cwd !== undefined && { cwd }),
    },
    notes: [...withheldNote(withheld), ...restNote(rest)],
  };
}

function http({ type: _, url, headers = {}, ...rest }: Json, own: boolean): Made | string {
  if (typeof url !== 'string') return 'it has no URL';
  if (!isTextMap(headers)) return 'its headers are no table of texts';
  if (expands(url)) return unexpanded('its URL');
  let bearer: string | undefined;
  const [values, names]: [Record<string, string>, Record<string, string>] = [{}, {}];
  for (const [name, value] of Object.entries(headers)) {
    const variable = /^(Bearer )?\$\{(\w+)\}$/.exec(value);
    if (variable?.[1] && name.toLowerCase() === 'authorization') bearer = variable[2];
    else if (variable?.[2] && !variable[1]) names[name] = variable[2];
    else if (expands(value)) return unexpanded(`the header ${name}`);
    else if (own) values[name] = value;
    else return `the value of the header ${name} is written to your own files only: name a variable with \${NAME}`;
  }
  return {
    value: {
      url,
      ...(bearer !== undefined && { bearer_token_env_var: bearer }),
      ...(Object.keys(values).length > 0 && { http_headers: values }),
      ...(Object.keys(names).length > 0 && { env_http_headers: names }),
    },
    notes: restNote(rest),
  };
}

const withheldNote = (names: readonly string[]): string[] =>
  names.length === 0
    ? []
    : [`values of variables are written to your own files only: set ${names.join(', ')} in your environment`];

const restNote = (rest: Json): string[] => {
  const keys = Object.keys(rest).slice(0, 10);
  return keys.length === 0 ? [] : [`left out: ${keys.join(', ')}`];
};
