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
