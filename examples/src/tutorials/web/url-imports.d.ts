// What Vite makes of an import with ?url: the address that it serves the file at.
declare module "*?url" {
  const url: string;
  export default url;
}
