/** Says hello; replace it with what the package is for. */
export function hello(name: string): string {
  return `hello, ${name}`;
}
