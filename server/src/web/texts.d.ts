/** Python code as text, for bundles that can read no files. */
declare module '*.py' {
  const text: string;
  export default text;
}
