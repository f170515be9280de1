declare module '*.yaml' {
  const value: unknown;
  export default value;
}
declare module '*.css' {
  const text: string;
  export default text;
}
declare module 'virtual:models' {
  import type { OdeModel } from './solver/types.ts';
  const models: Record<string, OdeModel>;
  export default models;
}
declare module 'virtual:shared' {
  /** What scripts of kinds share with the site's own, by path. */
  const shared: Record<string, unknown>;
  export default shared;
}
