/** Styles are taken into the bundle, and have no names. */
declare module '*.css';
